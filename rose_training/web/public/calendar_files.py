"""The calendar file of one's place or visit, by the link in the mail: not every program reads what is attached."""

from flask import abort
from werkzeug.wrappers import Response

from rose_training.adapters.calendar_files import MEDIA_TYPE, Method
from rose_training.database import db
from rose_training.domain.bookings import BookingState
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import SessionState
from rose_training.messages import booking_letters, place_letters
from rose_training.messages.letter import CalendarPart
from rose_training.services import bookings, registrations
from rose_training.web.guards import open_to_all
from rose_training.web.public.blueprint import public
from rose_training.web.security import keep_out_of_caches


@public.get("/place/<token>/training.ics")
@open_to_all
def place_calendar(token: str) -> Response:
    """The date as it stands now. 404 for somebody without a place, or when it is off."""
    reference = place_letters.reference_in(token)
    registration = registrations.by_reference(db.session(), reference=reference) if reference else None
    if registration is None or registration.state is not RegistrationState.CONFIRMED:
        abort(404)
    if registration.session.state is SessionState.CANCELLED:
        abort(404)
    return _file(place_letters.calendar_part(registration, Method.PUBLISH))


@public.get("/your-request/<token>/visit.ics")
@open_to_all
def visit_calendar(token: str) -> Response:
    """All dates of a confirmed visit as they stand now."""
    reference = booking_letters.reference_in(token)
    booking = bookings.by_reference(db.session(), reference=reference) if reference else None
    if booking is None or booking.state is not BookingState.CONFIRMED:
        abort(404)
    dates = [one for one in bookings.sessions_of(db.session(), booking) if one.state is not SessionState.CANCELLED]
    if not dates:
        abort(404)
    return _file(booking_letters.calendar_part(booking, dates, Method.PUBLISH))


def _file(part: CalendarPart) -> Response:
    keep_out_of_caches()
    return Response(
        part.content,
        content_type=f"{MEDIA_TYPE}; charset=utf-8; method={part.method}",
        headers={"Content-Disposition": f'attachment; filename="{part.file_name}"'},
    )

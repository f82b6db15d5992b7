"""What the office writes down for a school: a request told on the telephone, the conversation, corrections.

The telephone is as good a way as the pages (product promise): the rules are those of the request; what
was not told stops the confirmation and nothing before it.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.bookings import ContactRole
from rose_training.domain.calendar import london_day
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_checks import check_contact, check_group, check_wishes
from rose_training.domain.visit_requests import Contact, Group, Offer, VisitRequest
from rose_training.domain.year_groups import YearGroup
from rose_training.models.bookings import Booking
from rose_training.models.programme import Activity
from rose_training.services import booking_changes, bookings, calendar, history, outbox, visit_requests


def take(
    session: Session,
    request: VisitRequest,
    *,
    notes: str,
    spoken: bool,
    office: str,
    by: Actor,
    at: datetime,
) -> Booking:
    """A request as it was told on the telephone. The booker gets the e-mail of any request, with its link.

    Raises a Refusal for a group or dates that cannot be, and for a contact that cannot be reached.
    """
    activity = session.scalar(select(Activity).where(Activity.slug == request.activity))
    if activity is not None:
        _check(session, request, activity, today=london_day(at))
    booking = visit_requests.request_visit(session, request, office=office, by=by, at=at)
    booking.by_telephone = True
    booking.notes = notes or None
    if spoken:
        booking.spoken_at = at
    session.flush()
    history.record(session, subject=booking.reference, event="taken_by_telephone", by=by, at=at)
    if spoken:
        history.record(session, subject=booking.reference, event="spoken", by=by, at=at)
    return booking


def note_conversation(session: Session, booking: Booking, *, by: Actor, at: datetime) -> None:
    """Write down that we have spoken to the school; the first time counts."""
    bookings.lock(session, booking)
    if booking.spoken_at is not None:
        return
    if not booking.state.is_open:
        raise Refusal("booking_closed", f"This booking is {booking.state.value} and stays as it is")
    booking.spoken_at = at
    session.flush()
    history.record(session, subject=booking.reference, event="spoken", by=by, at=at)


def correct(
    session: Session,
    booking: Booking,
    *,
    booker: Contact,
    on_the_day: Contact,
    years: Sequence[YearGroup],
    number: int,
    by: Actor,
    at: datetime,
) -> None:
    """Correct who asks and the group for a school. Raises a Refusal beside its field.

    Another address gets the e-mails from now on, those that wait to leave among them; it opens the school's pages
    only once it is confirmed anew.
    """
    booking_changes.change_group(session, booking, years=years, number=number, by=by, at=at)
    booking_changes.change_contacts(session, booking, on_the_day=on_the_day, lead=None, by=by, at=at)
    try:
        check_contact(ContactRole.BOOKER, booker)
    except Refusal as refusal:
        raise Refusal(refusal.code, refusal.sentence, f"booker_{refusal.field}") from refusal
    new = (booker.name, booker.email.lower(), booker.phone)
    if (booking.booker_name, booking.booker_email, booking.booker_phone) == new:
        return
    was = booking.booker_email
    booking.booker_name, booking.booker_email, booking.booker_phone = new
    session.flush()
    if was != booking.booker_email:
        outbox.readdress(session, about=booking.reference, was=was, now=booking.booker_email)
    history.record(session, subject=booking.reference, event="contacts_changed", by=by, at=at)


def _check(session: Session, request: VisitRequest, activity: Activity, *, today: date) -> None:
    offer = Offer(
        activity.audience,
        activity.targeted,
        activity.min_year,
        activity.max_year,
        activity.max_group,
        minutes=activity.minutes,
        host=request.host,
    )
    check_group(Group(request.years, request.expected_number, offer.usual_format), offer=offer)
    check_wishes(request.wishes, offer=offer, today=today, bank_holidays=calendar.bank_holidays(session, since=today))
    check_contact(ContactRole.BOOKER, request.booker)

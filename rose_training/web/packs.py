"""The papers of a booking as files: for the office, the school's own bookers, and those who come."""

from datetime import date

from flask import Response, abort, current_app, flash, make_response, redirect
from werkzeug.wrappers import Response as AnyResponse

from config import Settings
from rose_training.adapters import pdf
from rose_training.adapters.standard_texts import read_standard_texts
from rose_training.clock import now
from rose_training.database import db
from rose_training.domain.calendar import london_day
from rose_training.domain.packs import PACK, Insurance, Part, Sender, Visit, paper, parents_letter, parts_of
from rose_training.messages.addresses import address_of
from rose_training.models.bookings import Booking
from rose_training.services import packs

NOT_YET = "The letter of assurance cannot be written yet."
SCHOOL_READS = f"{NOT_YET} We write it as soon as it is settled who comes."


def document_file(booking: Booking, part: str, *, back: str, office: bool = False) -> AnyResponse:
    """One paper, or the pack of all that can be written now, as a PDF to save. Answers 404 for any other name.

    A letter that cannot be written yet leads `back` and says so; the office alone reads why.
    """
    visit = packs.visit_of(db.session(), booking=booking)
    if part == PACK:
        wanted, title = parts_of(visit), "Papers for your visit"
    elif part in set(Part):
        wanted, title = (Part(part),), Part(part).heading
    else:
        abort(404)
    if wanted == (Part.LETTER,) and visit.unsettled:
        flash(f"{NOT_YET} {'. '.join(visit.unsettled)}." if office else SCHOOL_READS, "error")
        return redirect(back, 303)
    texts, sender = read_standard_texts(), _sender(booking)
    try:
        content = pdf.papers(
            [paper(one, visit, texts, sender) for one in wanted],
            title=title if len(wanted) == 1 else f"{title} {booking.reference}",
            reference=booking.reference,
            on=sender.on,
        )
    except pdf.UnprintableError as trouble:
        flash(f"{trouble}. Ring the office, and we send you the paper another way.", "error")
        return redirect(back, 303)
    return _to_save(content, "application/pdf", f"{booking.reference.lower()}-{part}.pdf")


def letter_text(booking: Booking) -> Response:
    """The letter to parents as plain text, to change in any program."""
    visit: Visit = packs.visit_of(db.session(), booking=booking)
    said = parents_letter(visit, read_standard_texts(), _sender(booking))
    # The mark at the start lets the editors of Windows read it as UTF-8.
    return _to_save(said.encode("utf-8-sig"), "text/plain", f"{booking.reference.lower()}-{Part.PARENTS}.txt")


def _sender(booking: Booking) -> Sender:
    settings: Settings = current_app.extensions["settings"]
    return Sender(
        signed_by=settings.letter_signed_by or packs.coordinators_name(db.session()),
        phone=settings.office_phone,
        email=settings.office_email,
        parents_address=address_of("public.parents_topic", slug=booking.activity.slug),
        on=london_day(now()),
        insurance=Insurance(
            insurer=settings.insurer,
            policy=settings.insurance_policy,
            cover=settings.insurance_cover,
            valid_until=date.fromisoformat(settings.insurance_valid_until) if settings.insurance_valid_until else None,
        ),
    )


def _to_save(content: bytes, kind: str, name: str) -> Response:
    response = make_response(content)
    response.mimetype = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Robots-Tag"] = "noindex"
    return response

"""The papers of a booking as files: for the office, the school's own bookers, and those who come."""

from dataclasses import dataclass
from datetime import date

from flask import Flask, Response, abort, current_app, flash, make_response, redirect
from werkzeug.wrappers import Response as AnyResponse

from config import Settings
from rose_training.adapters import pdf
from rose_training.adapters.standard_texts import read_standard_texts
from rose_training.clock import now
from rose_training.database import db
from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import london_day
from rose_training.domain.packs import PACK, Insurance, Part, Sender, Visit, left_out, paper, parents_letter, parts_of
from rose_training.messages.addresses import address_of
from rose_training.models.bookings import Booking
from rose_training.services import packs

STILL_CHECKING = "We are still completing our checks. You get it before the visit."
NOT_CONFIRMED = "We write it when the visit is confirmed."


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers that can be saved now, and those that cannot, each with why not."""

    ready: tuple[Part, ...]
    missing: tuple[tuple[Part, str], ...]


def papers_for(booking: Booking, *, office: bool = False) -> Papers:
    """What the list of papers shows. The office reads the reasons; others read no more of the letter than when."""
    visit, sender = packs.visit_of(db.session(), booking=booking), _sender(booking)
    missing = left_out(visit, sender)
    if not office:
        missing = {part: _said_to_the_school(booking) for part in missing if part is Part.LETTER}
    return Papers(parts_of(visit, sender), tuple(missing.items()))


def register(app: Flask) -> None:
    """Let a template ask where it shows the component `documents.html`."""
    app.jinja_env.globals["papers_for"] = papers_for


def document_file(booking: Booking, part: str, *, back: str, office: bool = False) -> AnyResponse:
    """One paper, or the pack of all that can be written now, as a PDF to save. Answers 404 for any other name.

    A paper that cannot be written yet leads `back` and says so; the office alone reads why.
    """
    visit, sender = packs.visit_of(db.session(), booking=booking), _sender(booking)
    missing = left_out(visit, sender)
    if part == PACK:
        wanted, title = parts_of(visit, sender), "Papers for your visit"
    elif part in set(Part):
        wanted, title = (Part(part),), Part(part).heading
    else:
        abort(404)
    if wanted[0] in missing:
        why = f"{missing[wanted[0]]}." if office else _said_to_the_school(booking)
        flash(f"{wanted[0].heading}: this cannot be written yet. {why}", "error")
        return redirect(back, 303)
    texts = read_standard_texts()
    try:
        content = pdf.papers(
            [paper(one, visit, texts, sender) for one in wanted],
            title=title if len(wanted) == 1 else f"{title} {booking.reference}",
            reference=booking.reference,
            on=sender.on,
            missing=tuple(one.heading for one in missing) if part == PACK else (),
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


def _said_to_the_school(booking: Booking) -> str:
    return STILL_CHECKING if booking.state in (BookingState.CONFIRMED, BookingState.DELIVERED) else NOT_CONFIRMED


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

"""The cards of a group, and the list that stays at the school, to print: for whoever may see the group at all."""

from flask import Response, abort, make_response

from rose_training.adapters import pdf
from rose_training.database import db
from rose_training.models.bookings import Booking
from rose_training.services import cohorts


def card_sheet(booking: Booking | None) -> Response:
    """The cards to cut out. Answers 404 for a booking without cards."""
    text = _text(booking)
    return _paper(pdf.card_sheet(text), f"cards-group-{text.group}.pdf")


def card_list(booking: Booking | None) -> Response:
    """The school's own list, empty. Answers 404 for a booking without cards."""
    text = _text(booking)
    return _paper(pdf.card_list(text), f"list-group-{text.group}.pdf")


def _text(booking: Booking | None) -> pdf.CardsText:
    sheet = cohorts.sheet_of(db.session(), booking=booking) if booking else None
    if sheet is None:
        abort(404)
    return pdf.CardsText(group=sheet.group, booking=sheet.booking, codes=sheet.codes)


def _paper(content: bytes, name: str) -> Response:
    response = make_response(content)
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response

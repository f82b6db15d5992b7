"""The papers of a booking, for the office."""

from flask import Response, abort, url_for
from werkzeug.wrappers import Response as AnyResponse

from rose_training.database import db
from rose_training.domain.permissions import Permission
from rose_training.models.bookings import Booking
from rose_training.services import bookings
from rose_training.web.guards import requires
from rose_training.web.office.blueprint import office
from rose_training.web.packs import document_file, letter_text


@office.get("/bookings/<reference>/documents/<part>.pdf")
@requires(Permission.ANSWER_BOOKINGS)
def booking_document(reference: str, part: str) -> AnyResponse:
    """One paper, or the pack."""
    back = url_for("office.booking", reference=reference)
    return document_file(_or_404(reference), part, back=back, office=True)


@office.get("/bookings/<reference>/documents/parents-letter.txt")
@requires(Permission.ANSWER_BOOKINGS)
def booking_parents_letter(reference: str) -> Response:
    """The letter to parents, to change."""
    return letter_text(_or_404(reference))


def _or_404(reference: str) -> Booking:
    return bookings.by_reference(db.session(), reference=reference) or abort(404)

"""The papers of a booking, for the school that it is of."""

from flask import Response, abort, url_for
from werkzeug.wrappers import Response as AnyResponse

from rose_training.database import db
from rose_training.domain.permissions import Permission
from rose_training.models.bookings import Booking
from rose_training.services import bookings
from rose_training.web.guards import requires, who
from rose_training.web.packs import document_file, letter_text
from rose_training.web.school.blueprint import school


@school.get("/bookings/<reference>/documents/<part>.pdf")
@requires(Permission.SEE_OWN_BOOKINGS)
def booking_document(reference: str, part: str) -> AnyResponse:
    """One paper, or the pack."""
    return document_file(_own_or_404(reference), part, back=url_for("school.booking", reference=reference))


@school.get("/bookings/<reference>/documents/parents-letter.txt")
@requires(Permission.SEE_OWN_BOOKINGS)
def booking_parents_letter(reference: str) -> Response:
    """The letter to parents, to change."""
    return letter_text(_own_or_404(reference))


def _own_or_404(reference: str) -> Booking:
    found = bookings.by_reference(db.session(), reference=reference, organisation_ids=who().organisation_ids)
    return found or abort(404)

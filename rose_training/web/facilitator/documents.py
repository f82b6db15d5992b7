"""The papers of the booking behind a session, for those who deliver it."""

from flask import Response, abort, url_for
from werkzeug.wrappers import Response as AnyResponse

from rose_training.database import db
from rose_training.domain.permissions import Permission
from rose_training.models.bookings import Booking
from rose_training.web.desks import facilitators_desk
from rose_training.web.facilitator.blueprint import facilitator
from rose_training.web.guards import requires
from rose_training.web.packs import document_file, letter_text


@facilitator.get("/sessions/<reference>/documents/<part>.pdf")
@requires(Permission.SEE_OWN_SESSIONS)
def session_document(reference: str, part: str) -> AnyResponse:
    """One paper, or the pack."""
    return document_file(_booking_or_404(reference), part, back=url_for("facilitator.sessions"))


@facilitator.get("/sessions/<reference>/documents/parents-letter.txt")
@requires(Permission.SEE_OWN_SESSIONS)
def session_parents_letter(reference: str) -> Response:
    """The letter to parents, to change."""
    return letter_text(_booking_or_404(reference))


def _booking_or_404(reference: str) -> Booking:
    return facilitators_desk().find(db.session(), reference).booking or abort(404)

"""Taking a place that is held, after signing in."""

from flask import abort, url_for
from werkzeug.wrappers import Response

from rose_training.database import db
from rose_training.domain.permissions import Permission
from rose_training.services import registrations
from rose_training.web import offers
from rose_training.web.guards import requires, who
from rose_training.web.my.blueprint import my


@my.post("/places/<reference>/accept")
@requires(Permission.CHANGE_OWN_PLACES)
def accept_offer(reference: str) -> Response:
    """Take a place that is held for oneself."""
    found = registrations.by_reference(db.session(), reference=reference)
    if found is None or found.person_id != who().person_id:
        abort(404)
    return offers.accept(reference, by=who().actor, back=url_for("my.place", reference=reference))

"""A professional's own places, after signing in."""

from flask import abort, render_template, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db
from rose_training.domain.permissions import Permission
from rose_training.domain.registrations import LIVE
from rose_training.models.registrations import Registration
from rose_training.services import outcomes, parties, registrations
from rose_training.web import place_changes
from rose_training.web.afterwards import late_days
from rose_training.web.guards import requires, who
from rose_training.web.my.blueprint import my
from rose_training.web.offers import notice_the_hour
from rose_training.web.place_changes import Page, PlaceDesk

ENDPOINTS = {
    "cancel": "my.cancel_place",
    "substitute": "my.substitute_place",
    "name": "my.correct_name",
    "switch": "my.switch_place",
}


@my.get("/places")
@requires(Permission.SEE_OWN_PLACES)
def places() -> str:
    """What is to come first, then what is over or cancelled."""
    at = now()
    mine = registrations.of_person(db.session(), person_id=who().person_id)
    to_come = [one for one in mine if one.state in LIVE and one.session.starts_at > at]
    return render_template(
        "my/registrations/places.html",
        to_come=to_come[::-1],
        earlier=[one for one in mine if one not in to_come],
        outcomes=outcomes.of_person(db.session(), person_id=who().person_id, late_days=late_days()),
        at=at,
    )


@my.get("/places/<reference>")
@requires(Permission.SEE_OWN_PLACES)
def place(reference: str) -> str:
    """One of one's own places."""
    registration = _own(reference)
    notice_the_hour(registration.session_id)
    return render_template(
        "my/registrations/place.html",
        registration=registration,
        training=registration.session,
        turn=registrations.turn_on_reserve_list(db.session(), registration=registration),
        at=now(),
    )


@my.post("/places/<reference>/cancel")
@requires(Permission.CHANGE_OWN_PLACES)
def cancel_place(reference: str) -> Response:
    """Give up one's own place, or a colleague's that one arranged."""
    return place_changes.cancel(_desk(reference))


@my.route("/places/<reference>/colleague", methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_PLACES)
def substitute_place(reference: str) -> Page:
    """Let a colleague come on the place."""
    return place_changes.substitute_page(_desk(reference))


@my.route("/places/<reference>/name", methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_PLACES)
def correct_name(reference: str) -> Page:
    """The name on the register and the certificate."""
    return place_changes.name_page(_desk(reference))


@my.post("/places/<reference>/switch")
@requires(Permission.CHANGE_OWN_PLACES)
def switch_place(reference: str) -> Response:
    """Online instead of in the room, or the other way round."""
    return place_changes.switch(_desk(reference))


@my.get("/team")
@requires(Permission.SEE_OWN_PLACES)
def team() -> str:
    """The places one arranged for colleagues: who comes, never what they answered."""
    at = now()
    led = parties.led_by(db.session(), person_id=who().person_id)
    to_come = [one for one in led if one.training.starts_at > at]

    def to(what: str, reference: str) -> str:
        return url_for(ENDPOINTS[what], reference=reference)

    return render_template(
        "my/registrations/team.html",
        to_come=to_come[::-1],
        earlier=[one for one in led if one not in to_come],
        to=to,
        at=at,
    )


def _own(reference: str) -> Registration:
    found = registrations.by_reference(db.session(), reference=reference)
    if found is None or found.person_id != who().person_id:
        abort(404)
    return found


def _desk(reference: str) -> PlaceDesk:
    """The desk for one's own place or one that one arranged. Answers 404 for anybody else's."""
    reader = who()
    found = registrations.by_reference(db.session(), reference=reference) or abort(404)
    own = found.person_id == reader.person_id
    if not own and not parties.is_led_by(db.session(), registration=found, person_id=reader.person_id):
        abort(404)
    back = url_for("my.place", reference=reference) if own else url_for("my.team")
    return PlaceDesk(reference, reader.actor, back=back, layout="layouts/account.html", own=own)

"""The places of a party, by the link in the mail of whoever arranged it."""

from flask import abort, render_template, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db
from rose_training.messages.party_letters import party_in
from rose_training.services import parties
from rose_training.services.parties import Led
from rose_training.web import place_changes
from rose_training.web.guards import open_to_all
from rose_training.web.place_changes import Page, PlaceDesk
from rose_training.web.public.blueprint import public
from rose_training.web.public.registrations import visitor
from rose_training.web.security import keep_out_of_caches, limit_public_form

ENDPOINTS = {
    "cancel": "public.cancel_party_place",
    "substitute": "public.substitute_party_place",
    "name": "public.correct_party_name",
    "switch": "public.switch_party_place",
}


@public.get("/party/<token>")
@open_to_all
def party(token: str) -> str:
    """Everybody in the party and what can be done for each. It shows no joining link: that is theirs."""
    led = _led(token)

    def to(what: str, reference: str) -> str:
        return url_for(ENDPOINTS[what], token=token, reference=reference)

    return render_template(
        "public/registrations/party.html", led=led, training=led.training, to=to, token=token, at=now()
    )


@public.post("/party/<token>/split")
@open_to_all
@limit_public_form
def split_party(token: str) -> Response:
    """No longer wait for places for all of them at once."""
    return place_changes.split(_led(token).party.reference, by=visitor(), back=url_for("public.party", token=token))


@public.post("/party/<token>/<reference>/cancel")
@open_to_all
@limit_public_form
def cancel_party_place(token: str, reference: str) -> Response:
    """Give one of the places up."""
    return place_changes.cancel(_desk(token, reference))


@public.route("/party/<token>/<reference>/colleague", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def substitute_party_place(token: str, reference: str) -> Page:
    """Let another colleague come on one of the places."""
    return place_changes.substitute_page(_desk(token, reference))


@public.route("/party/<token>/<reference>/name", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def correct_party_name(token: str, reference: str) -> Page:
    """Correct the name of one of the party."""
    return place_changes.name_page(_desk(token, reference))


@public.post("/party/<token>/<reference>/switch")
@open_to_all
@limit_public_form
def switch_party_place(token: str, reference: str) -> Response:
    """Move one of the party to the other kind of place."""
    return place_changes.switch(_desk(token, reference))


def _led(token: str) -> Led:
    keep_out_of_caches()
    reference = party_in(token)
    led = parties.by_reference(db.session(), reference=reference) if reference else None
    return led or abort(404)


def _desk(token: str, reference: str) -> PlaceDesk:
    """The desk for one of the party's places. Answers 404 for anybody else's."""
    if reference not in {one.reference for one in _led(token).members}:
        abort(404)
    return PlaceDesk(reference, visitor(), back=url_for("public.party", token=token), own=False)

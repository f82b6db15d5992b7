"""Registering for an open date without an account, and the page of one's place."""

from flask import abort, redirect, render_template, request, url_for
from flask import session as cookie
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db
from rose_training.domain.actors import Actor
from rose_training.domain.refusals import Refusal
from rose_training.domain.sign_in import tidy_email
from rose_training.messages.party_letters import party_token
from rose_training.messages.place_letters import reference_in
from rose_training.models.registrations import Registration
from rose_training.services import registrations
from rose_training.web import place_changes, registering
from rose_training.web.forms.registrations import ROWS, RegistrationForm
from rose_training.web.guards import open_to_all, signed_in
from rose_training.web.offers import notice_the_hour
from rose_training.web.place_changes import Page, PlaceDesk
from rose_training.web.public.blueprint import public
from rose_training.web.public.sessions import open_session_or_404, show_open_session
from rose_training.web.registering import Registered
from rose_training.web.security import keep_out_of_caches, limit_public_form

OUTCOME = "registered"


@public.post("/whats-on/<reference>")
@open_to_all
@limit_public_form
def register(reference: str) -> Response | str | tuple[str, int]:
    """Take the registration and say at once what came of it."""
    training = open_session_or_404(reference)
    form = RegistrationForm()
    form.ask_for(training)
    if form.trap.data:
        return redirect(url_for("public.open_session", reference=reference), 303)
    if form.change_rows(request.form.get(ROWS, "")):
        return show_open_session(training, form)
    if not form.validate_on_submit():
        return show_open_session(training, form), 422
    try:
        done = registering.register(form, session_reference=reference, by=visitor())
    except Refusal as refusal:
        form.show(refusal)
        return show_open_session(training, form), 422
    cookie[OUTCOME] = {"session": reference} | (_told_of_party(form, done) if done.party else _told(form, done))
    return redirect(url_for("public.registered"), 303)


@public.get("/whats-on/registered")
@open_to_all
def registered() -> Response | str:
    """What came of registering, from what was typed alone, for one or for several.

    Whoever typed an address need not be its owner, so this page is the same when that person was
    registered before: what they have stays, and the e-mail to them says so. It neither cancels nor has
    a joining link: those go to the mailbox.
    """
    keep_out_of_caches()
    told = cookie.get(OUTCOME)
    if not told:
        return redirect(url_for("public.whats_on"), 303)
    several = "people" in told
    page = "public/registrations/party_registered.html" if several else "public/registrations/registered.html"
    return render_template(page, told=told, training=open_session_or_404(told["session"]))


@public.get("/place/<token>")
@open_to_all
def place(token: str) -> str:
    """One's place, by the link in the mail, and for a lead the way to the party. Looking changes nothing."""
    registration = _registration_of(token)
    party = registration.party
    leads = party is not None and party.size > 1 and party.lead_email == registration.email
    return render_template(
        "public/registrations/place.html",
        token=token,
        party_address=url_for("public.party", token=party_token(party.reference)) if party and leads else None,
        **_shown(registration),
    )


@public.post("/place/<token>/cancel")
@open_to_all
@limit_public_form
def cancel_place(token: str) -> Response:
    """Give the place up."""
    return place_changes.cancel(_desk(token))


@public.route("/place/<token>/colleague", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def substitute_place(token: str) -> Page:
    """Let a colleague come instead."""
    return place_changes.substitute_page(_desk(token))


@public.route("/place/<token>/name", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def correct_name(token: str) -> Page:
    """Write one's name as it should stand on the register and the certificate."""
    return place_changes.name_page(_desk(token))


@public.post("/place/<token>/switch")
@open_to_all
@limit_public_form
def switch_place(token: str) -> Response:
    """Come online instead of to the room, or the other way round."""
    return place_changes.switch(_desk(token))


def visitor() -> Actor:
    """Whoever is at the browser, by name when they have signed in."""
    reader = signed_in()
    return reader.actor if reader else Actor.visitor()


def _told(form: RegistrationForm, done: Registered) -> dict[str, object]:
    coming = form.coming()
    return {
        "name": coming.attendee.name,
        "email": tidy_email(coming.attendee.email),
        "organisation": coming.attendee.organisation,
        "attends": coming.attends.value,
        "waits": done.waits,
        "turn": done.turn,
    }


def _told_of_party(form: RegistrationForm, done: Registered) -> dict[str, object]:
    """Numbers, not names: the cookie has to hold the largest party too."""
    wish = form.wish()
    return {
        "people": done.people,
        "placed": done.placed,
        "email": tidy_email(wish.lead_email),
        "together": bool(wish.together),
        "manager": bool(wish.manager_email),
    }


def _desk(token: str) -> PlaceDesk:
    keep_out_of_caches()
    return PlaceDesk(_registration_of(token).reference, visitor(), back=url_for("public.place", token=token))


def _registration_of(token: str) -> Registration:
    reference = reference_in(token)
    found = registrations.by_reference(db.session(), reference=reference) if reference else None
    return found or abort(404)


def _shown(registration: Registration) -> dict[str, object]:
    """What the pages of a place show: a name and perhaps the joining link, so a shared computer keeps none of it."""
    keep_out_of_caches()
    notice_the_hour(registration.session_id)
    turn = registrations.turn_on_reserve_list(db.session(), registration=registration)
    return {"registration": registration, "training": registration.session, "turn": turn, "at": now()}

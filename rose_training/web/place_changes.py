"""Changing a place: the same pages by the link in the mail, for a party, when signed in, and for the office.

A `PlaceDesk` says whose place it is, who changes it, and where to go afterwards. Whoever builds one
has made sure that this reader may.
"""

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.actors import Actor
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import Attends
from rose_training.models.registrations import Registration
from rose_training.services import capacities, parties, place_changes, registrations
from rose_training.web.afterwards import timing
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.forms.registrations import NameForm, SubstituteForm

Page = str | Response | tuple[str, int]


@dataclass(frozen=True)
class PlaceDesk:
    """One place on the desk of somebody who may change it: `layout` of their pages, and the way `back`."""

    reference: str
    actor: Actor
    back: str
    layout: str = "layouts/public.html"
    own: bool = True
    """Whether the reader sits on the place themselves: 'your name' or 'the name'."""
    office: bool = False
    """Whether it is done on somebody's behalf, also after the session has begun."""


def substitute_page(desk: PlaceDesk) -> Page:
    """Who comes instead; the place changes hands as it stands."""
    registration = _registration(desk)
    form, page = SubstituteForm(), "public/registrations/substitute.html"
    if not form.is_submitted():
        return _shown(page, desk, registration, form)
    if not form.validate():
        return _shown(page, desk, registration, form), 422
    try:
        with transaction() as session:
            successor = place_changes.substitute(
                session,
                registration=registrations.by_reference(session, reference=desk.reference) or abort(404),
                colleague=form.colleague(),
                by=desk.actor,
                at=now(),
            )
            name = successor.name
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _shown(page, desk, _registration(desk), form), 422
    flash(f"{name} comes instead. Both get an e-mail.", "success")
    return redirect(desk.back, 303)


def name_page(desk: PlaceDesk) -> Page:
    """The name as it stands on the register, the diary entry and the certificate."""
    registration = _registration(desk)
    form, page = NameForm(name=registration.name), "public/registrations/name.html"
    if not form.is_submitted():
        return _shown(page, desk, registration, form)
    if not form.validate():
        return _shown(page, desk, registration, form), 422
    try:
        with transaction() as session:
            told = place_changes.correct_name(
                session,
                registration=registrations.by_reference(session, reference=desk.reference) or abort(404),
                name=form.name.data or "",
                by=desk.actor,
                at=now(),
                by_office=desk.office,
                timing=timing(),
            )
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _shown(page, desk, _registration(desk), form), 422
    flash(f"The name is now {form.name.data}.{' An e-mail that says so is on its way.' if told else ''}", "success")
    return redirect(desk.back, 303)


def switch(desk: PlaceDesk) -> Response:
    """From the room to the screen or back, where the other kind has a place."""
    try:
        with transaction() as session:
            registration = registrations.by_reference(session, reference=desk.reference) or abort(404)
            other = Attends.ONLINE if registration.attends is Attends.IN_PERSON else Attends.IN_PERSON
            capacities.switch(session, registration=registration, attends=other, by=desk.actor, at=now())
    except Refusal as refusal:
        flash(refusal.sentence, "error")
    else:
        words = "online" if other is Attends.ONLINE else "in the room"
        flash(f"The place is now {words}. The e-mail with everything is on its way.", "success")
    return redirect(desk.back, 303)


def split(party_reference: str, *, by: Actor, back: str) -> Response:
    """Let those who wait all together come on single places, and say what came of it."""
    try:
        with transaction() as session:
            led = parties.by_reference(session, reference=party_reference) or abort(404)
            names = ", ".join(one.name for one in parties.split(session, party=led.party, by=by, at=now()))
    except Refusal as refusal:
        flash(refusal.sentence, "error")
    else:
        gained = f" A place is held for {names}: the e-mail is on its way." if names else ""
        flash(f"Each waits for a place of their own now.{gained}", "success")
    return redirect(back, 303)


def cancel(desk: PlaceDesk) -> Response:
    """Give the place, the offer or the turn up."""
    try:
        with transaction() as session:
            registration = registrations.by_reference(session, reference=desk.reference) or abort(404)
            registrations.cancel(session, registration=registration, by=desk.actor, at=now())
    except Refusal as refusal:
        flash(refusal.sentence, "error")
    else:
        flash("It is cancelled. Thank you for telling us.", "success")
    return redirect(desk.back, 303)


def _registration(desk: PlaceDesk) -> Registration:
    return registrations.by_reference(db.session(), reference=desk.reference) or abort(404)


def _shown(page: str, desk: PlaceDesk, registration: Registration, form: SubstituteForm | NameForm) -> str:
    return render_template(page, desk=desk, registration=registration, training=registration.session, form=form)

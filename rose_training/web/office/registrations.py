"""Places that the office gives and takes on somebody's behalf, when they ring."""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.models.sessions import TrainingSession
from rose_training.services import history, parties, places, registrations, sessions
from rose_training.web import place_changes, registering
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.forms.registrations import ROWS, AddPersonForm, CancelPlaceForm
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office
from rose_training.web.place_changes import Page, PlaceDesk
from rose_training.web.registering import Registered


@office.route("/sessions/<reference>/add", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def add_registration(reference: str) -> Response | str | tuple[str, int]:
    """Register somebody who rang, also after booking has closed."""
    training = sessions.open_session(db.session(), reference=reference) or abort(404)
    form = AddPersonForm()
    form.ask_for(training)
    if not form.is_submitted() or form.change_rows(request.form.get(ROWS, "")):
        return _asked(form, training)
    if not form.validate():
        return _asked(form, training), 422
    try:
        done = registering.register(form, session_reference=reference, by=who().actor, by_office=True)
    except Refusal as refusal:
        form.show(refusal)
        return _asked(form, training), 422
    flash(*_what_came_of_it(done))
    return redirect(url_for("office.session_places", reference=reference), 303)


@office.route("/registrations/<reference>/cancel", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def cancel_registration(reference: str) -> Response | str | tuple[str, int]:
    """Cancel somebody's place, offer or turn; the next on the reserve list is asked."""
    registration = registrations.by_reference(db.session(), reference=reference) or abort(404)
    session_reference = registration.session.reference
    form = CancelPlaceForm()
    page = "office/sessions/cancel_registration.html"
    if not form.is_submitted():
        return render_template(page, form=form, registration=registration)
    if not form.validate():
        return render_template(page, form=form, registration=registration), 422
    try:
        with transaction() as session:
            mine = registrations.by_reference(session, reference=reference) or abort(404)
            asked = registrations.cancel(
                session, registration=mine, by=who().actor, at=now(), reason=form.reason.data or ""
            )
            names = [one.name for one in asked]
    except Refusal as refusal:
        show_refusal(form, refusal)
        return render_template(page, form=form, registration=registration), 422
    gained = f" The place is offered to {', '.join(names)}." if names else ""
    flash(f"The registration is cancelled.{gained}", "success")
    return redirect(url_for("office.session_places", reference=session_reference), 303)


@office.get("/registrations/<reference>")
@requires(Permission.SEE_REGISTRATIONS)
def registration(reference: str) -> str:
    """One registration: where it stands, what can be done on this person's behalf, and what was done."""
    found = registrations.by_reference(db.session(), reference=reference) or abort(404)
    return render_template(
        "office/sessions/registration.html",
        registration=found,
        training=found.session,
        led=parties.by_reference(db.session(), reference=found.party.reference) if found.party else None,
        turn=registrations.turn_on_reserve_list(db.session(), registration=found),
        entries=history.entries_about(db.session(), reference),
        at=now(),
    )


@office.route("/registrations/<reference>/colleague", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def substitute_registration(reference: str) -> Page:
    """Somebody else comes on this place."""
    return place_changes.substitute_page(_desk(reference))


@office.route("/registrations/<reference>/name", methods=["GET", "POST"])
@requires(Permission.EDIT_REGISTRATIONS)
def correct_registration_name(reference: str) -> Page:
    """The name as it should stand on the register and the certificate."""
    return place_changes.name_page(_desk(reference))


@office.post("/registrations/<reference>/switch")
@requires(Permission.EDIT_REGISTRATIONS)
def switch_registration(reference: str) -> Response:
    """Online instead of in the room, or the other way round."""
    return place_changes.switch(_desk(reference))


@office.post("/registrations/<reference>/split")
@requires(Permission.EDIT_REGISTRATIONS)
def split_party_of_registration(reference: str) -> Response:
    """Those who wait all together with this person come on single places instead."""
    found = registrations.by_reference(db.session(), reference=reference) or abort(404)
    party = found.party or abort(404)
    return place_changes.split(
        party.reference, by=who().actor, back=url_for("office.registration", reference=reference)
    )


def _desk(reference: str) -> PlaceDesk:
    found = registrations.by_reference(db.session(), reference=reference) or abort(404)
    back = url_for("office.session_places", reference=found.session.reference)
    return PlaceDesk(reference, who().actor, back=back, layout="layouts/office.html", own=False, office=True)


def _asked(form: AddPersonForm, training: TrainingSession) -> str:
    form.weigh(places.room_of(training))
    return render_template("office/sessions/add_registration.html", form=form, training=training)


def _what_came_of_it(done: Registered) -> tuple[str, str]:
    if done.repeated:
        return "This person is registered already. The details go to them again.", "warning"
    waiting = done.people - done.placed
    if not done.party:
        if done.placed:
            return "They have a place. The confirmation is on its way.", "success"
        return "All places are taken, so they are on the reserve list. The e-mail is on its way.", "success"
    if not waiting:
        return f"All {done.people} have a place. The e-mails are on their way.", "success"
    return f"{done.placed} have a place and {waiting} are on the reserve list. The e-mails are on their way.", "success"

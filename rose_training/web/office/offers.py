"""The reserve list from the office's desk: ask somebody, take a place for them, take an offer back."""

from collections.abc import Callable, Sequence

from flask import abort, flash, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.models.registrations import Registration
from rose_training.services import offers, registrations
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office

Act = Callable[[Session, Registration], Sequence[Registration]]


@office.post("/registrations/<reference>/offer")
@requires(Permission.EDIT_REGISTRATIONS)
def offer_place(reference: str) -> Response:
    """Offer a free place to somebody on the list, for example close to the start, by telephone."""

    def act(session: Session, registration: Registration) -> Sequence[Registration]:
        return offers.offer_now(session, registration=registration, by=who().actor, at=now())

    return _done(reference, act, "A place is held for {names}. The e-mail is on its way.")


@office.post("/registrations/<reference>/accept")
@requires(Permission.EDIT_REGISTRATIONS)
def accept_offer(reference: str) -> Response:
    """Take the place that is held, for somebody who rang."""

    def act(session: Session, registration: Registration) -> Sequence[Registration]:
        return offers.accept(session, registration=registration, by=who().actor, at=now())

    return _done(reference, act, "{names}: the place is taken. The confirmation is on its way.")


@office.post("/registrations/<reference>/withdraw")
@requires(Permission.EDIT_REGISTRATIONS)
def withdraw_offer(reference: str) -> Response:
    """Take an offer back and ask the next; the owner keeps their turn."""

    def act(session: Session, registration: Registration) -> Sequence[Registration]:
        return offers.withdraw(session, registration=registration, by=who().actor, at=now())

    return _done(reference, act, "The offer is withdrawn. The place is now held for {names}.")


def _done(reference: str, act: Act, sentence: str) -> Response:
    """Do it in one transaction and go back to the session; `names` are those who have what comes of it."""
    found = registrations.by_reference(db.session(), reference=reference) or abort(404)
    back = url_for("office.session_places", reference=found.session.reference)
    try:
        with transaction() as session:
            registration = registrations.by_reference(session, reference=reference) or abort(404)
            names = ", ".join(one.name for one in act(session, registration))
    except Refusal as refusal:
        flash(refusal.sentence, "error")
    else:
        flash(sentence.format(names=names), "success")
    return redirect(back, 303)

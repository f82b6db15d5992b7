"""A place that is held: taking it, by whoever may, and noticing its hour when somebody looks."""

from flask import abort, flash, redirect
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.actors import Actor
from rose_training.domain.refusals import Refusal
from rose_training.services import offers, registrations


def accept(reference: str, *, by: Actor, back: str) -> Response:
    """Take the place that is held for the reader; of colleagues who come all together, for all. Then go `back`."""
    try:
        with transaction() as session:
            registration = registrations.by_reference(session, reference=reference) or abort(404)
            number = len(offers.accept(session, registration=registration, by=by, at=now()))
    except Refusal as refusal:
        flash(refusal.sentence, "error")
    else:
        news = "The place is yours" if number == 1 else f"There is a place for all {number} of you"
        flash(f"{news}. The confirmation is on its way.", "success")
    return redirect(back, 303)


def notice_the_hour(session_id: int) -> None:
    """Let offers of a session end whose time has run out, before a page shows them.

    The clock does it every minute; a page must be right also when no worker is at work. It changes
    nothing that time has not changed already, so a program that only looks may cause it.
    """
    at = now()
    if offers.any_ran_out(db.session(), session_id=session_id, at=at):
        with transaction() as session:
            offers.settle_one(session, session_id=session_id, at=at)

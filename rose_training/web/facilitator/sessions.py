"""A facilitator's own sessions: the list, and each one with its register, headcount and scores."""

from flask import render_template

from rose_training.clock import now
from rose_training.database import db
from rose_training.domain.permissions import Permission
from rose_training.services import assignments, delivery
from rose_training.web.deliveries import session_page
from rose_training.web.desks import Page, facilitators_desk, place_of, title_of
from rose_training.web.facilitator.blueprint import facilitator
from rose_training.web.guards import requires
from rose_training.web.headcounts import headcount_page
from rose_training.web.registers import register_page, walk_in_page
from rose_training.web.scores import scores_page

READ_AND_WRITE = ("GET", "POST")


@facilitator.get("")
@requires(Permission.SEE_OWN_SESSIONS)
def sessions() -> str:
    """Today, what waits for a register, what is to come, and what is done."""
    desk = facilitators_desk()
    mine = delivery.my_sessions(db.session(), facilitator_id=desk.facilitator_id or 0, at=now())
    window = delivery.opening_window(db.session())
    waiting = assignments.unanswered(db.session(), facilitator_id=desk.facilitator_id or 0, at=now())
    return render_template(
        "facilitator/sessions/list.html",
        desk=desk,
        mine=mine,
        window=window,
        waiting=waiting,
        about_what=assignments.about_what,
        title_of=title_of,
        place_of=place_of,
    )


@facilitator.route("/sessions/<reference>", methods=READ_AND_WRITE)
@requires(Permission.SEE_OWN_SESSIONS)
def session_day(reference: str) -> Page:
    """One session on the day."""
    return session_page(facilitators_desk(), reference)


@facilitator.route("/sessions/<reference>/register", methods=READ_AND_WRITE)
@requires(Permission.TAKE_REGISTER)
def session_register(reference: str) -> Page:
    """Names or cards, with a mark each."""
    return register_page(facilitators_desk(), reference)


@facilitator.route("/sessions/<reference>/walk-in", methods=READ_AND_WRITE)
@requires(Permission.TAKE_REGISTER)
def session_walk_in(reference: str) -> Page:
    """Somebody at the door."""
    return walk_in_page(facilitators_desk(), reference)


@facilitator.route("/sessions/<reference>/headcount", methods=READ_AND_WRITE)
@requires(Permission.TAKE_REGISTER)
def session_headcount(reference: str) -> Page:
    """People counted by audience and year group."""
    return headcount_page(facilitators_desk(), reference)


@facilitator.route("/sessions/<reference>/scores", methods=READ_AND_WRITE)
@requires(Permission.ENTER_SCORES)
def session_scores(reference: str) -> Page:
    """Before and after scores."""
    return scores_page(facilitators_desk(), reference)

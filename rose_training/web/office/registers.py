"""The registers of all sessions: what waits, and the same pages as a facilitator has, on their behalf."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db
from rose_training.domain.permissions import Permission
from rose_training.domain.references import tidy_reference
from rose_training.services import delivery
from rose_training.web.deliveries import session_page
from rose_training.web.desks import Page, office_desk, place_of, title_of
from rose_training.web.guards import requires
from rose_training.web.headcounts import headcount_page
from rose_training.web.office.blueprint import office
from rose_training.web.registers import register_page, walk_in_page
from rose_training.web.scores import scores_page

READ_AND_WRITE = ("GET", "POST")


@office.get("/registers")
@requires(Permission.CORRECT_REGISTERS)
def registers() -> str | Response:
    """Sessions that are over and not recorded, and those recorded last; or one by its reference."""
    desk = office_desk()
    wanted = tidy_reference(request.args.get("reference", ""))
    if wanted:
        training = delivery.find(db.session(), reference=wanted, facilitator_id=None)
        if training is not None:
            return redirect(desk.address("day", training), 303)
        flash(f"There is no session with the reference {wanted}.", "error")
        return redirect(url_for("office.registers"), 303)
    waiting, total = delivery.registers_waiting(db.session(), at=now())
    return render_template(
        "office/attendance/registers.html",
        desk=desk,
        waiting=waiting,
        total=total,
        recorded=delivery.lately_recorded(db.session()),
        title_of=title_of,
        place_of=place_of,
    )


@office.route("/registers/<reference>", methods=READ_AND_WRITE)
@requires(Permission.CORRECT_REGISTERS)
def session_day(reference: str) -> Page:
    """One session on the day."""
    return session_page(office_desk(), reference)


@office.route("/registers/<reference>/register", methods=READ_AND_WRITE)
@requires(Permission.CORRECT_REGISTERS)
def session_register(reference: str) -> Page:
    """Names or cards, with a mark each."""
    return register_page(office_desk(), reference)


@office.route("/registers/<reference>/walk-in", methods=READ_AND_WRITE)
@requires(Permission.CORRECT_REGISTERS)
def session_walk_in(reference: str) -> Page:
    """Somebody at the door."""
    return walk_in_page(office_desk(), reference)


@office.route("/registers/<reference>/headcount", methods=READ_AND_WRITE)
@requires(Permission.CORRECT_REGISTERS)
def session_headcount(reference: str) -> Page:
    """People counted by audience and year group."""
    return headcount_page(office_desk(), reference)


@office.route("/registers/<reference>/scores", methods=READ_AND_WRITE)
@requires(Permission.CORRECT_SCORES)
def session_scores(reference: str) -> Page:
    """Before and after scores."""
    return scores_page(office_desk(), reference)

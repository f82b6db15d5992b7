"""A facilitator's own time: when they work, leave, and whether they can come to what they were asked."""

from flask import abort, url_for

from rose_training.database import db
from rose_training.domain.permissions import Permission
from rose_training.services import people
from rose_training.web.availability_pages import (
    Whose,
    answer_page,
    availability_page,
    give_back,
    hours_page,
    leave_page,
)
from rose_training.web.desks import Page
from rose_training.web.facilitator.blueprint import facilitator
from rose_training.web.guards import requires, who

READ_AND_WRITE = ("GET", "POST")


@facilitator.get("/availability")
@requires(Permission.PLAN_OWN_TIME)
def availability() -> str:
    """When I work, and when I am away."""
    return availability_page(_me())


@facilitator.route("/availability/hours", methods=READ_AND_WRITE)
@requires(Permission.PLAN_OWN_TIME)
def availability_hours() -> Page:
    """Change my weekly hours."""
    return hours_page(_me())


@facilitator.route("/availability/leave", methods=READ_AND_WRITE)
@requires(Permission.PLAN_OWN_TIME)
def availability_leave() -> Page:
    """Enter days off."""
    return leave_page(_me())


@facilitator.post("/availability/leave/remove")
@requires(Permission.PLAN_OWN_TIME)
def remove_leave() -> Page:
    """Take leave back, named by its first day."""
    return give_back(_me())


@facilitator.route("/answers/<reference>", methods=READ_AND_WRITE)
@requires(Permission.PLAN_OWN_TIME)
def answer(reference: str) -> Page:
    """Yes or no to the dates of a booking, or to an open session."""
    return answer_page(_me(), reference, back=url_for("facilitator.sessions"), by_telephone=False)


def _me() -> Whose:
    profile = people.facilitator_of(db.session(), who().person_id)
    if profile is None or who().facilitator_id is None:
        abort(404)
    return Whose(
        facilitator=profile,
        layout="layouts/account.html",
        own=True,
        page=url_for("facilitator.availability"),
        hours_page=url_for("facilitator.availability_hours"),
        leave_page=url_for("facilitator.availability_leave"),
        remove_page=url_for("facilitator.remove_leave"),
    )

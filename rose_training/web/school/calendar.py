"""A school's dates in its own calendar program."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rose_training.database import db
from rose_training.domain.permissions import Permission
from rose_training.services import organisations
from rose_training.web.feed_pages import Owner, act, shown
from rose_training.web.guards import requires, who
from rose_training.web.school.blueprint import school


@school.get("/calendar")
@requires(Permission.SEE_OWN_BOOKINGS)
def calendar() -> str:
    """The secret address of each of the reader's schools, or the button that makes one."""
    return render_template("school/calendar/calendar.html", feeds=[shown(owner) for owner in _schools()])


@school.post("/calendar")
@requires(Permission.SEE_OWN_BOOKINGS)
def change_calendar() -> Response:
    """Make the address of one school, renew or end it."""
    wanted = request.form.get("school", "")
    owner = next((one for one in _schools() if one.reference == wanted), None) or abort(404)
    act(owner, request.form.get("action", ""))
    return redirect(url_for("school.calendar"), 303)


def _schools() -> list[Owner]:
    found = organisations.by_ids(db.session(), who().organisation_ids)
    return [Owner(organisation_id=one.id, reference=one.reference, name=one.name) for one in found]

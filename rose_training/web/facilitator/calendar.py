"""A facilitator's dates in their own calendar program."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rose_training.domain.permissions import Permission
from rose_training.web.facilitator.blueprint import facilitator
from rose_training.web.feed_pages import Owner, act, shown
from rose_training.web.guards import requires, who


@facilitator.get("/calendar")
@requires(Permission.SEE_OWN_SESSIONS)
def calendar() -> str:
    """The secret address of one's own dates, or the button that makes one."""
    return render_template("facilitator/calendar/calendar.html", feeds=[shown(_me())])


@facilitator.post("/calendar")
@requires(Permission.SEE_OWN_SESSIONS)
def change_calendar() -> Response:
    """Make the address, renew or end it."""
    act(_me(), request.form.get("action", ""))
    return redirect(url_for("facilitator.calendar"), 303)


def _me() -> Owner:
    return Owner(facilitator_id=who().facilitator_id or abort(404))

"""'Our days': a school's own term dates, training days, exams and closed days, entered by the school itself."""

from typing import Any

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db
from rose_training.domain.calendar import Layer
from rose_training.domain.permissions import Permission
from rose_training.services import organisations
from rose_training.services.closed_days import booked_on_closed_days
from rose_training.web import term_calendars
from rose_training.web.guards import requires, who
from rose_training.web.school.blueprint import school
from rose_training.web.term_calendars import CalendarDesk, Page

PAGES = {
    "calendar": "school.our_days",
    "add_closure": "school.add_our_day",
    "add_term": "school.add_our_term",
    "remove_closure": "school.remove_our_day",
    "remove_term": "school.remove_our_term",
    "import_dates": "school.import_our_dates",
    "keep_dates": "school.keep_our_dates",
}


@school.get("/days")
@requires(Permission.SEE_OWN_BOOKINGS)
def days() -> Response | str:
    """Whose days? Straight on for whoever books for one school."""
    schools = organisations.by_ids(db.session(), who().organisation_ids)
    if len(schools) == 1:
        return redirect(url_for("school.our_days", in_school=schools[0].reference), 303)
    return render_template("school/calendar/days.html", schools=schools)


@school.get("/days/<in_school>")
@requires(Permission.CHANGE_OWN_BOOKINGS)
def our_days(in_school: str) -> str:
    """A school year at a glance, as our visits are planned around it."""
    desk = _desk(in_school)
    booked = booked_on_closed_days(db.session(), at=now(), organisation_id=desk.layer.organisation_id)
    return term_calendars.year_page(desk, counties=(), booked=booked)


@school.route("/days/<in_school>/new", methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_BOOKINGS)
def add_our_day(in_school: str) -> Page:
    """A training day, exams, or days on which we are closed."""
    return term_calendars.day_page(_desk(in_school))


@school.route("/days/<in_school>/terms/new", methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_BOOKINGS)
def add_our_term(in_school: str) -> Page:
    """A half-term of our own, where ours differ from the county's."""
    return term_calendars.term_page(_desk(in_school))


@school.post("/days/<in_school>/<int:closure_id>/remove")
@requires(Permission.CHANGE_OWN_BOOKINGS)
def remove_our_day(in_school: str, closure_id: int) -> Response:
    """Take a day out again."""
    return term_calendars.remove_day(_desk(in_school), closure_id)


@school.post("/days/<in_school>/terms/<int:term_id>/remove")
@requires(Permission.CHANGE_OWN_BOOKINGS)
def remove_our_term(in_school: str, term_id: int) -> Response:
    """Take a half-term out again."""
    return term_calendars.remove_term(_desk(in_school), term_id)


@school.route("/days/<in_school>/import", methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_BOOKINGS)
def import_our_dates(in_school: str) -> Page:
    """Read a file from our own calendar program, and look at it first."""
    return term_calendars.import_page(_desk(in_school))


@school.post("/days/<in_school>/import/keep")
@requires(Permission.CHANGE_OWN_BOOKINGS)
def keep_our_dates(in_school: str) -> Response:
    """Keep what the preview showed."""
    return term_calendars.keep_page(_desk(in_school))


def _desk(in_school: str) -> CalendarDesk:
    """The reader's own school; anybody else's is not found."""
    found = organisations.by_reference(db.session(), in_school)
    if found is None or found.id not in who().organisation_ids:
        abort(404)

    def address(page: str, **values: Any) -> str:
        return url_for(PAGES[page], in_school=in_school, **values)

    return CalendarDesk(
        Layer(organisation_id=found.id), who().actor, f"Our days: {found.name}", "layouts/account.html", address
    )

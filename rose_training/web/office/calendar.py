"""The term calendar: everybody's, a county's or one school's, entered by hand or read from files."""

import re
from typing import Any

from flask import abort, request, url_for
from werkzeug.wrappers import Response

from rose_training.database import db
from rose_training.domain.calendar import Layer
from rose_training.domain.permissions import Permission
from rose_training.services import calendar as school_calendar
from rose_training.services import organisations
from rose_training.web import term_calendars
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office
from rose_training.web.term_calendars import CalendarDesk, Page

LA_CODE = re.compile(r"\d{3}")


@office.get("/calendar")
@requires(Permission.EDIT_CALENDAR)
def calendar() -> str:
    """A school year at a glance, with what can be entered."""
    return term_calendars.year_page(_desk(), counties=school_calendar.counties(db.session()))


@office.route("/calendar/days/new", methods=["GET", "POST"])
@requires(Permission.EDIT_CALENDAR)
def add_closure() -> Page:
    """Days on which schools are closed, or on which one school has exams."""
    return term_calendars.day_page(_desk())


@office.route("/calendar/terms/new", methods=["GET", "POST"])
@requires(Permission.EDIT_CALENDAR)
def add_term() -> Page:
    """A half-term."""
    return term_calendars.term_page(_desk())


@office.post("/calendar/days/<int:closure_id>/remove")
@requires(Permission.EDIT_CALENDAR)
def remove_closure(closure_id: int) -> Response:
    """Take a day out again."""
    return term_calendars.remove_day(_desk(), closure_id)


@office.post("/calendar/terms/<int:term_id>/remove")
@requires(Permission.EDIT_CALENDAR)
def remove_term(term_id: int) -> Response:
    """Take a half-term out again."""
    return term_calendars.remove_term(_desk(), term_id)


@office.route("/calendar/import", methods=["GET", "POST"])
@requires(Permission.EDIT_CALENDAR)
def import_dates() -> Page:
    """Read a file of term dates, or the bank holidays as GOV.UK publishes them, and look at it first."""
    return term_calendars.import_page(_desk())


@office.post("/calendar/import/keep")
@requires(Permission.EDIT_CALENDAR)
def keep_dates() -> Response:
    """Keep what the preview showed."""
    return term_calendars.keep_page(_desk())


def _desk() -> CalendarDesk:
    """Everybody's calendar; with `?county=935` that of a county, with `?school=ORG-...` that of a school."""
    whose: dict[str, Any] = {key: request.args[key] for key in ("county", "school") if request.args.get(key)}
    layer, heading = Layer(), "Term calendar"
    if "school" in whose:
        found = organisations.by_reference(db.session(), whose["school"]) or abort(404)
        layer, heading = Layer(organisation_id=found.id), f"Term calendar of {found.name}"
    elif "county" in whose:
        if not LA_CODE.fullmatch(whose["county"]):
            abort(404)
        layer, heading = Layer(la_code=whose["county"]), f"Term calendar of local authority {whose['county']}"

    def address(page: str, **values: Any) -> str:
        return url_for(f"office.{page}", **whose, **values)

    return CalendarDesk(layer, who().actor, heading, "layouts/office.html", address)

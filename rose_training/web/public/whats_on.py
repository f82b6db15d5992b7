"""What's on: the open dates as a list, by month, and those of one campaign."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from flask import abort, current_app, render_template, request, url_for
from markupsafe import Markup

from rose_training.clock import now, today
from rose_training.database import db
from rose_training.domain.calendar import london_day
from rose_training.domain.programme import Audience
from rose_training.domain.sessions import SessionMode
from rose_training.services import campaigns
from rose_training.services import whats_on as open_dates
from rose_training.services.whats_on import OpenDate, Wanted, WhatsOn
from rose_training.web.guards import open_to_all
from rose_training.web.public.blueprint import public

Choice = TypeVar("Choice", bound=StrEnum)

MONTHS_AHEAD = 24
"""How far the calendar can be leafed through; an address beyond leads nowhere."""


@public.get("/whats-on")
@open_to_all
def whats_on() -> str:
    """Every open date to come, filtered by the form on the page."""
    wanted = Wanted(
        audience=_choice(Audience, "audience"),
        mode=_choice(SessionMode, "mode"),
        area=request.args.get("area") or None,
        month=request.args.get("month") or None,
    )
    found = open_dates.whats_on(db.session(), at=now(), wanted=wanted)
    return render_template("public/sessions/whats_on.html", content=_content(found, wanted, _first_month()))


@public.get("/whats-on/month/<month>")
@open_to_all
def whats_on_month(month: str) -> str:
    """One month as a calendar; on a telephone the same dates as a list."""
    first = _first_day(month)
    found = open_dates.whats_on(db.session(), at=now(), wanted=Wanted(month=month))
    return render_template(
        "public/sessions/month.html",
        first=first,
        weeks=_weeks(first, found.dates),
        dates=found.dates,
        lines=lines_of(found.dates, heading="h2"),
        before=_beside(first, -1),
        after=_beside(first, 1),
        here=url_for("public.whats_on"),
    )


@public.get("/campaigns/<slug>")
@open_to_all
def campaign(slug: str) -> str:
    """A campaign and its events to come."""
    found = campaigns.by_slug(db.session(), slug=slug) or abort(404)
    dates = open_dates.dates_of_campaign(db.session(), campaign_id=found.id, at=now())
    return render_template(
        "public/campaigns/campaign.html",
        campaign=found,
        lines=lines_of(dates, heading="h2"),
        over=found.last_on < today(),
    )


@dataclass(frozen=True)
class Day:
    """One cell of the calendar."""

    on: date
    in_month: bool
    dates: tuple[OpenDate, ...]


# The same facts always make the same words, so the words are kept by their facts. The facts
# themselves are asked of the database for every page.


@lru_cache(maxsize=64)
def _content(found: WhatsOn, wanted: Wanted, first_month: str) -> Markup:
    """The filters and the dates that they find."""
    return _from_template(
        "public/sessions/_content.html",
        found=found,
        wanted=wanted,
        modes=(SessionMode.IN_PERSON, SessionMode.ONLINE),
        month_name=_month_name,
        first_month=found.months[0] if found.months else first_month,
        lines=lines_of(found.dates, heading="h2"),
    )


@lru_cache(maxsize=64)
def lines_of(dates: tuple[OpenDate, ...], *, heading: str) -> Markup:
    """Open dates as the lines of a list under headings of this level, each linked to its page."""
    return _from_template("public/sessions/_dates.html", dates=dates, heading=heading)


def _from_template(name: str, **facts: object) -> Markup:
    page = current_app.jinja_env.get_template(name)
    # Markup: the template has escaped every value.
    return Markup(page.render(here=url_for("public.whats_on"), **facts))  # noqa: S704


def _weeks(first: date, dates: tuple[OpenDate, ...]) -> list[list[Day]]:
    """The weeks of a month, Monday first, with the days of its neighbours that fill them up."""
    by_day: dict[date, tuple[OpenDate, ...]] = {}
    for one in dates:
        on = london_day(one.starts_at)
        by_day[on] = (*by_day.get(on, ()), one)
    return [
        [Day(on, on.month == first.month, by_day.get(on, ())) for on in week]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]


def _first_month() -> str:
    return f"{today():%Y-%m}"


def _first_day(month: str) -> date:
    """'2027-03' is 1 March 2027. What is no month, or one that is not to come, is not found."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        abort(404)
    if len(month) != 7 or not 0 <= _months_ahead(first) <= MONTHS_AHEAD:
        abort(404)
    return first


def _beside(first: date, step: int) -> date | None:
    """The month before or after, as long as it has a page."""
    months = first.year * 12 + first.month - 1 + step
    other = date(months // 12, months % 12 + 1, 1)
    return other if 0 <= _months_ahead(other) <= MONTHS_AHEAD else None


def _months_ahead(first: date) -> int:
    present = today()
    return (first.year - present.year) * 12 + first.month - present.month


def _month_name(month: str) -> str:
    """'2027-03' is March 2027."""
    return f"{date.fromisoformat(f'{month}-01'):%B %Y}"


def _choice(kind: type[Choice], name: str) -> Choice | None:
    """A choice from the address; what is not among the choices means anything."""
    try:
        return kind(request.args.get(name, ""))
    except ValueError:
        return None

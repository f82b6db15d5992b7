"""What we offer: every activity in words, and what is on for it."""

from flask import abort, render_template

from rose_training.clock import now
from rose_training.database import db
from rose_training.domain.programme import Audience
from rose_training.domain.year_groups import year_name
from rose_training.models.programme import Activity
from rose_training.services import programme
from rose_training.services import whats_on as open_dates
from rose_training.web.guards import open_to_all
from rose_training.web.public.blueprint import public
from rose_training.web.public.whats_on import lines_of


@public.get("/activities")
@open_to_all
def activities() -> str:
    """Everything on offer, by whom it is for."""
    on_offer = programme.activities(db.session())
    by_audience = {kind: [one for one in on_offer if one.audience is kind] for kind in Audience}
    return render_template(
        "public/activities/activities.html",
        by_audience={kind: found for kind, found in by_audience.items() if found},
        years=_years,
        length=_length,
    )


@public.get("/activities/<slug>")
@open_to_all
def activity(slug: str) -> str:
    """One activity: for whom, how long, what it aims at and what it covers."""
    one = programme.activity(db.session(), slug=slug) or abort(404)
    dates = () if one.bookable else open_dates.dates_of(db.session(), activity_id=one.id, at=now())
    return render_template(
        "public/activities/activity.html",
        activity=one,
        dates=dates,
        lines=lines_of(dates, heading="h3"),
        years=_years,
        length=_length,
    )


def _years(activity: Activity) -> str:
    """'Year 7 to Year 11', or nothing for adults."""
    low, high = activity.min_year, activity.max_year
    if low is None or high is None:
        return ""
    return year_name(low) if low == high else f"{year_name(low)} to {year_name(high)}"


def _length(activity: Activity) -> str:
    """'60 minutes', or '6 weekly sessions of 60 minutes'."""
    each = f"{activity.minutes} minutes"
    return each if activity.weeks == 1 else f"{activity.weeks} weekly sessions of {each}"

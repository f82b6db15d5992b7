"""The office's diary for the term: a month, a week or a half-term, with filters, and on paper."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import render_template, request, url_for

from rose_training.clock import now, today
from rose_training.database import db
from rose_training.domain.calendar import TermDates
from rose_training.domain.diary_pages import DiaryView, Standing, opened
from rose_training.domain.permissions import Permission
from rose_training.domain.programme import ProgrammeKey
from rose_training.models.people import Facilitator
from rose_training.services import calendar, diary, diary_pages, programme
from rose_training.services.diary_pages import Chosen
from rose_training.web.guards import requires
from rose_training.web.office.blueprint import office

MOST_IN_A_CELL = 5
"""A day of the month names so many sessions; the rest stands on the page of its week."""

TERMS_BACK, TERMS_AHEAD = 3, 9
"""How many half-terms one may jump to."""

Word = TypeVar("Word", bound=StrEnum)


@office.get("/diary", endpoint="diary")
@requires(Permission.RUN_SESSIONS)
def read_diary() -> str:
    """`?view=week&on=2026-11-17`, with filters: `facilitator`, `state`, `programme`."""
    known = calendar.calendar_of(db.session())
    everybody = diary.facilitators(db.session())
    chosen = _chosen(everybody)
    page = opened(_word(DiaryView, "view") or DiaryView.MONTH, _day(), known.terms)
    days = diary_pages.days(db.session(), first=page.first, last=page.last, calendar=known, chosen=chosen)
    return render_template(
        "office/diary/diary.html",
        page=page,
        days=days,
        total=sum(day.sessions for day in days if not page.is_beside(day.on)),
        rows=diary_pages.week_rows(days, _asked_for(everybody, chosen)) if page.view is DiaryView.WEEK else (),
        chosen=chosen,
        filtered=chosen != Chosen(),
        facilitators=everybody,
        programmes=programme.programmes(db.session()),
        standings=list(Standing),
        views=list(DiaryView),
        terms=_near(known.terms, page.on),
        term=known.term_of(page.on),
        today=today(),
        at=now(),
        most=MOST_IN_A_CELL,
        address=_address,
    )


def _address(**over: object) -> str:
    """The diary as it is filtered now, opened somewhere else."""
    kept = {
        name: request.args[name] for name in ("view", "facilitator", "state", "programme") if request.args.get(name)
    }
    anchor = over.pop("anchor", None)
    return url_for("office.diary", _anchor=anchor, **kept | over)  # type: ignore[arg-type]


def _chosen(everybody: Sequence[Facilitator]) -> Chosen:
    asked = request.args.get("facilitator")
    return Chosen(
        facilitator_id=next((one.id for one in everybody if str(one.id) == asked), None),
        standing=_word(Standing, "state"),
        programme=_word(ProgrammeKey, "programme"),
    )


def _word(kind: type[Word], name: str) -> Word | None:
    """The member that the address names, or None when it names none."""
    return next((one for one in kind if one.value == request.args.get(name)), None)


def _day() -> date:
    """The day around which the diary opens: the half-term jumped to, the day named, or today."""
    for name in ("term", "on"):
        try:
            return date.fromisoformat(request.args.get(name, ""))
        except ValueError:
            continue
    return today()


def _near(terms: tuple[TermDates, ...], on: date) -> list[TermDates]:
    past = [term for term in terms if term.last < on]
    ahead = [term for term in terms if term.last >= on]
    return past[-TERMS_BACK:] + ahead[:TERMS_AHEAD]


def _asked_for(everybody: Sequence[Facilitator], chosen: Chosen) -> list[Facilitator]:
    return [one for one in everybody if chosen.facilitator_id in (None, one.id)]

"""What single schools have by themselves near our sessions there: training days, exams, holidays of their own."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.calendar import WEEK, SchoolCalendar, academic_year
from rose_training.models.calendar import ClosureDay, TermPeriod
from rose_training.models.organisations import Organisation


def own_days(
    session: Session, *, near: Mapping[int, Sequence[date]], first: date, last: date, calendar: SchoolCalendar
) -> Mapping[date, tuple[str, ...]]:
    """'Hethersett Academy: Training day', by day, within a week of a session at the school. Two queries.

    `near` has the days of our sessions by the school's id. Holidays are named where the school has term
    dates of its own and everybody else is in school.
    """
    found: dict[date, tuple[str, ...]] = {}
    for on, name, reason in sorted([*_days(session, near, first, last), *_holidays(session, near, calendar)]):
        if first <= on <= last:
            found[on] = (*found.get(on, ()), f"{name}: {reason}")
    return found


def _days(
    session: Session, near: Mapping[int, Sequence[date]], first: date, last: date
) -> Iterator[tuple[date, str, str]]:
    rows = session.execute(
        select(ClosureDay.on, ClosureDay.title, ClosureDay.kind, ClosureDay.organisation_id, Organisation.name)
        .join(Organisation, Organisation.id == ClosureDay.organisation_id)
        .where(ClosureDay.organisation_id.in_(list(near)), ClosureDay.on.between(first, last))
    )
    for on, title, kind, organisation_id, name in rows:
        if any(abs(day - on) <= WEEK for day in near.get(organisation_id or 0, ())):
            yield on, name, title or kind.label


def _holidays(
    session: Session, near: Mapping[int, Sequence[date]], calendar: SchoolCalendar
) -> Iterator[tuple[date, str, str]]:
    rows = session.execute(
        select(TermPeriod, Organisation.name)
        .join(Organisation, Organisation.id == TermPeriod.organisation_id)
        .where(TermPeriod.organisation_id.in_(list(near)))
    )
    terms: dict[tuple[int, str, str], list[TermPeriod]] = defaultdict(list)
    for term, name in rows:
        terms[term.organisation_id or 0, name, term.academic_year].append(term)
    for (organisation_id, name, year), own in terms.items():
        around = {day + timedelta(days=n) for day in near[organisation_id] for n in range(-7, 8)}
        for on in around:
            in_term = any(term.starts_on <= on <= term.ends_on for term in own)
            if academic_year(on) == year and not in_term and calendar.closed_because(on) is None:
                yield on, name, "school holiday"

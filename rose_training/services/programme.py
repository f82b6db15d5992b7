"""What is on offer: programmes and their activities."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.actors import Actor
from rose_training.domain.programme import Audience, ProgrammeKey
from rose_training.domain.refusals import Refusal
from rose_training.models.programme import Activity, Programme
from rose_training.services import history


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """Everything that the office may edit about an activity."""

    programme: ProgrammeKey
    title: str
    audience: Audience
    summary: str
    weeks: int = 1
    minutes: int = 60
    min_year: int | None = None
    max_year: int | None = None
    max_group: int | None = None
    aims: str = ""
    covered: str = ""
    for_parents: str = ""
    sample: str = ""
    targeted: bool = False
    bookable: bool = True
    published: bool = True
    position: int = 0


# Questions


def programmes(session: Session) -> Sequence[Programme]:
    """All strands of work, in the order of the site."""
    return session.scalars(select(Programme).order_by(Programme.position, Programme.id)).all()


def programme(session: Session, *, key: ProgrammeKey) -> Programme | None:
    """One strand of work."""
    return session.scalar(select(Programme).where(Programme.key == key))


def activities(
    session: Session,
    *,
    audience: Audience | None = None,
    bookable: bool | None = None,
    published_only: bool = True,
) -> Sequence[Activity]:
    """Activities with their programmes, in the order of the site, in one query."""
    wanted = (
        select(Activity)
        .join(Activity.programme)
        .options(joinedload(Activity.programme))
        .order_by(Programme.position, Activity.position, Activity.id)
    )
    if audience is not None:
        wanted = wanted.where(Activity.audience == audience)
    if bookable is not None:
        wanted = wanted.where(Activity.bookable == bookable)
    if published_only:
        wanted = wanted.where(Activity.published)
    return session.scalars(wanted).all()


def activity(session: Session, *, slug: str, published_only: bool = True) -> Activity | None:
    """One activity by its address."""
    wanted = select(Activity).options(joinedload(Activity.programme)).where(Activity.slug == slug)
    if published_only:
        wanted = wanted.where(Activity.published)
    return session.scalar(wanted)


# Actions


def edit_programme(session: Session, *, programme: Programme, name: str, summary: str, by: Actor, at: datetime) -> None:
    """Give a strand of work another name or summary."""
    before = {"name": programme.name, "summary": programme.summary}
    programme.name, programme.summary = name, summary
    after = {"name": name, "summary": summary}
    _record_changes(session, programme.key.value, before, after, by=by, at=at)


def add_activity(session: Session, facts: ActivityFacts, *, slug: str, code: str, by: Actor, at: datetime) -> Activity:
    """Add an activity. Its address and code are for life: they stand in links and calendars.

    Refuses an address or a code that is taken.
    """
    for field, column, value in (("slug", Activity.slug, slug), ("code", Activity.code, code)):
        if session.scalar(select(Activity.id).where(column == value)) is not None:
            raise Refusal("taken", f"'{value}' is used by another activity", field)
    _check(facts)
    activity = Activity(slug=slug, code=code, **_columns(session, facts))
    session.add(activity)
    session.flush()
    history.record(session, subject=code, event="activity_added", by=by, at=at, detail={})
    return activity


def edit_activity(session: Session, *, activity: Activity, facts: ActivityFacts, by: Actor, at: datetime) -> None:
    """Change what an activity says. The history keeps the old words."""
    _check(facts)
    after = _columns(session, facts)
    before = {name: getattr(activity, name) for name in after}
    for name, value in after.items():
        setattr(activity, name, value)
    session.flush()
    _record_changes(session, activity.code, before, after, by=by, at=at)


def lay_out(session: Session, programme_file: Mapping[str, Any], *, by: Actor, at: datetime) -> tuple[int, int]:
    """Add the programmes and activities of a file that are not there yet.

    `programme_file` is the parsed TOML of `rose_training/data/programme.toml`. What the office
    has edited since is left alone. Returns how many were added and how many were there.
    """
    added = there = 0
    for position, row in enumerate(programme_file["programme"]):
        key = ProgrammeKey(row["key"])
        if programme(session, key=key) is None:
            session.add(Programme(key=key, name=row["name"], summary=row["summary"], position=position))
            session.flush()
    known = set(session.scalars(select(Activity.code)))
    names = {field.name for field in fields(ActivityFacts)}
    for position, row in enumerate(programme_file["activity"]):
        if row["code"] in known:
            there += 1
            continue
        values = {name: value for name, value in row.items() if name in names}
        values |= {
            "programme": ProgrammeKey(row["programme"]),
            "audience": Audience(row["audience"]),
            "position": position,
        }
        for many in ("aims", "covered", "sample"):
            values[many] = "\n".join(_lines(row.get(many, ())))
        facts = ActivityFacts(**values)
        add_activity(session, facts, slug=row["slug"], code=row["code"], by=by, at=at)
        added += 1
    return added, there


def facts_of(activity: Activity) -> ActivityFacts:
    """An activity as the office edits it."""
    names = [field.name for field in fields(ActivityFacts) if field.name != "programme"]
    values = {name: getattr(activity, name) for name in names}
    return ActivityFacts(programme=activity.programme.key, **values)


def _lines(values: Iterable[str]) -> list[str]:
    return [value.strip() for value in values]


def _check(facts: ActivityFacts) -> None:
    low, high = facts.min_year, facts.max_year
    if low is not None and high is not None and high < low:
        raise Refusal("years", "The highest year must not be below the lowest", "max_year")
    if facts.targeted and facts.audience is not Audience.PUPILS:
        raise Refusal("targeted", "Targeted courses are for children and young people", "audience")


def _columns(session: Session, facts: ActivityFacts) -> dict[str, Any]:
    strand = programme(session, key=facts.programme)
    if strand is None:
        raise Refusal("programme", "Select a programme", "programme")
    values = asdict(facts)
    del values["programme"]
    return values | {"programme_id": strand.id}


def _record_changes(
    session: Session,
    subject: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    by: Actor,
    at: datetime,
) -> None:
    changed = {
        name: {"from": str(before[name]), "to": str(value)} for name, value in after.items() if before[name] != value
    }
    if changed:
        history.record(session, subject=subject, event="edited", by=by, at=at, detail=changed)

"""Briefings that come round: their template, and the dates that are published from it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from rose_training.domain import series as rule
from rose_training.domain.actors import Actor
from rose_training.domain.calendar import SchoolCalendar, london, london_day
from rose_training.domain.references import new_reference
from rose_training.domain.refusals import Refusal
from rose_training.domain.series import MOST_DATES_AHEAD, NOTICE, Pattern, Turn
from rose_training.domain.sessions import (
    LARGEST_CAPACITY,
    Arrangement,
    BookingWindow,
    SessionMode,
    SessionState,
    check_arrangement,
    check_breaks,
)
from rose_training.domain.written_times import clock_time
from rose_training.models.people import Facilitator
from rose_training.models.programme import Activity
from rose_training.models.series import Series
from rose_training.models.sessions import TrainingSession
from rose_training.services import calendar as school_calendar
from rose_training.services import diary, engagements, history, sessions


@dataclass(frozen=True)
class Template:
    """What the office decides about a briefing that comes round.

    `starts_at_clock` is the hour in Norfolk, `minutes` the length, of which `break_minutes` are breaks;
    `online_capacity` only where people may come either way; booking opens `opens_days` days before
    (None: as soon as it is published) and closes `closes_days` working days before; `dates_ahead` dates are
    always public.
    """

    title: str
    first_on: date
    every_months: int
    starts_at_clock: time
    minutes: int
    mode: SessionMode
    capacity: int
    break_minutes: int = 0
    online_capacity: int | None = None
    outcomes: str = ""
    host_id: int | None = None
    place_name: str | None = None
    place_address: str | None = None
    postcode: str | None = None
    area: str | None = None
    online_link: str | None = None
    opens_days: int | None = None
    closes_days: int = 2
    dates_ahead: int = 4

    @property
    def pattern(self) -> Pattern:
        """How often it comes round."""
        return Pattern(self.first_on, self.every_months)

    @property
    def hour(self) -> str:
        """The hour in words: '2pm'."""
        return clock_time(london(self.first_on, self.starts_at_clock))

    def arrangement(self, on: date) -> Arrangement:
        """When and where it takes place on a day. Raises `Refusal` for an hour that does not exist."""
        starts_at = london(on, self.starts_at_clock)
        return Arrangement(
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=self.minutes),
            mode=self.mode,
            place_name=self.place_name,
            place_address=self.place_address,
            postcode=self.postcode,
            online_link=self.online_link,
        )


@dataclass(frozen=True)
class Coming:
    """One turn ahead: published as a session, or still to be."""

    turn: Turn
    training: TrainingSession | None = None
    host_is_at: str | None = None
    """Why the host does not have it: what they have promised at that hour."""

    def differs_from(self, series: Series) -> tuple[str, ...]:
        """What the office has given this date of its own, in words, the day apart."""
        training = self.training
        if training is None:
            return ()
        places = f"{training.capacity} places"
        if training.online_capacity is not None:
            places = f"{training.capacity} places in the room, {training.online_capacity} online"
        own = (
            (training.title, series.title, training.title or series.activity.title),
            (training.outcomes or "", series.outcomes, "what people take away"),
            (training.break_minutes, series.break_minutes, f"breaks of {training.break_minutes} minutes"),
            (training.mode, series.mode, training.mode.label.lower()),
            (training.place_name, series.place_name if training.mode.has_a_room else None, f"at {training.place_name}"),
            ((training.capacity, training.online_capacity), (series.capacity, series.online_capacity), places),
        )
        return tuple(words for here, usual, words in own if here != usual)

    @property
    def waits_for_terms(self) -> bool:
        """Whether it is not published by itself, because the school year's term dates are not known."""
        return self.training is None and self.turn.on is not None and self.turn.unknown_year is not None


# Questions


def by_reference(session: Session, *, reference: str) -> Series | None:
    """One series with its activity and host."""
    return session.scalar(select(Series).where(Series.reference == reference).options(*_WITH_ALL))


def every_one(session: Session) -> Sequence[Series]:
    """All series, those that publish first."""
    return session.scalars(select(Series).options(*_WITH_ALL).order_by(Series.active.desc(), Series.title)).all()


def template_of(series: Series) -> Template:
    """What the office decided about it last."""
    return Template(
        title=series.title,
        first_on=series.first_on,
        every_months=series.every_months,
        starts_at_clock=time.fromisoformat(series.starts_at_clock),
        minutes=series.minutes,
        break_minutes=series.break_minutes,
        mode=series.mode,
        capacity=series.capacity,
        online_capacity=series.online_capacity,
        outcomes=series.outcomes,
        host_id=series.host_id,
        place_name=series.place_name,
        place_address=series.place_address,
        postcode=series.postcode,
        area=series.area,
        online_link=series.online_link,
        opens_days=series.opens_days,
        closes_days=series.closes_days,
        dates_ahead=series.dates_ahead,
    )


def published(session: Session, series: Series) -> Sequence[TrainingSession]:
    """The dates that were published from it, in the order of the turns, cancelled ones included."""
    return session.scalars(
        select(TrainingSession).where(TrainingSession.series_id == series.id).order_by(TrainingSession.series_on)
    ).all()


def public_dates(session: Session, *, at: datetime) -> dict[int, int]:
    """How many dates of each series are public and to come, by the id of the series, in one query."""
    rows = session.execute(
        select(TrainingSession.series_id, func.count())
        .where(
            TrainingSession.series_id.is_not(None),
            TrainingSession.state == SessionState.SCHEDULED,
            TrainingSession.starts_at > at,
        )
        .group_by(TrainingSession.series_id)
    )
    return {series_id: number for series_id, number in rows if series_id is not None}


def coming(session: Session, series: Series, *, at: datetime) -> tuple[Coming, ...]:
    """The dates ahead, published or not, in the order of the turns: what the office's page shows."""
    there = published(session, series)
    calendar = school_calendar.calendar_of(session)
    ahead = [one for one in there if one.starts_at > at]
    engaged = _engagements_of_host(session, series, _without_facilitator(session, ahead))
    found = [Coming(_turn_of(one, calendar), one, engaged.get(one.starts_at)) for one in ahead]
    found += [Coming(turn) for turn in _turns_to_publish(series, there, calendar, at=at)]
    return tuple(sorted(found, key=lambda one: one.turn.called_for))


# Actions


def create(session: Session, *, activity: Activity, template: Template, by: Actor, at: datetime) -> Series:
    """Set up a briefing that comes round. Its dates are published by the worker, or at once by `publish`.

    Raises `Refusal` for what cannot be right, beside its field.
    """
    _check(template, at=at, new=True)
    series = Series(
        reference=new_reference("SER"),
        activity_id=activity.id,
        active=True,
        created_at=at,
        **_columns(template),
    )
    session.add(series)
    session.flush()
    history.record(
        session, subject=series.reference, event="series_created", by=by, at=at, detail={"activity": activity.code}
    )
    return series


def change(session: Session, *, reference: str, template: Template, by: Actor, at: datetime) -> int:
    """Change what the next dates will be like; answers how many are public already and stay as they are.

    Raises `Refusal` as `create` does, and when there is no such series.
    """
    series = _locked(session, reference)
    _check(template, at=at, new=template.first_on != series.first_on)
    before = template_of(series)
    for name, value in _columns(template).items():
        setattr(series, name, value)
    changed = {name: _as_kept(name, old) for name, old in asdict(before).items() if old != getattr(template, name)}
    history.record(session, subject=series.reference, event="series_changed", by=by, at=at, detail=changed)
    return public_dates(session, at=at).get(series.id, 0)


def set_active(session: Session, *, reference: str, active: bool, by: Actor, at: datetime) -> None:
    """Let a series publish its dates by itself, or stop it. What is public stays."""
    series = _locked(session, reference)
    if series.active == active:
        return
    series.active = active
    event = "series_resumed" if active else "series_stopped"
    history.record(session, subject=series.reference, event=event, by=by, at=at)


def publish(
    session: Session, *, reference: str, by: Actor, at: datetime, unknown_terms_too: bool = False
) -> tuple[TrainingSession, ...]:
    """Publish the dates that are missing among the next ones; answers them, none when all are there.

    The series is locked first, so that two workers publish each turn once (the unique key of series
    and day called for is the promise behind it). A date that was moved, changed or cancelled is its
    turn and is left alone. Dates in a school year without term dates wait until those are entered,
    unless `unknown_terms_too`. Raises `Refusal` when there is no such series.
    """
    series = _locked(session, reference)
    calendar = school_calendar.calendar_of(session)
    due = _turns_to_publish(series, published(session, series), calendar, at=at)
    return tuple(
        _put_on(session, series, turn, by=by, at=at)
        for turn in due
        if turn.on is not None and (unknown_terms_too or turn.unknown_year is None)
    )


def _turns_to_publish(
    series: Series, there: Sequence[TrainingSession], calendar: SchoolCalendar, *, at: datetime
) -> tuple[Turn, ...]:
    pattern = Pattern(series.first_on, series.every_months)
    known = {one.series_on for one in there if one.series_on is not None}
    turns = rule.next_turns(
        pattern, after=london_day(at) + NOTICE - timedelta(days=1), number=series.dates_ahead, calendar=calendar
    )
    return tuple(turn for turn in turns if not rule.is_taken(turn, published=known, pattern=pattern))


def _put_on(session: Session, series: Series, turn: Turn, *, by: Actor, at: datetime) -> TrainingSession:
    if turn.on is None:
        raise ValueError("a turn that falls out has no date")
    template = template_of(series)
    plan = sessions.Plan(
        arrangement=template.arrangement(turn.on),
        capacity=template.capacity,
        online_capacity=template.online_capacity,
        title=template.title,
        area=template.area,
        break_minutes=template.break_minutes,
        outcomes=template.outcomes or None,
        closes_days=template.closes_days,
        window=BookingWindow(opens_at=rule.opens_at(turn.on, template.opens_days)),
    )
    training = sessions.create(session, activity=series.activity, plan=plan, by=by, at=at)
    training.series_id, training.series_on = series.id, turn.called_for
    session.flush()
    _let_host(session, series, training, at=at)
    history.record(
        session,
        subject=training.reference,
        event="published_from_series",
        by=by,
        at=at,
        detail={"series": series.reference, "called_for": turn.called_for.isoformat(), "because": turn.reason},
    )
    return training


def _let_host(session: Session, series: Series, training: TrainingSession, *, at: datetime) -> None:
    """The host delivers it when free; otherwise it stands without one, and the office's page says why."""
    if series.host is None or not series.host.active:
        return
    try:
        diary.assign(session, training_sessions=[training], facilitator_ids=[series.host.id], at=at)
    except Refusal as refusal:
        if refusal.code not in ("clash", "check"):
            raise


def _without_facilitator(session: Session, trainings: Sequence[TrainingSession]) -> list[TrainingSession]:
    planned = [one for one in trainings if one.state is SessionState.SCHEDULED]
    delivered_by = diary.assigned_to(session, session_ids=[one.id for one in planned])
    return [one for one in planned if one.id not in delivered_by]


def _engagements_of_host(session: Session, series: Series, trainings: Sequence[TrainingSession]) -> dict[datetime, str]:
    """What keeps the host from each of these, by the moment at which it starts, in a fixed number of queries."""
    if series.host_id is None:
        return {}
    wanted = [engagements.engagement_of(one) for one in trainings]
    found = diary.impossible(session, facilitator_ids=[series.host_id], wanted=wanted)
    return {doubt.wanted_at: doubt.sentence for doubt in found}


def _turn_of(training: TrainingSession, calendar: SchoolCalendar) -> Turn:
    called_for, on = training.series_on or london_day(training.starts_at), london_day(training.starts_at)
    closed = calendar.closed_because(called_for)
    return Turn(called_for, on, None if called_for == on else closed or "moved by the office")


def _locked(session: Session, reference: str) -> Series:
    found = session.scalar(
        select(Series).where(Series.reference == reference).with_for_update().execution_options(populate_existing=True)
    )
    if found is None:
        raise Refusal("no_such_series", "There is no such series.")
    return found


def _check(template: Template, *, at: datetime, new: bool) -> None:
    """Refuse a template from which no date could be published, each time beside the field."""
    rule.check_pattern(template.pattern, today=london_day(at), new=new)
    if not template.title:
        raise Refusal("title_missing", "Enter a title", "title")
    if not 5 <= template.minutes <= 480:
        raise Refusal("minutes", "The length must be between 5 and 480 minutes", "minutes")
    check_breaks(template.break_minutes, length=timedelta(minutes=template.minutes))
    for field in ("capacity", "online_capacity"):
        places = getattr(template, field)
        if places is not None and not 1 <= places <= LARGEST_CAPACITY:
            raise Refusal(
                "capacity_out_of_range", f"The number of places must be between 1 and {LARGEST_CAPACITY}", field
            )
    if (template.mode is SessionMode.HYBRID) != (template.online_capacity is not None):
        raise Refusal("two_capacities", "Enter the number of places online", "online_capacity")
    if not 0 <= template.closes_days <= 60:
        raise Refusal("closes", "Booking closes between 0 and 60 working days before", "closes_days")
    # Five working days are seven days, so booking would have closed before it opened.
    if template.opens_days is not None and template.opens_days <= template.closes_days * 7 / 5 + 2:
        raise Refusal("opens_after_closing", "Booking must open well before it closes", "opens_days")
    if not 1 <= template.dates_ahead <= MOST_DATES_AHEAD:
        raise Refusal("dates_ahead", f"Publish between 1 and {MOST_DATES_AHEAD} dates ahead", "dates_ahead")
    # Judged on a day that is surely to come: the first date of a series may be long past.
    check_arrangement(template.arrangement(london_day(at) + 2 * NOTICE), at=at)


def _columns(template: Template) -> dict[str, object]:
    return asdict(template) | {
        "starts_at_clock": f"{template.starts_at_clock:%H:%M}",
        "weekday": template.first_on.weekday(),
    }


def _as_kept(name: str, value: object) -> object:
    """The old value for the history, which outlives the series; a joining link is nobody's to read there."""
    if name == "online_link":
        return bool(value)
    return value if isinstance(value, int | str | None) else str(value)


_WITH_ALL = (joinedload(Series.activity), joinedload(Series.host).joinedload(Facilitator.person))

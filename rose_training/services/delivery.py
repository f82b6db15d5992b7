"""The sessions that somebody delivers: which they are, which one is open to whom, and that it took place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.actors import Actor
from rose_training.domain.assignments import DELIVERS
from rose_training.domain.attendance import OpeningWindow, RegisterKind, check_may_record, register_kind
from rose_training.domain.bookings import BookingState
from rose_training.domain.calendar import london_day
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import SessionState
from rose_training.models.attendance import AttendanceMark, Headcount
from rose_training.models.bookings import Booking, Cohort
from rose_training.models.people import Facilitator
from rose_training.models.registrations import Registration
from rose_training.models.sessions import Assignment, TrainingSession
from rose_training.models.site import SiteSetting
from rose_training.services import areas, bookings, history

DAYS_BEFORE_SETTING = "facilitator_days_before"
DAYS_AFTER_SETTING = "facilitator_days_after"


@dataclass(frozen=True)
class Delivery:
    """One session of a facilitator's list. Counts are rows of the register and people counted."""

    training: TrainingSession
    kind: RegisterKind
    listed: int
    marked: int
    counted: int | None
    can_open: bool

    @property
    def recorded(self) -> bool:
        """Whether everybody listed has a mark, or people were counted where nobody is listed."""
        if self.kind is RegisterKind.HEADCOUNT:
            return self.counted is not None
        return self.marked >= self.listed > 0

    @property
    def started(self) -> bool:
        """Whether anything was recorded."""
        return self.marked > 0 or self.counted is not None


@dataclass(frozen=True)
class MySessions:
    """A facilitator's sessions: today's, those to come, those whose register waits, those done."""

    today: list[Delivery]
    ahead: list[Delivery]
    waiting: list[Delivery]
    done: list[Delivery]


def opening_window(session: Session) -> OpeningWindow:
    """How long facilitators may open their sessions, as the settings say."""
    keys = (DAYS_BEFORE_SETTING, DAYS_AFTER_SETTING)
    asked = select(SiteSetting.key, SiteSetting.value).where(SiteSetting.key.in_(keys))
    found = {key: int(value) for key, value in session.execute(asked)}
    standard = OpeningWindow()
    return OpeningWindow(
        days_before=found.get(DAYS_BEFORE_SETTING, standard.days_before),
        days_after=found.get(DAYS_AFTER_SETTING, standard.days_after),
    )


def my_sessions(session: Session, *, facilitator_id: int, at: datetime) -> MySessions:
    """The sessions that somebody delivers, from the days still open on. Five queries, however many."""
    window = opening_window(session)
    since = at - timedelta(days=window.days_after + 1)
    trainings = session.scalars(
        select(TrainingSession)
        .join(Assignment, Assignment.session_id == TrainingSession.id)
        .where(
            Assignment.facilitator_id == facilitator_id,
            Assignment.answer.in_(DELIVERS),
            TrainingSession.ends_at >= since,
            TrainingSession.state != SessionState.CANCELLED,
        )
        .options(*_WITH_PLACE_AND_SCHOOL)
        .order_by(TrainingSession.starts_at, TrainingSession.id)
    ).all()
    deliveries = _deliveries(session, trainings, window=window, at=at)
    today = london_day(at)
    days = [(london_day(one.training.starts_at), one) for one in deliveries]
    past = [one for day, one in days if day < today and one.can_open]
    return MySessions(
        today=[one for day, one in days if day == today],
        ahead=[one for day, one in days if day > today],
        waiting=[one for one in past if not one.recorded],
        done=[one for one in reversed(past) if one.recorded],
    )


def registers_waiting(session: Session, *, at: datetime, limit: int = 100) -> tuple[list[Delivery], int]:
    """Sessions that are over and that nobody has recorded, the oldest first, and how many there are.

    For the office, whoever delivers them. Six queries, however many.
    """
    unrecorded = (TrainingSession.ends_at < at, TrainingSession.state == SessionState.SCHEDULED)
    total = session.scalar(select(func.count(TrainingSession.id)).where(*unrecorded)) or 0
    trainings = session.scalars(
        select(TrainingSession)
        .where(*unrecorded)
        .options(*_WITH_PLACE_AND_SCHOOL)
        .order_by(TrainingSession.starts_at, TrainingSession.id)
        .limit(limit)
    ).all()
    return _deliveries(session, trainings, window=opening_window(session), at=at), total


def lately_recorded(session: Session, *, limit: int = 25) -> list[Delivery]:
    """The sessions that were recorded last, for the office to look over. Five queries."""
    trainings = session.scalars(
        select(TrainingSession)
        .where(TrainingSession.delivered_at.is_not(None))
        .options(*_WITH_PLACE_AND_SCHOOL)
        .order_by(TrainingSession.delivered_at.desc(), TrainingSession.id.desc())
        .limit(limit)
    ).all()
    return _deliveries(session, trainings, window=OpeningWindow(), at=None)


def find(session: Session, *, reference: str, facilitator_id: int | None) -> TrainingSession | None:
    """One session with its activity, booking and school, if it is in the reader's scope.

    `facilitator_id` None is the office, which may open any; a facilitator finds only what they
    deliver. One query.
    """
    return session.scalar(
        select(TrainingSession)
        .where(TrainingSession.reference == reference, _delivered_by(facilitator_id))
        .options(*_WITH_PLACE_AND_SCHOOL)
    )


def lock(session: Session, training: TrainingSession) -> TrainingSession:
    """The session, read again and locked until the transaction ends, behind its booking.

    The weeks of a course share their cards, the papers of these, and the booking that ends with the
    last of them: two people who record two weeks at once are judged one after the other. Raises
    `Refusal` while the date is only held: it is rubbed out when the hold ends, and nothing of it counts.
    """
    if training.booking is not None:
        bookings.lock(session, training.booking)
        if training.booking.state is BookingState.HELD:
            raise Refusal(
                "only_held", "This date is held but not confirmed, so nothing can be recorded. Ring the office."
            )
    return session.scalars(
        select(TrainingSession)
        .where(TrainingSession.id == training.id)
        .with_for_update(of=TrainingSession)
        .execution_options(populate_existing=True)
    ).one()


def facilitators_of(session: Session, *, training: TrainingSession) -> Sequence[str]:
    """The names of those who deliver a session."""
    return [
        facilitator.person.name
        for facilitator in session.scalars(
            select(Facilitator)
            .join(Assignment, Assignment.facilitator_id == Facilitator.id)
            .where(Assignment.session_id == training.id, Assignment.answer.in_(DELIVERS))
            .options(joinedload(Facilitator.person))
            .order_by(Assignment.id)
        )
    ]


def kind_of(session: Session, *, training: TrainingSession) -> RegisterKind:
    """Which register belongs to this session."""
    has_cards = training.booking_id is not None and bool(
        session.scalar(select(Cohort.id).where(Cohort.booking_id == training.booking_id))
    )
    return register_kind(has_cards=has_cards, is_open_session=training.booking_id is None)


def mark_delivered(session: Session, *, training: TrainingSession, by: Actor, at: datetime) -> None:
    """Note that the session took place, once. The booking is delivered when no session of it is left.

    The caller has locked the session and asked `check_may_record`. The booking keeps the school
    as it was on that day (§1.2 of the domain notes).
    """
    if training.state is not SessionState.SCHEDULED:
        return
    training.state = SessionState.DELIVERED
    training.delivered_at = at
    session.flush()
    history.record(session, subject=training.reference, event="session_delivered", by=by, at=at)
    if training.booking is not None:
        _close_booking(session, training.booking, by=by, at=at)


def answer_concern(session: Session, *, training: TrainingSession, passed: bool, by: Actor, at: datetime) -> None:
    """Note whether a concern was passed to the DSL before leaving: yes or no, and nothing more.

    Raises `Refusal` when the session has not come yet or was cancelled.
    """
    training = lock(session, training)
    check_may_record(state=training.state, starts_at=training.starts_at, at=at)
    before = training.concern_passed_to_dsl
    if before is passed:
        return
    training.concern_passed_to_dsl = passed
    history.record(
        session,
        subject=training.reference,
        event="concern_answered",
        by=by,
        at=at,
        detail={"passed": passed, "before": before},
    )


_WITH_PLACE_AND_SCHOOL = (
    joinedload(TrainingSession.activity),
    joinedload(TrainingSession.booking).joinedload(Booking.organisation),
)


def _delivered_by(facilitator_id: int | None) -> ColumnElement[bool]:
    if facilitator_id is None:
        return true()
    return TrainingSession.id.in_(
        select(Assignment.session_id).where(
            Assignment.facilitator_id == facilitator_id, Assignment.answer.in_(DELIVERS)
        )
    )


def _last_day(session: Session, booking: Booking, at: datetime) -> date:
    """The day of the latest session that took place: districts are true of a day (§1.1)."""
    delivered = (TrainingSession.booking_id == booking.id) & (TrainingSession.state == SessionState.DELIVERED)
    return london_day(session.scalar(select(func.max(TrainingSession.starts_at)).where(delivered)) or at)


def _close_booking(session: Session, booking: Booking, *, by: Actor, at: datetime) -> None:
    school = booking.organisation
    if school is not None and booking.snapshot_name is None:
        booking.snapshot_name = school.name
        booking.snapshot_urn = school.urn
        booking.snapshot_setting_kind = school.setting_kind
        booking.snapshot_district = areas.place_of(session, school, on=_last_day(session, booking, at)).district
    left = session.scalar(
        select(func.count()).where(
            TrainingSession.booking_id == booking.id, TrainingSession.state == SessionState.SCHEDULED
        )
    )
    if left or booking.state is not BookingState.CONFIRMED:
        return
    bookings.move(session, booking, to=BookingState.DELIVERED, by=by, at=at)


def _deliveries(
    session: Session, trainings: Sequence[TrainingSession], *, window: OpeningWindow, at: datetime | None
) -> list[Delivery]:
    """Each session with what its register holds: three more queries for the whole list."""
    ids = [training.id for training in trainings]
    sizes = _cohort_sizes(session, trainings)
    places = _counts(
        session,
        select(Registration.session_id, func.count())
        .where(Registration.session_id.in_(ids), Registration.state == RegistrationState.CONFIRMED)
        .group_by(Registration.session_id),
    )
    marked = _counts(
        session,
        select(AttendanceMark.session_id, func.count())
        .where(AttendanceMark.session_id.in_(ids), AttendanceMark.current)
        .group_by(AttendanceMark.session_id),
    )
    counted = _counts(
        session,
        select(Headcount.session_id, func.sum(Headcount.number))
        .where(Headcount.session_id.in_(ids), Headcount.current)
        .group_by(Headcount.session_id),
    )
    return [
        Delivery(
            training=one,
            kind=register_kind(has_cards=one.booking_id in sizes, is_open_session=one.booking_id is None),
            listed=sizes.get(one.booking_id or 0, places.get(one.id, 0)),
            marked=marked.get(one.id, 0),
            counted=counted.get(one.id),
            can_open=at is None or window.is_open(starts_at=one.starts_at, ends_at=one.ends_at, at=at),
        )
        for one in trainings
    ]


def _cohort_sizes(session: Session, trainings: Sequence[TrainingSession]) -> Mapping[int, int]:
    """The number of cards by booking, for the bookings that have a cohort."""
    bookings = {one.booking_id for one in trainings if one.booking_id is not None}
    return _counts(session, select(Cohort.booking_id, Cohort.size).where(Cohort.booking_id.in_(bookings)))


def _counts(session: Session, asked: Select[int, int]) -> dict[int, int]:
    return {key: int(count) for key, count in session.execute(asked)}

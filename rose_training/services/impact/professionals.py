"""Professionals: different people by name, and those who were only counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Subquery, and_, case, distinct, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from rose_training.domain.attendance import HeadcountAudience, RegisterKind, audiences_counted
from rose_training.domain.impact import Figure, FigureKey, LeftOut, Part
from rose_training.domain.impact_definitions import DEFINITIONS
from rose_training.domain.periods import Period
from rose_training.domain.programme import Audience
from rose_training.models.attendance import AttendanceMark, Headcount
from rose_training.models.bookings import Booking
from rose_training.models.organisations import Organisation
from rose_training.models.people import Person
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services.impact.occasions import (
    ADULT_TRAINING,
    Absences,
    attended,
    held,
    left_out_sessions,
    places_without_attendance,
    some,
    tally,
)
from rose_training.services.impact.pages import Page, on_page, page_of


class HowCounted(StrEnum):
    """How a row of professionals came into the count."""

    NAMED = "named"
    WALK_IN = "walk_in"
    STAFF_COUNTED = "staff_counted"
    PROFESSIONALS_COUNTED = "professionals_counted"

    @property
    def label(self) -> str:
        """The words on the page."""
        return _LABELS[self]


_LABELS = {
    HowCounted.NAMED: "By name, each person once",
    HowCounted.WALK_IN: "By name without an e-mail address",
    HowCounted.STAFF_COUNTED: "School staff counted at sessions for staff",
    HowCounted.PROFESSIONALS_COUNTED: "Professionals counted without names",
}


@dataclass(frozen=True, slots=True)
class Attended:
    """A session that a person came to: the way to its register."""

    reference: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class ProfessionalRow:
    """One person, or one headcount, behind a figure; `people` and `places` add up to it."""

    how: HowCounted
    name: str | None
    person: str | None
    """The person's reference; None for a headcount."""
    organisation: str | None
    session: str | None
    """The reference of the session at which heads were counted; None for a person."""
    first_at: datetime
    people: int
    places: int
    attended: tuple[Attended, ...] = ()
    """The sessions that make up the places, in the order of their dates."""


def professionals_figures(session: Session, *, period: Period, absences: Absences) -> tuple[Figure, Figure]:
    """Professionals trained, and the places they took."""
    each = trained(period)
    rows = session.execute(select(each.c.how, func.sum(each.c.people), func.sum(each.c.places)).group_by(each.c.how))
    sums = {HowCounted(how): (int(people), int(places)) for how, people, places in rows}
    left_out = (
        left_out_sessions(absences, *ADULT_TRAINING)
        + places_without_attendance(session, period=period, audiences=ADULT_TRAINING)
        + _headcounts_left_out(session, period)
    )
    trained_figure, places_figure = (
        Figure(
            DEFINITIONS[key],
            sum(pair[column] for pair in sums.values()),
            left_out,
            tuple(Part(how.label, sums[how][column]) for how in HowCounted if how in sums),
        )
        for column, key in enumerate((FigureKey.PROFESSIONALS_TRAINED, FigureKey.PROFESSIONAL_PLACES))
    )
    return trained_figure, places_figure


def professional_rows(session: Session, *, period: Period, page: int | None) -> Page[ProfessionalRow]:
    """The people behind the figures in the order of their names, then the headcounts."""
    each = trained(period)
    last = Registration.__table__.alias("last_registration")
    statement = (
        select(
            each.c.person_id,
            each.c.how,
            Person.name,
            Person.reference.label("person"),
            func.coalesce(Booking.snapshot_name, Organisation.name, last.c.organisation_described).label(
                "organisation"
            ),
            TrainingSession.reference.label("session"),
            each.c.first_at,
            each.c.people,
            each.c.places,
        )
        .select_from(each)
        .outerjoin(Person, Person.id == each.c.person_id)
        .outerjoin(last, last.c.id == each.c.registration_id)
        .outerjoin(TrainingSession, TrainingSession.id == each.c.session_id)
        .outerjoin(Booking, Booking.id == TrainingSession.booking_id)
        .outerjoin(
            Organisation,
            Organisation.id == func.coalesce(last.c.organisation_id, Booking.organisation_id),
        )
        .order_by(
            Person.id.is_(None),
            func.lower(Person.name),
            each.c.first_at,
            each.c.person_id,
            each.c.session_id,
        )
    )
    found = session.execute(on_page(statement, page)).all()
    came_to = _attended(session, period, None if page is None else [row.person_id for row in found])
    rows = (
        ProfessionalRow(
            HowCounted(one.how),
            one.name,
            one.person,
            one.organisation,
            one.session,
            one.first_at,
            one.people,
            one.places,
            tuple(came_to.get(one.person_id, ())),
        )
        for one in found
    )
    total, people, places = session.execute(
        select(func.count(), func.coalesce(func.sum(each.c.people), 0), func.coalesce(func.sum(each.c.places), 0))
    ).one()
    return page_of(rows, page=page, total=total, sums={"people": int(people), "places": int(places)})


def trained(period: Period) -> Subquery:
    """Everybody who was trained in the period: a row for each person, then one for each headcount.

    Columns: `how` (a `HowCounted`), `person_id` and `registration_id` (their last one) or
    `session_id`, `first_at`, `people` and `places`.
    """
    took_place = held(period)
    nobody = literal(None, Registration.id.type)
    by_name = (
        select(
            case(
                (func.count(Registration.email) > 0, literal(HowCounted.NAMED.value)),
                else_=literal(HowCounted.WALK_IN.value),
            ).label("how"),
            Registration.person_id,
            func.max(Registration.id).label("registration_id"),
            nobody.label("session_id"),
            func.min(took_place.c.starts_at).label("first_at"),
            literal(1).label("people"),
            func.count(distinct(took_place.c.id)).label("places"),
        )
        .join(AttendanceMark, AttendanceMark.registration_id == Registration.id)
        .join(took_place, took_place.c.id == AttendanceMark.session_id)
        .where(attended(), took_place.c.audience.in_(ADULT_TRAINING))
        .group_by(Registration.person_id)
    )
    heads = _headcounts(took_place)
    by_head = select(
        heads.c.verdict,
        nobody,
        nobody,
        heads.c.session_id,
        heads.c.starts_at,
        heads.c.number,
        heads.c.number,
    ).where(heads.c.verdict.in_([how.value for how in HowCounted]), heads.c.number > 0)
    return by_name.union_all(by_head).subquery("trained")


def _attended(session: Session, period: Period, people: Sequence[int | None] | None) -> dict[int, list[Attended]]:
    """The sessions that each of these people came to, in one question; `None` asks for everybody."""
    took_place = held(period)
    statement = (
        select(Registration.person_id, TrainingSession.reference, TrainingSession.starts_at)
        .distinct()
        .join(AttendanceMark, AttendanceMark.registration_id == Registration.id)
        .join(took_place, took_place.c.id == AttendanceMark.session_id)
        .join(TrainingSession, TrainingSession.id == took_place.c.id)
        .where(attended(), took_place.c.audience.in_(ADULT_TRAINING))
        .order_by(TrainingSession.starts_at, TrainingSession.reference)
    )
    if people is not None:
        statement = statement.where(Registration.person_id.in_([one for one in people if one is not None]))
    came_to: dict[int, list[Attended]] = {}
    for person_id, reference, starts_at in session.execute(statement):
        came_to.setdefault(person_id, []).append(Attended(reference, starts_at))
    return came_to


class _NotTrained(StrEnum):
    """Why a headcount of adults is not among the trained."""

    NAMES_TAKEN = "names_taken"
    ACCOMPANYING = "accompanying"
    OTHER_SESSION = "other_session"
    VOLUNTEERS = "volunteers"


_NOT_TRAINED_REASONS = {
    _NotTrained.NAMES_TAKEN: "people counted by head at sessions where their names were taken",
    _NotTrained.ACCOMPANYING: "school staff counted at sessions that were not for staff",
    _NotTrained.OTHER_SESSION: "professionals counted at sessions that were not training for them",
    _NotTrained.VOLUNTEERS: "volunteers",
}


def _headcounts(took_place: Subquery) -> Subquery:
    """Each headcount of adults who are not parents, with the verdict: how counted, or why not."""
    named = exists().where(
        AttendanceMark.session_id == Headcount.session_id, AttendanceMark.registration_id.is_not(None), attended()
    )
    audience = Headcount.audience
    # The register names one audience; visitors counted beside it are not on it.
    on_the_register = or_(
        *(
            and_(
                took_place.c.audience == whom,
                audience.not_in(audiences_counted(RegisterKind.NAMES, whom)),
            )
            for whom in ADULT_TRAINING
        )
    )
    for_them = took_place.c.audience.in_(ADULT_TRAINING)
    staff_trained = and_(audience == HeadcountAudience.SCHOOL_STAFF, took_place.c.audience == Audience.STAFF)
    professionals_trained = and_(audience == HeadcountAudience.PROFESSIONAL, for_them)
    verdict: ColumnElement[str] = case(
        (audience == HeadcountAudience.VOLUNTEER, literal(_NotTrained.VOLUNTEERS.value)),
        (and_(on_the_register, named), literal(_NotTrained.NAMES_TAKEN.value)),
        (staff_trained, literal(HowCounted.STAFF_COUNTED.value)),
        (professionals_trained, literal(HowCounted.PROFESSIONALS_COUNTED.value)),
        (
            audience == HeadcountAudience.SCHOOL_STAFF,
            literal(_NotTrained.ACCOMPANYING.value),
        ),
        else_=literal(_NotTrained.OTHER_SESSION.value),
    )
    return (
        select(
            verdict.label("verdict"),
            Headcount.session_id,
            took_place.c.starts_at,
            Headcount.number,
        )
        .join(took_place, took_place.c.id == Headcount.session_id)
        .where(
            Headcount.current,
            audience.in_(
                (
                    HeadcountAudience.SCHOOL_STAFF,
                    HeadcountAudience.PROFESSIONAL,
                    HeadcountAudience.VOLUNTEER,
                )
            ),
        )
        .subquery("heads")
    )


def _headcounts_left_out(session: Session, period: Period) -> tuple[LeftOut, ...]:
    heads = _headcounts(held(period))
    numbers = tally(session, select(heads.c.verdict, func.sum(heads.c.number)).group_by(heads.c.verdict))
    return some(*((text, numbers.get(why.value)) for why, text in _NOT_TRAINED_REASONS.items()))

"""Schools and agencies: different bodies, however often their number or name has changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CTE, Subquery, case, distinct, func, literal, select, type_coerce
from sqlalchemy.orm import Session, aliased

from rose_training.domain.attendance import HeadcountAudience
from rose_training.domain.impact import Figure, FigureKey, Part
from rose_training.domain.impact_definitions import DEFINITIONS, school_figure
from rose_training.domain.organisations import OrganisationStatus, Sector, SettingKind
from rose_training.domain.periods import Period
from rose_training.domain.programme import Audience
from rose_training.domain.year_groups import YearGroup
from rose_training.models.attendance import AttendanceMark, Headcount
from rose_training.models.bookings import Booking
from rose_training.models.organisations import Organisation
from rose_training.models.registrations import Registration
from rose_training.services.impact.occasions import (
    ADULT_TRAINING,
    Absences,
    attended,
    held,
    left_out_sessions,
    some,
    somebody_came,
)

LAST_PRIMARY_YEAR = 6

_SETTING_KIND = Organisation.__table__.c.setting_kind.type


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school or other setting, as it was at its first session in the period."""

    continuity_key: str
    reference: str
    name: str
    kind: SettingKind
    first_at: datetime
    sessions: int
    numbers: int
    """Under how many register numbers it was visited: more than one after a conversion."""
    with_pupils: bool
    primary_years_only: bool

    @property
    def figure(self) -> FigureKey:
        """Which of the three counts of settings it is in."""
        return school_figure(self.kind, primary_years_only=self.primary_years_only)


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One organisation that reports name, with its teams counted in."""

    reference: str
    name: str
    sector: Sector
    first_at: datetime
    people: int
    sessions: int
    teams: int


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Attendance that no organisation of the report can be credited with."""

    without_organisation: int
    """Places of people whose organisation is not in our list."""
    not_reportable: int
    """Teams without a body above them."""
    schools: frozenset[str]
    """Continuity keys of schools whose staff attended."""


SCHOOL_FIGURES = (
    FigureKey.PRIMARY_SCHOOLS,
    FigureKey.SECONDARY_SCHOOLS,
    FigureKey.OTHER_SETTINGS,
)
AGENCY_SECTORS = {
    FigureKey.VOLUNTARY_ORGANISATIONS: Sector.VOLUNTARY,
    FigureKey.STATUTORY_ORGANISATIONS: Sector.STATUTORY,
}


def organisation_figures(session: Session, *, period: Period, absences: Absences) -> tuple[Figure, ...]:
    """Primary and secondary schools, other settings, voluntary and statutory bodies, and names."""
    unplaced = _unplaced(session, period)
    return (
        *_school_figures(school_rows(session, period=period), unplaced, absences),
        *_agency_figures(agency_rows(session, period=period), unplaced),
    )


def school_rows(session: Session, *, period: Period) -> list[SchoolRow]:
    """The schools and other settings in which a session took place, in the order of their names.

    There are never more than the county has, so they come all at once.
    """
    took_place = held(period)
    visits = (
        select(
            Organisation.continuity_key,
            Organisation.id.label("organisation_id"),
            Organisation.reference,
            func.coalesce(Booking.snapshot_name, Organisation.name).label("name"),
            func.coalesce(Booking.snapshot_setting_kind, Organisation.setting_kind).label("kind"),
            took_place.c.starts_at,
            case((took_place.c.audience == Audience.PUPILS, 1), else_=0).label("pupils"),
            func.row_number()
            .over(
                partition_by=Organisation.continuity_key,
                order_by=(took_place.c.starts_at, took_place.c.id),
            )
            .label("visit"),
        )
        .join(Booking, Booking.id == took_place.c.booking_id)
        .join(Organisation, Organisation.id == Booking.organisation_id)
        .where(Organisation.sector == Sector.SCHOOL_OR_COLLEGE, somebody_came(took_place.c.id))
        .subquery("visits")
    )
    first = visits.c.visit == 1
    rows = session.execute(
        select(
            visits.c.continuity_key,
            func.max(case((first, visits.c.reference))).label("reference"),
            func.max(case((first, visits.c.name))).label("name"),
            type_coerce(func.max(case((first, visits.c.kind))), _SETTING_KIND).label("kind"),
            func.min(visits.c.starts_at).label("first_at"),
            func.count().label("sessions"),
            func.count(distinct(visits.c.organisation_id)).label("numbers"),
            (func.max(visits.c.pupils) == 1).label("with_pupils"),
        ).group_by(visits.c.continuity_key)
    ).mappings()
    primary_only = _primary_years_only(session, period)
    schools = (SchoolRow(**row, primary_years_only=row["continuity_key"] in primary_only) for row in rows)
    return sorted(schools, key=lambda school: (school.name.casefold(), school.continuity_key))


def agency_rows(session: Session, *, period: Period) -> list[AgencyRow]:
    """The organisations, other than schools, that took part: teams under the body above them.

    Duplicates that were joined share a continuity key and are one; the name is that of the one
    which is open today.
    """
    bodies = _bodies()
    presence = _presence(period)
    body = aliased(Organisation, name="body")
    is_open = body.status != OrganisationStatus.CLOSED
    rows = session.execute(
        select(
            func.coalesce(func.min(case((is_open, body.reference))), func.min(body.reference)),
            func.coalesce(func.min(case((is_open, body.name))), func.min(body.name)),
            func.min(body.sector),
            func.min(presence.c.starts_at),
            func.count(distinct(presence.c.person_id)),
            func.count(distinct(presence.c.session_id)),
            func.count(distinct(presence.c.organisation_id)),
        )
        .select_from(presence)
        .join(bodies, bodies.c.id == presence.c.organisation_id)
        .join(body, body.id == bodies.c.body_id)
        .group_by(body.continuity_key)
    )
    agencies = (AgencyRow(reference, name, Sector(sector), *rest) for reference, name, sector, *rest in rows)
    return sorted(agencies, key=lambda agency: agency.name.casefold())


def _school_figures(schools: list[SchoolRow], unplaced: Unplaced, absences: Absences) -> Iterable[Figure]:
    visited = {school.continuity_key for school in schools}
    for key in SCHOOL_FIGURES:
        own = [school for school in schools if school.figure is key]
        with_pupils = sum(school.with_pupils for school in own)
        yield Figure(
            DEFINITIONS[key],
            len(own),
            left_out_sessions(absences, *Audience)
            + some(
                (
                    "numbers in the national register that are the same school under a new number",
                    sum(school.numbers - 1 for school in own),
                ),
                (
                    "schools of any kind whose staff came to training but which we did not visit",
                    len(unplaced.schools - visited),
                ),
            ),
            parts=(
                Part("With children and young people", with_pupils),
                Part("With adults alone", len(own) - with_pupils),
            ),
        )


def _agency_figures(agencies: list[AgencyRow], unplaced: Unplaced) -> Iterable[Figure]:
    def with_sector(*sectors: Sector) -> list[AgencyRow]:
        return [agency for agency in agencies if agency.sector in sectors]

    shared = some(
        ("private organisations", len(with_sector(Sector.PRIVATE))),
        ("organisations whose sector is not known", len(with_sector(Sector.UNKNOWN))),
        ("teams that do not belong to an organisation of our list", unplaced.not_reportable),
        ("places of people whose organisation is not in our list", unplaced.without_organisation),
    )
    for key, sector in AGENCY_SECTORS.items():
        own = with_sector(sector)
        joined = (
            "teams and duplicates counted as the organisation they belong to",
            sum(agency.teams - 1 for agency in own),
        )
        yield Figure(DEFINITIONS[key], len(own), some(joined) + shared)
    names = tuple(agency.name for agency in with_sector(*AGENCY_SECTORS.values()))
    yield Figure(DEFINITIONS[FigureKey.AGENCIES], names, shared)


def _bodies() -> CTE:
    """Every organisation but schools, with the reportable body it is counted as."""
    reportable = select(Organisation.id, Organisation.id.label("body_id")).where(
        Organisation.sector != Sector.SCHOOL_OR_COLLEGE, Organisation.reportable
    )
    bodies = reportable.cte("bodies", recursive=True)
    teams = (
        select(Organisation.id, bodies.c.body_id)
        .join(bodies, bodies.c.id == Organisation.parent_id)
        .where(~Organisation.reportable)
    )
    return bodies.union_all(teams)


def _presence(period: Period) -> Subquery:
    """Who was there and for whom: attended places at training, and booked sessions to which somebody came.

    A parent who signed up for an evening for parents comes for a child and not for an employer.
    """
    took_place = held(period)
    people = (
        select(
            Registration.organisation_id,
            Registration.person_id,
            took_place.c.id.label("session_id"),
            took_place.c.starts_at,
        )
        .join(AttendanceMark, AttendanceMark.registration_id == Registration.id)
        .join(took_place, took_place.c.id == AttendanceMark.session_id)
        .where(attended(), took_place.c.audience.in_(ADULT_TRAINING))
    )
    nobody = literal(None, Registration.person_id.type)
    visits = (
        select(Booking.organisation_id, nobody, took_place.c.id, took_place.c.starts_at)
        .join(took_place, took_place.c.booking_id == Booking.id)
        .where(somebody_came(took_place.c.id))
    )
    return people.union_all(visits).subquery("presence")


def _unplaced(session: Session, period: Period) -> Unplaced:
    """What of the attendance stands behind no agency of the report."""
    presence, bodies = _presence(period), _bodies()
    rows = session.execute(
        select(Organisation.sector, Organisation.continuity_key, func.count())
        .select_from(presence)
        .outerjoin(bodies, bodies.c.id == presence.c.organisation_id)
        .outerjoin(Organisation, Organisation.id == presence.c.organisation_id)
        .where(bodies.c.id.is_(None))
        .group_by(Organisation.sector, Organisation.continuity_key)
    ).all()
    return Unplaced(
        without_organisation=sum(number for sector, _, number in rows if sector is None),
        not_reportable=sum(sector not in (None, Sector.SCHOOL_OR_COLLEGE) for sector, _, _ in rows),
        schools=frozenset(key for sector, key, _ in rows if sector is Sector.SCHOOL_OR_COLLEGE),
    )


def _primary_years_only(session: Session, period: Period) -> frozenset[str]:
    """All-through schools in which nobody above Year 6 took part, by continuity key.

    The register's year groups say it; a session without them is taken at what the school asked
    for. A school of which we know no year is not among them.
    """
    took_place = held(period)
    kind = func.coalesce(Booking.snapshot_setting_kind, Organisation.setting_kind)
    rows = session.execute(
        select(Organisation.continuity_key, took_place.c.id, Booking.year_groups, Headcount.year_group)
        .select_from(took_place)
        .join(Booking, Booking.id == took_place.c.booking_id)
        .join(Organisation, Organisation.id == Booking.organisation_id)
        .outerjoin(
            Headcount,
            (Headcount.session_id == took_place.c.id)
            & Headcount.current
            & (Headcount.audience == HeadcountAudience.PUPIL)
            & (Headcount.number > 0),
        )
        .where(kind == SettingKind.ALL_THROUGH, somebody_came(took_place.c.id))
    )
    years: dict[str, set[int | None]] = {}
    for key, _, asked_for, counted in rows:
        codes = [counted] if counted else asked_for
        years.setdefault(key, set()).update(YearGroup(code).number for code in codes)
    return frozenset(
        key
        for key, numbers in years.items()
        if numbers and all(one is not None and one <= LAST_PRIMARY_YEAR for one in numbers)
    )

"""Functions that make one thing each, with sensible defaults: `make_registration(session, name="Ada Example")`.

Each adds to the session and flushes; the caller decides about committing.
"""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from rose_training.domain.bookings import BookingState
from rose_training.domain.organisations import OrganisationStatus, Sector, SettingKind
from rose_training.domain.permissions import Role
from rose_training.domain.programme import Audience, ProgrammeKey
from rose_training.domain.references import new_reference
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import SessionMode, SessionState
from rose_training.models.bookings import Booking, Cohort, CohortCard
from rose_training.models.facilitators import VettingRecord
from rose_training.models.organisations import Organisation
from rose_training.models.people import Facilitator, Person, RoleGrant
from rose_training.models.programme import Activity, Programme
from rose_training.models.registrations import Registration
from rose_training.models.series import Campaign, Series
from rose_training.models.sessions import Assignment, TrainingSession

_numbers = itertools.count(1)
Row = TypeVar("Row")
LONG_AGO = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
SOON = datetime(2026, 12, 8, 14, 0, tzinfo=UTC)


def _add(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row


def make_organisation(session: Session, **over: Any) -> Organisation:
    """An open primary school in Norfolk."""
    number = next(_numbers)
    reference = new_reference("ORG")
    values: dict[str, Any] = {
        "reference": reference,
        "name": f"Example Primary School {number}",
        "search_text": f"example primary school {number} norwich nr1 1aa",
        "sector": Sector.SCHOOL_OR_COLLEGE,
        "setting_kind": SettingKind.PRIMARY,
        "status": OrganisationStatus.OPEN,
        "continuity_key": reference,
        "urn": f"{800000 + number}",
        "la_code": "926",
        "town": "Norwich",
        "postcode": "NR1 1AA",
        "district": "Norwich",
        "created_at": LONG_AGO,
    }
    return _add(session, Organisation(**values | over))


def make_agency(session: Session, **over: Any) -> Organisation:
    """A statutory agency."""
    values: dict[str, Any] = {
        "name": f"Example Agency {next(_numbers)}",
        "search_text": "example agency",
        "sector": Sector.STATUTORY,
        "setting_kind": None,
        "urn": None,
        "la_code": None,
    }
    return make_organisation(session, **values | over)


def make_programme(session: Session, key: ProgrammeKey = ProgrammeKey.JIGSAW) -> Programme:
    """The programme of that key, made once."""
    found = session.query(Programme).filter_by(key=key).one_or_none()
    return found or _add(session, Programme(key=key, name=key.value.replace("_", " ").title(), summary=""))


def make_activity(session: Session, **over: Any) -> Activity:
    """A one-off session for pupils of Year 7 to 11."""
    number = next(_numbers)
    programme = over.pop("programme", None) or make_programme(session)
    values: dict[str, Any] = {
        "programme_id": programme.id,
        "slug": f"activity-{number}",
        "code": f"JT-{number}",
        "title": f"Example activity {number}",
        "audience": Audience.PUPILS,
        "weeks": 1,
        "minutes": 60,
        "min_year": 7,
        "max_year": 11,
        "max_group": 30,
        "summary": "An example.",
    }
    return _add(session, Activity(**values | over))


def make_briefing_activity(session: Session, **over: Any) -> Activity:
    """A quarterly briefing for professionals."""
    values: dict[str, Any] = {
        "programme": make_programme(session, ProgrammeKey.PROFESSIONALS),
        "title": "Quarterly briefing",
        "audience": Audience.PROFESSIONALS,
        "min_year": None,
        "max_year": None,
        "max_group": None,
        "bookable": False,
    }
    return make_activity(session, **values | over)


def make_person(session: Session, role: Role | None = None, **over: Any) -> Person:
    """Somebody we know, with a role when one is given (`organisation=` for a school booker)."""
    number = next(_numbers)
    organisation = over.pop("organisation", None)
    values: dict[str, Any] = {
        "reference": new_reference("PER"),
        "name": f"Ada Example {number}",
        "email": f"ada.{number}@agency.example",
        "created_at": LONG_AGO,
    }
    person = _add(session, Person(**values | over))
    if role is not None:
        organisation_id = organisation.id if organisation else None
        _add(session, RoleGrant(person_id=person.id, role=role, organisation_id=organisation_id, granted_at=LONG_AGO))
    return person


def make_facilitator(session: Session, **over: Any) -> Facilitator:
    """A facilitator who may sign in, and whose checks count for many years; `vetted=False`: none are recorded."""
    vetted = over.pop("vetted", True)
    person = over.pop("person", None) or make_person(session, Role.FACILITATOR, name=f"Fay Example {next(_numbers)}")
    facilitator = _add(session, Facilitator(**{"person_id": person.id, "person": person} | over))
    if vetted:
        make_vetting(session, facilitator)
    return facilitator


def make_vetting(session: Session, facilitator: Facilitator, **over: Any) -> VettingRecord:
    """Checks of a facilitator that count until 2099."""
    values: dict[str, Any] = {
        "facilitator_id": facilitator.id,
        "enhanced_dbs": True,
        "barred_list": True,
        "issued_on": date(2010, 1, 11),
        "reviewed_on": date(2026, 1, 12),
        "update_service": True,
        "review_due": date(2099, 12, 31),
        "trained_on": date(2026, 1, 13),
        "training_until": date(2099, 12, 31),
        "safer_recruitment_on": date(2010, 1, 4),
        "induction_on": date(2010, 1, 18),
        "changed_at": LONG_AGO,
    }
    return _add(session, VettingRecord(**values | over))


def make_booking(session: Session, **over: Any) -> Booking:
    """A request by a primary school."""
    activity = over.pop("activity", None) or make_activity(session)
    organisation = over.pop("organisation", None) or make_organisation(session)
    reference = new_reference()
    values: dict[str, Any] = {
        "reference": reference,
        "state": BookingState.REQUESTED,
        "activity_id": activity.id,
        "organisation_id": organisation.id,
        "audience": activity.audience,
        "year_groups": ["8"],
        "expected_number": 24,
        "requested_at": LONG_AGO,
        "booker_name": "Bo Booker",
        "booker_email": "office@school.example",
        "booker_phone": "01603 000000",
        "day_contact_name": "Dee Contact",
        "day_contact_phone": "01603 000001",
        "dsl_name": "Dan Lead",
        "dsl_contact": "01603 000002",
        "calendar_uid": f"bkg-{reference}@rose-training.example",
    }
    if over.get("state") in {BookingState.CONFIRMED, BookingState.DELIVERED}:
        values |= {
            "snapshot_name": organisation.name,
            "snapshot_urn": organisation.urn,
            "snapshot_setting_kind": organisation.setting_kind,
            "snapshot_district": organisation.district,
        }
    return _add(session, Booking(**values | over))


def make_session(session: Session, **over: Any) -> TrainingSession:
    """An open briefing in three weeks with 20 places; give `booking=` for a visit."""
    booking = over.pop("booking", None)
    activity = over.pop("activity", None)
    if activity is None:
        activity = booking.activity if booking else make_briefing_activity(session)
    starts_at: datetime = over.pop("starts_at", SOON)
    values: dict[str, Any] = {
        "reference": new_reference("SES"),
        "activity_id": activity.id,
        "booking_id": booking.id if booking else None,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        "state": SessionState.SCHEDULED,
        "mode": SessionMode.IN_PERSON,
        "place_name": "Example Hall",
        "place_address": "1 Example Street, Norwich",
        "postcode": "NR1 1AA",
        "area": "Norwich",
        "capacity": None if booking else 20,
        "created_at": LONG_AGO,
    }
    return _add(session, TrainingSession(**values | over))


def make_series(session: Session, **over: Any) -> Series:
    """A quarterly briefing in a hall, at two on the second Tuesday of the month."""
    activity = over.pop("activity", None) or make_briefing_activity(session)
    values: dict[str, Any] = {
        "reference": new_reference("SER"),
        "activity_id": activity.id,
        "title": "Quarterly briefing",
        "first_on": date(2026, 12, 8),
        "weekday": 1,
        "starts_at_clock": "14:00",
        "minutes": 60,
        "mode": SessionMode.IN_PERSON,
        "place_name": "Example Hall",
        "capacity": 20,
        "created_at": LONG_AGO,
    }
    return _add(session, Series(**values | over))


def make_campaign(session: Session, **over: Any) -> Campaign:
    """The week of the Awareness Day."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "reference": new_reference("CAM"),
        "slug": f"campaign-{number}",
        "title": f"Awareness week {number}",
        "first_on": date(2027, 3, 15),
        "last_on": date(2027, 3, 19),
        "created_at": LONG_AGO,
    }
    return _add(session, Campaign(**values | over))


def make_assignment(session: Session, training: TrainingSession, facilitator: Facilitator) -> Assignment:
    """The facilitator delivers the session."""
    return _add(
        session,
        Assignment(
            session_id=training.id,
            facilitator_id=facilitator.id,
            starts_at=training.starts_at,
            ends_at=training.ends_at,
            assigned_at=LONG_AGO,
        ),
    )


def make_cohort(session: Session, booking: Booking, size: int = 8) -> tuple[Cohort, list[CohortCard]]:
    """A cohort with cards 1 to `size`."""
    cohort = _add(session, Cohort(reference=new_reference("COH"), booking_id=booking.id, size=size))
    cards = [_add(session, CohortCard(cohort_id=cohort.id, number=number)) for number in range(1, size + 1)]
    return cohort, cards


def make_registration(session: Session, training: TrainingSession | None = None, **over: Any) -> Registration:
    """A confirmed place of a person with an e-mail address."""
    training = training or make_session(session)
    person = over.pop("person", None) or make_person(session)
    reference = new_reference("REG")
    values: dict[str, Any] = {
        "reference": reference,
        "session_id": training.id,
        "person_id": person.id,
        "name": person.name,
        "email": person.email,
        "state": RegistrationState.CONFIRMED,
        "registered_at": LONG_AGO,
        "queued_at": LONG_AGO,
        "calendar_uid": f"{reference.lower()}@rose-training.example",
    }
    return _add(session, Registration(**values | over))

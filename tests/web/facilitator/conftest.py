"""A facilitator with a course, a class and a briefing of today."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from rose_training.adapters.survey_file import first_surveys
from rose_training.clock import now
from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState
from rose_training.models.people import Facilitator, Person
from rose_training.models.sessions import TrainingSession
from rose_training.services import surveys
from tests.factories import (
    make_activity,
    make_assignment,
    make_booking,
    make_briefing_activity,
    make_cohort,
    make_facilitator,
    make_registration,
    make_session,
)

HOUR = timedelta(hours=1)


@dataclass
class Day:
    """What a facilitator has to do today. `strange` is somebody else's."""

    facilitator: Facilitator
    course: TrainingSession
    lesson: TrainingSession
    briefing: TrainingSession
    strange: TrainingSession

    @property
    def person(self) -> Person:
        return self.facilitator.person


@pytest.fixture
def this_morning() -> datetime:
    """Some hours ago, whatever the hour."""
    return now() - 6 * HOUR


@pytest.fixture
def day(stored: Session, this_morning: datetime) -> Day:
    fay = make_facilitator(stored)

    def visit(starts_at: datetime, size: int = 0, **over: object) -> TrainingSession:
        activity = make_activity(stored, targeted=bool(size), title="Example activity")
        booking = make_booking(
            stored,
            activity=activity,
            state=BookingState.CONFIRMED,
            year_groups=["7", "8"],
            day_contact_name="Rae Reception",
            day_contact_phone="01603 555 0101",
            dsl_name="Dee Lead",
            dsl_contact="01603 555 0102",
        )
        if size:
            make_cohort(stored, booking, size=size)
        return make_session(stored, booking=booking, starts_at=starts_at, ends_at=starts_at + HOUR, **over)

    course = visit(this_morning, size=4, week_number=1)
    lesson = visit(this_morning + HOUR)
    starts_at = this_morning + 2 * HOUR
    briefing = make_session(
        stored, activity=make_briefing_activity(stored), starts_at=starts_at, ends_at=starts_at + HOUR, capacity=2
    )
    for name in ("Abe Example", "Bea Example"):
        make_registration(stored, briefing, name=name)
    strange = visit(this_morning)
    for training in (course, lesson, briefing):
        make_assignment(stored, training, fay)
    make_assignment(stored, strange, make_facilitator(stored))
    surveys.publish(stored, draft=first_surveys()[0], by=Actor.system("test"), at=now())
    stored.commit()
    return Day(fay, course, lesson, briefing, strange)

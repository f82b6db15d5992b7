"""What the invented facilitators say of themselves: who they are, when they work, and whether they can come."""

from datetime import time, timedelta

from sqlalchemy import func, select, update

from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.availability import Leave, WeeklyHours
from rose_training.domain.calendar import london_day
from rose_training.jobs.demonstration.world import World
from rose_training.models.facilitators import VettingRecord
from rose_training.models.sessions import Assignment
from rose_training.services import availability

INTRODUCTIONS = (
    "Fran has worked with young people in Norfolk for eleven years, first as a youth worker, and has trained our team.",
    "Farid was a secondary school teacher for nine years and has delivered ROSE sessions since 2015.",
    "Flora is a youth worker. She leads our six-week courses and our sessions for parents.",
)
WAITING = 2
"""Questions that Fran has still to answer."""
SOON = timedelta(days=45)


def tell(world: World) -> None:
    """Everybody has said yes but for the last questions to Fran; Farid works part-time; Flora is away for a week."""
    fran, farid, flora = world.facilitators
    for facilitator, words in zip(world.facilitators, INTRODUCTIONS, strict=True):
        facilitator.introduction = words
    session = world.session
    latest = select(Assignment.id).where(
        Assignment.facilitator_id == fran.id, Assignment.starts_at > world.now + timedelta(days=1)
    )
    open_ones = session.scalars(latest.order_by(Assignment.starts_at.desc()).limit(WAITING)).all()
    session.execute(
        update(Assignment)
        .where(Assignment.answer == AssignmentAnswer.ASKED, Assignment.id.not_in(open_ones))
        .values(answer=AssignmentAnswer.ACCEPTED, answered_at=world.now)
    )
    mornings = [WeeklyHours(weekday, time(8, 30), time(15)) for weekday in (0, 1, 3)]
    availability.set_hours(session, facilitator_id=farid.id, hours=mornings, by=world.acting(farid), at=world.now)
    last = session.scalar(select(func.max(Assignment.starts_at)).where(Assignment.facilitator_id == flora.id))
    free_from = london_day(max(last or world.now, world.now)) + timedelta(days=7)
    week = Leave(free_from, free_from + timedelta(days=4), "Walking in the Peak District")
    availability.take_leave(session, facilitator_id=flora.id, leave=week, by=world.acting(flora), at=world.now)
    if last is None or last < world.now + SOON:
        session.execute(
            update(VettingRecord)
            .where(VettingRecord.facilitator_id == flora.id)
            .values(training_until=london_day(world.now + SOON))
        )
    session.flush()
    session.expire_all()

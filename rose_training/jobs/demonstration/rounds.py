"""What comes round: the quarterly briefing as a series, and the week of Awareness Day as a campaign."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from rose_training.domain.campaigns import Heading
from rose_training.domain.sessions import Arrangement, SessionMode
from rose_training.jobs.demonstration.world import World
from rose_training.models.people import Facilitator
from rose_training.models.sessions import TrainingSession
from rose_training.services import campaigns, diary, parties, series, sessions
from rose_training.services.parties import Coming, Wish
from rose_training.services.registrations import Attendee

PLACES = 30
OUTCOMES = """Notice what a young person may not say
Know what to do with a worry, and whom to ring
Know what ROSE offers, and how to reach it"""


def quarterly_briefing(world: World, *, first_on: date, host: Facilitator, at: datetime) -> tuple[TrainingSession, ...]:
    """Set the series up and publish its four dates; answers them."""
    activity = world.activities["PB-1"]
    template = series.Template(
        title=activity.title,
        first_on=first_on,
        every_months=3,
        starts_at_clock=time(14),
        minutes=60,
        mode=SessionMode.IN_PERSON,
        capacity=PLACES,
        outcomes=OUTCOMES,
        host_id=host.id,
        place_name="Example Conference Room",
        place_address="1 Example Street, Norwich",
        postcode="NR1 1AA",
        area="Norwich",
    )
    made = series.create(world.session, activity=activity, template=template, by=world.office, at=at)
    return series.publish(world.session, reference=made.reference, by=world.site, at=at, unknown_terms_too=True)


def in_a_smaller_room(world: World, training: TrainingSession, *, places: int, at: datetime) -> None:
    """One date on its own: fewer places than the series says."""
    _change(world, training, sessions.arrangement_of(training), places=places, area=training.area, at=at)


def online_this_time(world: World, training: TrainingSession, *, at: datetime) -> None:
    """One date on its own: online instead of in the room."""
    arrangement = replace(
        sessions.arrangement_of(training),
        mode=SessionMode.ONLINE,
        place_name=None,
        place_address=None,
        postcode=None,
        online_link="https://meet.rose.example/briefing",
    )
    _change(world, training, arrangement, places=PLACES, area=None, at=at)


def team_that_waits(world: World, training: TrainingSession, *, at: datetime) -> None:
    """Two colleagues who ask for a full date, to come all together or not at all."""
    team = [
        Attendee(name, email, "Example Family Support", "Family support worker")
        for name, email in (("Tamsin Team", "tamsin@family.example"), ("Tobias Team", "tobias@family.example"))
    ]
    parties.register(
        world.session,
        session_reference=training.reference,
        wish=Wish(
            lead_name=team[0].name,
            lead_email=team[0].email,
            people=tuple(Coming(one) for one in team),
            together=True,
        ),
        limit=len(team),
        by=world.site,
        at=at,
    )


def awareness_week(world: World, *, monday: date, events: Collection[TrainingSession], at: datetime) -> None:
    """One heading over the events of the week."""
    heading = Heading(
        title=f"Awareness Day week {monday.year}",
        slug=f"awareness-day-{monday.year}",
        first_on=monday,
        last_on=monday + timedelta(days=4),
        summary="For CSE Awareness Day on 18 March we visit teams across Norfolk, and there is an hour online for all.",
    )
    made = campaigns.create(world.session, heading=heading, by=world.office, at=at)
    chosen = {one.reference for one in events}
    campaigns.choose_events(world.session, reference=made.reference, chosen=chosen, by=world.office, at=at)


def _change(
    world: World, training: TrainingSession, arrangement: Arrangement, *, places: int, area: str | None, at: datetime
) -> None:
    delivering = diary.assigned_to(world.session, session_ids=[training.id]).get(training.id, ())
    plan = sessions.Plan(
        arrangement,
        capacity=places,
        title=training.title,
        area=area,
        facilitator_ids=tuple(one.id for one in delivering),
    )
    sessions.change(world.session, reference=training.reference, plan=plan, by=world.office, at=at)

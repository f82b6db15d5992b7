"""The demonstration's school on its own pages: last year's visit, one to come with an open checklist, a colleague."""

from datetime import date, datetime, timedelta

from sqlalchemy import delete

from rose_training.clock import LONDON
from rose_training.domain.actors import Actor
from rose_training.domain.attendance import HeadcountAudience
from rose_training.domain.bookings import PartOfDay
from rose_training.domain.checklist import ChecklistItem
from rose_training.domain.checklist_words import Given
from rose_training.domain.visit_requests import Contact, Wish
from rose_training.domain.year_groups import YearGroup
from rose_training.jobs.demonstration.world import OFFICE_EMAIL, World, meeting, school_days
from rose_training.models.bookings import Booking
from rose_training.models.organisations import Organisation
from rose_training.models.outbox import OutboxMessage
from rose_training.models.people import Person
from rose_training.services import accounts, booking_wishes, bookings, checklists, headcounts, school_team

SCHOOL_EMAIL = "school@rose.example"
COLLEAGUE_EMAIL = "office@rose-school.example"
CLASS_VISIT, ASSEMBLY = "JW-3", "JW-1"


def tell(world: World) -> None:
    """Enter it, for the school that school@rose.example books for."""
    sandra = accounts.person_by_email(world.session, SCHOOL_EMAIL)
    if sandra is None:
        return
    grant = accounts.live_grants(world.session, sandra.id)[0]
    school = grant.organisation
    if school is None:
        return
    acting = Actor.person(sandra.id, sandra.name)
    school_team.invite(
        world.session, school=school, name="", email=COLLEAGUE_EMAIL, by=acting, at=world.now - timedelta(days=20)
    )
    today = world.now.astimezone(LONDON).date()
    _last_years(world, school, sandra, today)
    coming = _coming(world, school, sandra, today)
    _answered(world, coming, acting, today)
    _to_move(world, school, sandra, acting, today)


def _booker(sandra: Person) -> Contact:
    return Contact(sandra.name, email=SCHOOL_EMAIL, phone="01603 555010", role="Pastoral lead")


def _visit(
    world: World,
    school: Organisation,
    sandra: Person,
    *,
    day: date,
    hour: int,
    asked: datetime,
    code: str = CLASS_VISIT,
) -> Booking:
    booking = world.ask(
        world.activities[code],
        school,
        years=[YearGroup.YEAR_9],
        number=27,
        days=[day],
        at=asked,
        booker=_booker(sandra),
    )
    world.confirm(booking, [meeting(day, hour, minutes=60)], world.facilitators[1], at=asked + timedelta(days=2))
    return booking


def _last_years(world: World, school: Organisation, sandra: Person, today: date) -> None:
    """Delivered a year ago, to be asked for again."""
    around = today - timedelta(weeks=52)
    day = next(school_days(around, around + timedelta(days=60)))
    booking = _visit(world, school, sandra, day=day, hour=11, asked=world.now - timedelta(days=420))
    training = bookings.sessions_of(world.session, booking)[0]
    headcounts.record_headcount(
        world.session,
        training=training,
        sent={(HeadcountAudience.PUPIL, YearGroup.YEAR_9): headcounts.Sent(26, 0)},
        by=world.acting(world.facilitators[1]),
        at=training.ends_at + timedelta(minutes=30),
    )
    # These e-mails were read a year ago.
    world.session.execute(delete(OutboxMessage).where(OutboxMessage.about == booking.reference))


def _ahead(today: date, number: int) -> date:
    return list(school_days(today + timedelta(days=1), today + timedelta(days=400)))[number]


def _coming(world: World, school: Organisation, sandra: Person, today: date) -> Booking:
    asked = world.now - timedelta(days=12)
    return _visit(world, school, sandra, day=_ahead(today, 8), hour=14, asked=asked)


def _answered(world: World, booking: Booking, acting: Actor, today: date) -> None:
    """Some points are settled, one is promised, the rest is open."""
    for item, given in (
        (ChecklistItem.ROOM, Given("yes", "Room 14, ground floor, with a projector")),
        (ChecklistItem.PARENTS, Given("promised", on=today + timedelta(days=3))),
        (ChecklistItem.RISKS, Given("ours")),
        (ChecklistItem.PHOTOS, Given("yes")),
    ):
        checklists.answer(world.session, booking, item=item, given=given, by=acting, at=world.now - timedelta(days=3))


def _to_move(world: World, school: Organisation, sandra: Person, acting: Actor, today: date) -> None:
    """Another visit, later, that the school would like to move."""
    asked = world.now - timedelta(days=15)
    booking = _visit(world, school, sandra, day=_ahead(today, 24), hour=14, asked=asked, code=ASSEMBLY)
    booking_wishes.ask(
        world.session,
        booking,
        wishes=[
            Wish(_ahead(today, 28), PartOfDay.AFTERNOON, "period 5"),
            Wish(_ahead(today, 29), PartOfDay.ANY),
        ],
        reason="Mock exams that week",
        office=OFFICE_EMAIL,
        by=acting,
        at=world.now - timedelta(days=1),
    )

"""What has happened before a story begins: entered by the services, so that no story clicks what another shows."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from playwright.sync_api import Page
from sqlalchemy import select

from rose_training.clock import LONDON, set_to
from rose_training.domain.actors import Actor
from rose_training.domain.bookings import PartOfDay
from rose_training.domain.declarations import DeclarationAnswer, declarations_for
from rose_training.domain.visit_plans import VisitPlan
from rose_training.domain.visit_requests import Contact, Declared, VisitRequest, Wish
from rose_training.domain.weekly import Meeting
from rose_training.domain.year_groups import YearGroup
from rose_training.models.bookings import Booking
from rose_training.models.organisations import Organisation
from rose_training.models.people import Facilitator, Person
from rose_training.models.programme import Activity
from rose_training.services import accounts, booking_plans, people, visit_requests
from tests.journeys.story import BOOKER, COORDINATOR, Story

SCHOOL = "Northgate High School"
OFFICE = "office@rose.example"


def signs_in(story: Story, page: Page, email: str) -> Page:
    """The browser carries the cookie of somebody who has signed in before."""
    now = story.hour.now()
    with set_to(now):
        name = email.split("@", maxsplit=1)[0].replace(".", " ").title()
        person = people.know_person(story.stored, email=email, name=name, by=Actor.system("set-up"), at=now)
        token = accounts.start_session(story.stored, person=person, shared=False, at=now)
    story.stored.commit()
    signer = story.app.session_interface.get_signing_serializer(story.app)  # type: ignore[attr-defined]
    value = signer.dumps({"_user_id": token, "_fresh": True})
    cookie = story.app.config["SESSION_COOKIE_NAME"]
    page.context.add_cookies([{"name": cookie, "value": value, "url": story.address}])
    return page


def day(words: str, at: str = "00:00") -> datetime:
    """'7 October 2025' and the time on a clock in Norfolk."""
    return datetime.strptime(f"{words} {at}", "%d %B %Y %H:%M").replace(tzinfo=LONDON)


def meetings(days: Sequence[str], *, at: str, minutes: int) -> tuple[Meeting, ...]:
    """Sessions at the same hour."""
    starts = [day(one, at) for one in days]
    return tuple(Meeting(one, one + timedelta(minutes=minutes)) for one in starts)


def asked(
    story: Story,
    activity: str,
    *,
    years: Sequence[str],
    number: int,
    days: Sequence[str],
    part: PartOfDay = PartOfDay.MORNING,
    name: str = "Bo Booker",
    email: str = BOOKER,
    spoken: bool = False,
) -> Booking:
    """Northgate High School has asked, with every declaration; `spoken`: and the office has rung."""
    now, session = story.hour.now(), story.stored
    wanted = session.scalars(select(Activity).where(Activity.slug == activity)).one()
    request = VisitRequest(
        activity=activity,
        organisation=the_school(story).reference,
        described="",
        years=tuple(YearGroup(year) for year in years),
        expected_number=number,
        wishes=tuple(Wish(day(one).date(), part) for one in days),
        booker=Contact(name, email=email, phone="01362 555 010"),
        on_the_day=Contact("Rae Reception", phone="01362 555 011"),
        dsl=Contact("Dee Lead", reach="extension 12"),
        declarations={
            kind: Declared(DeclarationAnswer.YES, "")
            for kind in declarations_for(wanted.audience, targeted=wanted.targeted)
        },
    )
    booking = visit_requests.request_visit(session, request, office=OFFICE, by=Actor.visitor(), at=now)
    booking.spoken_at = now if spoken else None
    session.commit()
    return booking


def confirmed(
    story: Story, booking: Booking, days: Sequence[str], *, at: str, by: str, cards: int | None = None
) -> None:
    """The office has agreed to come to the school on these days."""
    school, session = the_school(story), story.stored
    facilitator = session.scalars(select(Facilitator).join(Person).where(Person.name == by)).one()
    plan = VisitPlan(
        meetings=meetings(days, at=at, minutes=booking.activity.minutes),
        facilitator_ids=(facilitator.id,),
        place_name=school.name,
        place_address=f"{school.street}, {school.town}",
        postcode=school.postcode,
        cards=cards,
    )
    booking_plans.confirm(session, booking, plan, by=the_office(story), at=story.hour.now())
    session.commit()


def the_school(story: Story) -> Organisation:
    """Northgate High School, Dereham, as it is now."""
    return story.stored.scalars(
        select(Organisation).where(Organisation.name == SCHOOL, Organisation.closed_on.is_(None))
    ).one()


def the_office(story: Story) -> Actor:
    """Cora at her desk."""
    cora = story.stored.scalars(select(Person).where(Person.email == COORDINATOR)).one()
    return Actor.person(cora.id, cora.name)

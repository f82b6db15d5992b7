"""What all parts of the demonstration share: who acts, who is invented, and when schools are open."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random

from dateutil.easter import easter
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from rose_training.adapters.passwords import hash_of
from rose_training.clock import LONDON
from rose_training.domain.actors import Actor
from rose_training.domain.bookings import PartOfDay
from rose_training.domain.calendar import TermDates
from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind, declarations_for
from rose_training.domain.permissions import Role
from rose_training.domain.visit_plans import VisitPlan
from rose_training.domain.visit_requests import Contact, Declared, VisitRequest, Wish
from rose_training.domain.weekly import Meeting
from rose_training.domain.year_groups import YearGroup
from rose_training.models.bookings import Booking
from rose_training.models.organisations import Organisation
from rose_training.models.people import Facilitator, Person
from rose_training.models.programme import Activity
from rose_training.services import booking_plans, people, visit_requests

OFFICE_EMAIL = Settings.office_email
WEEK = timedelta(weeks=1)
PASSWORD = "calm river lantern"  # noqa: S105  (printed at the start of every demonstration)

FIRST_NAMES = """
    Amina Ben Carys Dev Ella Femi Grace Hari Isla Jonah Keira Leon Maya Niall Orla Priya Quinn Rosa Sam Tess
    Uma Viktor Wren Yusuf Zoe Arlo Beth Callum Dina Euan
"""
LAST_NAMES = """
    Aldis Bacon Cubitt Dack Eke Fenn Gooch Howes Ivory Jex Kett Lark Mace Nudd Orford Pegg Quantrill Rix Sayer
    Thirtle Utting Vincent Whalebelly Youngs Amies Bunn Copeman Dyball Eglington Fiddy
"""


@dataclass
class World:
    """The stage: a database session, a fixed source of chance, and the people who act."""

    session: Session
    now: datetime
    chance: Random = field(default_factory=lambda: Random(2011))  # noqa: S311  (must be repeatable)
    coordinator: Person = field(init=False)
    facilitators: list[Facilitator] = field(init=False)
    activities: dict[str, Activity] = field(init=False)

    def people_the_office(self, *, since: datetime) -> None:
        """Invent the staff: one coordinator and three facilitators, who may sign in."""
        self.coordinator = self._staff("coordinator@rose.example", "Cora Coordinator", Role.COORDINATOR, since)
        names = ("Fran Facilitator", "Farid Facilitator", "Flora Facilitator")
        emails = ("facilitator@rose.example", "facilitator2@rose.example", "facilitator3@rose.example")
        staff = [self._staff(email, name, Role.FACILITATOR, since) for email, name in zip(emails, names, strict=True)]
        self.facilitators = [
            self.session.scalars(select(Facilitator).where(Facilitator.person_id == person.id)).one()
            for person in staff
        ]

    def _staff(self, email: str, name: str, role: Role, since: datetime) -> Person:
        person = people.know_person(self.session, email=email, name=name, by=self.site, at=since)
        people.grant_role(self.session, person=person, role=role, by=self.site, at=since)
        person.password_hash = person.password_hash or hash_of(PASSWORD)
        self.session.flush()
        return person

    @property
    def site(self) -> Actor:
        """The demonstration itself."""
        return Actor.system("demonstration")

    @property
    def office(self) -> Actor:
        """The coordinator at work."""
        return Actor.person(self.coordinator.id, self.coordinator.name)

    def acting(self, facilitator: Facilitator) -> Actor:
        """A facilitator at work."""
        return Actor.person(facilitator.person_id, facilitator.person.name)

    def name(self) -> str:
        """An invented name."""
        return f"{self.chance.choice(FIRST_NAMES.split())} {self.chance.choice(LAST_NAMES.split())}"

    def ask(
        self,
        activity: Activity,
        organisation: Organisation,
        *,
        years: Sequence[YearGroup] = (),
        number: int,
        days: Sequence[date],
        at: datetime,
        booker: Contact | None = None,
        parents_told: DeclarationAnswer = DeclarationAnswer.YES,
    ) -> Booking:
        """A school asks, as the request form would."""
        postbox = f"office@{(organisation.urn or organisation.reference).lower()}.school.example"
        wanted = declarations_for(activity.audience, targeted=activity.targeted)
        declared = {kind: Declared(DeclarationAnswer.YES, "") for kind in wanted}
        if DeclarationKind.PARENTS_TOLD in declared:
            declared[DeclarationKind.PARENTS_TOLD] = Declared(parents_told, "")
        request = VisitRequest(
            activity=activity.slug,
            organisation=organisation.reference,
            described="",
            years=tuple(years),
            expected_number=number,
            wishes=tuple(Wish(day, PartOfDay.MORNING) for day in days),
            booker=booker or Contact(self.name(), email=postbox, phone="01603 555010", role="Office manager"),
            on_the_day=Contact(self.name(), phone="01603 555011"),
            dsl=Contact(self.name(), reach="01603 555012"),
            declarations=declared,
        )
        return visit_requests.request_visit(self.session, request, office=OFFICE_EMAIL, by=Actor.visitor(), at=at)

    def plan(
        self, booking: Booking, meetings: Sequence[Meeting], facilitator: Facilitator, *, cards: int | None = None
    ) -> VisitPlan:
        """At the school, by one facilitator."""
        school = booking.organisation
        return VisitPlan(
            meetings=tuple(meetings),
            facilitator_ids=(facilitator.id,),
            place_name=(school.name if school else booking.organisation_described) or "At the school",
            place_address=", ".join(part for part in (school.street, school.town) if part) if school else None,
            postcode=school.postcode if school else None,
            cards=cards,
        )

    def confirm(
        self,
        booking: Booking,
        meetings: Sequence[Meeting],
        facilitator: Facilitator,
        *,
        at: datetime,
        cards: int | None = None,
    ) -> None:
        """The office agrees to come; before a course it has spoken to the school."""
        if booking.conversation_wanted:
            booking.spoken_at = at
        plan = self.plan(booking, meetings, facilitator, cards=cards)
        booking_plans.confirm(self.session, booking, plan, by=self.office, at=at)


def meeting(on: date, hour: int, minute: int = 0, *, minutes: int) -> Meeting:
    """A meeting at an hour of London's clock."""
    starts_at = datetime.combine(on, time(hour, minute), LONDON)
    return Meeting(starts_at, starts_at + timedelta(minutes=minutes))


def school_days(first: date, last: date) -> Iterator[date]:
    """Weekdays of term, bank holidays left out."""
    day = first
    while day <= last:
        if day.weekday() < 5 and _in_term(day) and not _early_may_holiday(day):
            yield day
        day += timedelta(days=1)


def half_terms(autumn: int) -> list[TermDates]:
    """The half-terms of the school year that begins in that autumn: a usual pattern, of no county.

    A week off at the end of October, in the middle of February and at the end of May, a fortnight
    around Easter, and two weeks around Christmas.
    """
    label, spring = f"{autumn}/{(autumn + 1) % 100:02d}", autumn + 1
    october = _monday_from(date(autumn, 10, 24))
    february = _monday_from(date(spring, 2, 13))
    holy_week = easter(spring) - timedelta(days=6)
    may = _monday_from(date(spring, 5, 25))
    back_from_easter = holy_week + timedelta(days=14)
    spans = {
        "Autumn 1": (_monday_from(date(autumn, 9, 1)) + timedelta(days=2), october),
        "Autumn 2": (october + WEEK, _monday_from(date(autumn, 12, 19))),
        "Spring 1": (_monday_from(date(spring, 1, 4)) + timedelta(days=1), february),
        "Spring 2": (february + WEEK, holy_week),
        "Summer 1": (back_from_easter, may),
        "Summer 2": (may + WEEK, _monday_from(date(spring, 7, 20))),
    }
    return [
        TermDates(first, monday_off - timedelta(days=3), name=name, academic_year=label)
        for name, (first, monday_off) in spans.items()
    ]


@cache
def _terms_around(year: int) -> tuple[TermDates, ...]:
    return (*half_terms(year - 1), *half_terms(year))


def _in_term(day: date) -> bool:
    return any(day in term for term in _terms_around(day.year))


def _early_may_holiday(day: date) -> bool:
    return day.month == 5 and day.weekday() == 0 and day.day <= 7


def _monday_from(day: date) -> date:
    """That day or the next Monday."""
    return day + timedelta(days=-day.weekday() % 7)

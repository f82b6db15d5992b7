"""What a school fills in when it asks for a session: the questions, their order, and the complete request.

What is typed is kept in a draft (`visit_drafts`), checked by the rules of `visit_checks`, and becomes a
`VisitRequest`, which is ready to become a booking.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from rose_training.domain.bookings import PartOfDay, hour_wished
from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind, needs_safeguarding_lead
from rose_training.domain.hosts import HostKind, VenueRisk
from rose_training.domain.programme import Audience
from rose_training.domain.visit_answers import Curriculum, Needs, Room, Topic, topics_for
from rose_training.domain.visit_formats import VisitFormat, formats_for, largest_group, usual_format
from rose_training.domain.year_groups import Ages, WorkingAt, YearGroup

Answers = Mapping[str, Any]
"""A draft: plain answers by their names, what JSON can hold."""


class Step(StrEnum):
    """The questions, in order; the values stand in addresses."""

    ACTIVITY = "activity"
    SCHOOL = "school"
    VENUE = "venue"
    GROUP = "group"
    DATES = "dates"
    ROOM = "room"
    NEEDS = "needs"
    CURRICULUM = "curriculum"
    BOOKER = "booker"
    CONVERSATION = "conversation"
    ON_THE_DAY = "on-the-day"
    SAFEGUARDING_LEAD = "safeguarding-lead"
    DECLARATIONS = "declarations"

    @property
    def topic(self) -> Topic | None:
        """The topic of a question that may be told later."""
        return _TOPICS.get(self)


_TOPICS = {Step.ROOM: Topic.ROOM, Step.NEEDS: Topic.NEEDS, Step.CURRICULUM: Topic.CURRICULUM}


@dataclass(frozen=True, slots=True)
class Offer:
    """What the request is for and who receives us, as far as the rules need to know."""

    audience: Audience
    targeted: bool
    min_year: int | None
    max_year: int | None
    max_group: int | None
    minutes: int = 60
    host: HostKind = HostKind.SCHOOL

    @property
    def on_school_days(self) -> bool:
        """Whether it takes place in school hours; an evening for parents or a youth club need not."""
        return self.audience in (Audience.PUPILS, Audience.STAFF) and self.host is not HostKind.YOUTH_GROUP

    @property
    def formats(self) -> tuple[VisitFormat, ...]:
        """The formats to choose from."""
        return formats_for(self.audience, targeted=self.targeted, max_group=self.max_group)

    @property
    def usual_format(self) -> VisitFormat:
        """The format it was written for."""
        return usual_format(self.audience, targeted=self.targeted, max_group=self.max_group)

    def largest(self, chosen: VisitFormat | None) -> int:
        """How many people at most in this format."""
        usual = self.usual_format
        return largest_group(chosen or usual, usual=usual, max_group=self.max_group)


def steps_for(offer: Offer | None) -> tuple[Step, ...]:
    """The questions to ask: none that this activity, or who receives us, has no use for."""
    if offer is None:
        return tuple(Step)
    return tuple(step for step in Step if _is_asked(step, offer))


def _is_asked(step: Step, offer: Offer) -> bool:
    match step:
        case Step.VENUE:
            return not offer.host.is_school and offer.audience is not Audience.PROFESSIONALS
        case Step.CONVERSATION:
            return offer.targeted
        case Step.SAFEGUARDING_LEAD:
            return needs_safeguarding_lead(offer.audience, offer.host)
        case _:
            return step.topic is None or step.topic in topics_for(offer.audience)


def step_before(step: Step, offer: Offer | None) -> Step | None:
    """The question before this one, None for the first."""
    steps = steps_for(offer)
    position = steps.index(step) if step in steps else 0
    return steps[position - 1] if position else None


@dataclass(frozen=True, slots=True)
class Wish:
    """A day that would suit, and when on that day. `offered`: it was chosen from the days we can come."""

    day: date
    part: PartOfDay
    time: str = ""
    offered: bool = False

    @property
    def hour(self) -> str:
        """'morning, period 3'."""
        return hour_wished(self.part, self.time)


@dataclass(frozen=True, slots=True)
class Contact:
    """One of the three people of a booking; `reach` is how to get hold of the safeguarding lead.

    `later`: the school will say who it is; the visit is not confirmed before.
    """

    name: str
    email: str = ""
    phone: str = ""
    role: str = ""
    reach: str = ""
    later: bool = False


@dataclass(frozen=True, slots=True)
class Declared:
    """An answer to one declaration, and the detail that goes with it."""

    answer: DeclarationAnswer
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Venue:
    """Where we come to when it is not a school's own site."""

    name: str
    address: str = ""
    postcode: str = ""
    risk: VenueRisk | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """When, and on which number, to ring about a targeted course before anything is arranged."""

    when: str
    number: str


@dataclass(frozen=True, slots=True)
class Group:
    """Who comes: years or ages, how many, together how. `exception` is why the office lets in another age."""

    years: tuple[YearGroup, ...]
    number: int
    format: VisitFormat | None = None
    ages: Ages | None = None
    working_at: WorkingAt | None = None
    exception: str = ""


@dataclass(frozen=True, slots=True)
class VisitRequest:
    """A complete request. `organisation` is a reference, or None with `described` instead.

    `room`, `needs` and `curriculum` are None where the school tells us later.
    """

    activity: str
    organisation: str | None
    described: str
    years: tuple[YearGroup, ...]
    expected_number: int
    wishes: tuple[Wish, ...]
    booker: Contact
    on_the_day: Contact
    dsl: Contact
    declarations: Mapping[DeclarationKind, Declared]
    format: VisitFormat | None = None
    ages: Ages | None = None
    working_at: WorkingAt | None = None
    age_exception: str = ""
    minutes_available: int | None = None
    host: HostKind = HostKind.SCHOOL
    venue: Venue | None = None
    conversation: Conversation | None = None
    room: Room | None = None
    needs: Needs | None = None
    curriculum: Curriculum | None = None

    def told(self, topic: Topic) -> bool:
        """Whether a topic was answered and not left for later."""
        answers = {Topic.ROOM: self.room, Topic.NEEDS: self.needs, Topic.CURRICULUM: self.curriculum}
        return answers[topic] is not None

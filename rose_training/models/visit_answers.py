"""What a booker told us about the visit: the group, the place, the room, the curriculum. Never a name of a child."""

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rose_training.domain.hosts import HostKind, VenueRisk
from rose_training.domain.programme import Audience
from rose_training.domain.visit_answers import (
    Curriculum,
    CurriculumPlace,
    FollowUp,
    GroupMix,
    NeedKind,
    Room,
    RoomFeature,
    TaughtBefore,
    Topic,
    topics_for,
)
from rose_training.domain.visit_formats import VisitFormat
from rose_training.domain.visit_requests import Venue
from rose_training.domain.year_groups import Ages, WorkingAt
from rose_training.models.base import Base, Key, enum_column

ANSWER_CONSTRAINTS = (
    CheckConstraint("minutes_available IS NULL OR minutes_available BETWEEN 5 AND 480", name="minutes_of_a_day"),
    CheckConstraint("(age_from IS NULL) = (age_to IS NULL)", name="both_ages_or_none"),
    CheckConstraint("age_from IS NULL OR age_from BETWEEN 3 AND age_to", name="ages_in_order"),
    CheckConstraint(
        "withdrawn IS NULL OR (withdrawn >= 0 AND curriculum_place = 'sex_education')",
        name="withdrawn_from_sex_education_only",
    ),
    CheckConstraint("NOT conversation_wanted OR ring_number IS NOT NULL", name="a_conversation_needs_a_number"),
    CheckConstraint(
        "NOT conversation_wanted OR spoken_at IS NOT NULL OR state NOT IN ('confirmed', 'delivered')",
        name="confirmed_after_the_conversation",
    ),
)
"""Promises about these columns, for the table that has them."""


class VisitAnswers:
    """The columns of a booking that say what the visit is like; `Booking` has them."""

    audience: Mapped[Audience]

    format: Mapped[VisitFormat | None] = enum_column(VisitFormat)
    age_from: Mapped[int | None]
    age_to: Mapped[int | None]
    """Ages of a group that is not by year."""
    working_at: Mapped[WorkingAt | None] = enum_column(WorkingAt)
    age_exception: Mapped[str | None] = mapped_column(String(300))
    """Why the office let in an age that the activity was not written for."""
    group_mix: Mapped[GroupMix | None] = enum_column(GroupMix)
    minutes_available: Mapped[int | None]
    """What the timetable really leaves, in minutes."""

    host: Mapped[HostKind] = enum_column(HostKind, default=HostKind.SCHOOL, server_default=HostKind.SCHOOL.value)
    venue_name: Mapped[str | None] = mapped_column(String(200))
    venue_address: Mapped[str | None] = mapped_column(String(300))
    venue_postcode: Mapped[str | None] = mapped_column(String(10))
    venue_risk: Mapped[VenueRisk | None] = enum_column(VenueRisk)

    conversation_wanted: Mapped[bool] = mapped_column(default=False)
    """A targeted course begins with a conversation; it is not confirmed before (`spoken_at`)."""
    ring_when: Mapped[str | None] = mapped_column(String(200))
    ring_number: Mapped[str | None] = mapped_column(String(40))

    topics_told: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Codes of `domain.visit_answers.Topic`; the others are to be told later."""
    room_name: Mapped[str | None] = mapped_column(String(200))
    room_features: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Codes of `RoomFeature`."""
    equipment: Mapped[str | None] = mapped_column(String(300))
    entrance: Mapped[str | None] = mapped_column(String(300))
    parking: Mapped[str | None] = mapped_column(String(300))
    sign_in: Mapped[str | None] = mapped_column(String(300))
    adaptations: Mapped[str | None] = mapped_column(String(500))
    curriculum_place: Mapped[CurriculumPlace | None] = enum_column(CurriculumPlace)
    withdrawn: Mapped[int | None]
    """How many were withdrawn from sex education: a number, never who."""
    taught_before: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Codes of `TaughtBefore`."""
    taught_before_text: Mapped[str | None] = mapped_column(String(300))
    follow_up: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Codes of `FollowUp`."""
    follow_up_text: Mapped[str | None] = mapped_column(String(300))

    @property
    def ages(self) -> Ages | None:
        """The ages of a group that is not by year."""
        return None if self.age_from is None or self.age_to is None else Ages(self.age_from, self.age_to)

    @property
    def venue(self) -> Venue | None:
        """Where it takes place when that is not the school's own site."""
        if self.venue_name is None:
            return None
        return Venue(self.venue_name, self.venue_address or "", self.venue_postcode or "", self.venue_risk)

    @property
    def topics(self) -> tuple[Topic, ...]:
        """What a booker tells us about, now or later."""
        return topics_for(self.audience)

    @property
    def room(self) -> Room | None:
        """The room, None until it is told."""
        if Topic.ROOM.value not in self.topics_told:
            return None
        return Room(
            name=self.room_name or "",
            features=tuple(RoomFeature(code) for code in self.room_features),
            equipment=self.equipment or "",
            entrance=self.entrance or "",
            parking=self.parking or "",
            sign_in=self.sign_in or "",
        )

    @property
    def curriculum(self) -> Curriculum | None:
        """The place in the school's teaching, None until it is told."""
        if Topic.CURRICULUM.value not in self.topics_told:
            return None
        return Curriculum(
            place=self.curriculum_place,
            withdrawn=self.withdrawn,
            before=tuple(TaughtBefore(code) for code in self.taught_before),
            before_text=self.taught_before_text or "",
            follow_up=tuple(FollowUp(code) for code in self.follow_up),
            follow_up_text=self.follow_up_text or "",
        )


class BookingNeed(Base):
    """How many in the group have one type of need. A number, never who."""

    __tablename__ = "booking_need"
    __table_args__ = (
        UniqueConstraint("booking_id", "kind"),
        CheckConstraint("number > 0", name="counts_somebody"),
    )

    id: Mapped[Key]
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"))
    kind: Mapped[NeedKind] = enum_column(NeedKind)
    number: Mapped[int]

"""One dated delivery, and who delivers it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.sessions import SessionMode, SessionState, learning_minutes
from rose_training.models.base import Base, Key, Moment, Reference, UtcDateTime, enum_column
from rose_training.models.bookings import Booking
from rose_training.models.people import Facilitator
from rose_training.models.programme import Activity
from rose_training.models.series import Campaign, Series


class TrainingSession(Base):
    """One dated delivery: a visit that was booked, or an open session that people register for."""

    __tablename__ = "training_session"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("break_minutes BETWEEN 0 AND 599", name="breaks_within_a_day"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_positive"),
        CheckConstraint("places_taken >= 0 AND reserve_length >= 0", name="counts_not_negative"),
        CheckConstraint("capacity IS NULL OR places_taken <= capacity", name="never_one_place_too_many"),
        CheckConstraint("booking_id IS NOT NULL OR capacity IS NOT NULL", name="open_sessions_have_places"),
        CheckConstraint("online_capacity IS NULL OR online_capacity > 0", name="online_capacity_positive"),
        CheckConstraint("online_taken <= coalesce(online_capacity, 0)", name="never_one_place_online_too_many"),
        CheckConstraint("(state = 'cancelled') = (cancelled_reason IS NOT NULL)", name="cancelled_with_a_reason"),
        UniqueConstraint("booking_id", "week_number"),
        CheckConstraint("catches_up_week IS NULL OR week_number IS NULL", name="a_catch_up_is_no_week_of_its_own"),
        CheckConstraint("catches_up_week IS NULL OR booking_id IS NOT NULL", name="a_catch_up_belongs_to_a_course"),
        # The week that is repeated is one of the same booking, and there is one.
        ForeignKeyConstraint(
            ["booking_id", "catches_up_week"],
            ["training_session.booking_id", "training_session.week_number"],
            name="fk_training_session_catches_up_week",
        ),
        Index(
            "uq_training_session_catch_up",
            "booking_id",
            "catches_up_week",
            unique=True,
            sqlite_where=text("state <> 'cancelled'"),
            postgresql_where=text("state <> 'cancelled'"),
        ),
        UniqueConstraint("series_id", "series_on"),
        Index("ix_training_session_starts_at", "starts_at"),
        Index("ix_training_session_state_starts_at", "state", "starts_at"),
        Index(
            "ix_training_session_open",
            "starts_at",
            sqlite_where=text("booking_id IS NULL AND state <> 'cancelled'"),
            postgresql_where=text("booking_id IS NULL AND state <> 'cancelled'"),
        ),
    )

    id: Mapped[Key]
    reference: Mapped[Reference]
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), index=True)
    """None for an open session, such as a briefing."""
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"))
    series_on: Mapped[date | None]
    """The date that the series called for; the session may have been moved since."""
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    week_number: Mapped[int | None]
    """1 to 6 of a course; None for a single visit and for a catch-up session."""
    catches_up_week: Mapped[int | None]
    """The week of the same course that this extra session repeats. It is no seventh week (decision 17)."""
    title: Mapped[str | None] = mapped_column(String(120))
    """Where it differs from the activity's."""
    outcomes: Mapped[str | None] = mapped_column(String(2000))
    """What people take away, one a line; None: the activity's aims."""
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    break_minutes: Mapped[int] = mapped_column(default=0)
    """Of the time between start and end: in them nobody learns (§8 of the domain notes)."""
    state: Mapped[SessionState] = enum_column(SessionState)
    mode: Mapped[SessionMode] = enum_column(SessionMode)
    place_name: Mapped[str | None] = mapped_column(String(200))
    place_address: Mapped[str | None] = mapped_column(String(400))
    postcode: Mapped[str | None] = mapped_column(String(10))
    area: Mapped[str | None] = mapped_column(String(100))
    """District, for the what's-on filter."""
    online_link: Mapped[str | None] = mapped_column(String(500))
    """Only for those with a place: never on a public page, never in a feed."""
    capacity: Mapped[int | None]
    places_taken: Mapped[int] = mapped_column(default=0)
    online_capacity: Mapped[int | None]
    """Places online of a session that has both; those in the room are `capacity`."""
    online_taken: Mapped[int] = mapped_column(default=0)
    reserve_length: Mapped[int] = mapped_column(default=0)
    """The counts are kept by a trigger on `registration`, never by code (models.triggers)."""
    registration_opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    registration_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    cancelled_reason: Mapped[str | None] = mapped_column(String(500))
    created_at: Mapped[Moment]
    delivered_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    """When the register was taken, not when the session took place."""
    register_version: Mapped[int] = mapped_column(default=0)
    concern_passed_to_dsl: Mapped[bool | None]
    """Yes or no, nothing more (§2.3 of the domain notes). None: not answered. Never in an export."""

    activity: Mapped[Activity] = relationship()
    booking: Mapped[Booking | None] = relationship()
    series: Mapped[Series | None] = relationship()
    campaign: Mapped[Campaign | None] = relationship()

    @property
    def week_label(self) -> str:
        """'3' for a week of a course, '3 once more' for the session that repeats it, '' for a single visit."""
        if self.catches_up_week is not None:
            return f"{self.catches_up_week} once more"
        return str(self.week_number or "")

    @property
    def minutes(self) -> int:
        """How long people learn: from start to end without the breaks (§8 of the domain notes)."""
        return learning_minutes(self.starts_at, self.ends_at, breaks=self.break_minutes or 0)


class Assignment(Base):
    """A facilitator delivers a session. The times are the session's, kept by a trigger, so that the
    database itself can refuse to put one person in two places (models.triggers)."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("session_id", "facilitator_id"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("answer <> 'declined' OR NOT active", name="whoever_declined_is_free"),
        Index("ix_assignment_facilitator_id_starts_at", "facilitator_id", "starts_at"),
    )

    id: Mapped[Key]
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id", ondelete="CASCADE"))
    facilitator_id: Mapped[int] = mapped_column(ForeignKey("facilitator.id"))
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    active: Mapped[bool] = mapped_column(default=True)
    """False when the session was cancelled, or the facilitator declined: they are free again."""
    assigned_at: Mapped[Moment]
    answer: Mapped[AssignmentAnswer] = enum_column(AssignmentAnswer, default=AssignmentAnswer.ACCEPTED)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    words: Mapped[str | None] = mapped_column(String(200))
    """What the facilitator added to the answer, for the office."""

    session: Mapped[TrainingSession] = relationship()
    facilitator: Mapped[Facilitator] = relationship()

"""When facilitators work, and what the office has seen of their checks."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rose_training.models.base import Base, Key, Moment, UtcDateTime
from rose_training.models.people import Facilitator


class FacilitatorHours(Base):
    """Hours in which somebody works every week, on a clock in Norfolk. None at all: the usual hours."""

    __tablename__ = "facilitator_hours"
    __table_args__ = (
        UniqueConstraint("facilitator_id", "weekday", "starts"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_of_a_week"),
        CheckConstraint("ends > starts", name="ends_after_it_starts"),
    )

    id: Mapped[Key]
    facilitator_id: Mapped[int] = mapped_column(ForeignKey("facilitator.id"))
    weekday: Mapped[int]
    """0 is Monday."""
    starts: Mapped[time] = mapped_column(Time())
    ends: Mapped[time] = mapped_column(Time())


class FacilitatorLeave(Base):
    """Days on which somebody is away, both included. A person's leave never overlaps (models.triggers)."""

    __tablename__ = "facilitator_leave"
    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="ends_after_it_starts"),
        Index("ix_facilitator_leave_facilitator_id_first_on", "facilitator_id", "first_on"),
    )

    id: Mapped[Key]
    facilitator_id: Mapped[int] = mapped_column(ForeignKey("facilitator.id"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    reason: Mapped[str | None] = mapped_column(String(100))
    """For the office; a colleague's illness is nobody else's business."""
    entered_at: Mapped[Moment]


class VettingRecord(Base):
    """What the office has seen of somebody's checks (§2.2, no. 3). Never a certificate, never its number.

    Without one, or after its dates, the database takes no assignment for the person (models.triggers).
    """

    __tablename__ = "vetting_record"
    __table_args__ = (
        CheckConstraint("NOT enhanced_dbs OR issued_on IS NOT NULL", name="a_check_has_its_date"),
        CheckConstraint("NOT barred_list OR enhanced_dbs", name="barred_list_is_part_of_a_check"),
        CheckConstraint("reviewed_on IS NULL OR reviewed_on >= issued_on", name="reviewed_after_issue"),
        CheckConstraint(
            "review_due IS NULL OR (issued_on IS NOT NULL AND review_due > coalesce(reviewed_on, issued_on))",
            name="review_due_after_the_last",
        ),
        CheckConstraint("(trained_on IS NULL) = (training_until IS NULL)", name="training_with_both_dates"),
        CheckConstraint("training_until IS NULL OR training_until > trained_on", name="training_ends_after_it_began"),
    )

    id: Mapped[Key]
    facilitator_id: Mapped[int] = mapped_column(ForeignKey("facilitator.id"), unique=True)
    enhanced_dbs: Mapped[bool] = mapped_column(default=False)
    barred_list: Mapped[bool] = mapped_column(default=False)
    issued_on: Mapped[date | None]
    reviewed_on: Mapped[date | None]
    update_service: Mapped[bool] = mapped_column(default=False)
    review_due: Mapped[date | None]
    """The last day on which the check counts."""
    trained_on: Mapped[date | None]
    training_until: Mapped[date | None]
    """The last day on which the safeguarding training counts."""
    safer_recruitment_on: Mapped[date | None]
    induction_on: Mapped[date | None]
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime())

    facilitator: Mapped[Facilitator] = relationship()

"""Who came: marks for people and cards, headcounts for everybody else. Corrections keep the old row."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from rose_training.domain.attendance import HeadcountAudience, Mark
from rose_training.models.base import Base, Key, Moment, enum_column

CURRENT = text("current")
CURRENT_SQLITE = text("current = 1")


class AttendanceMark(Base):
    """One mark. Append-only: a correction adds a row and the older one is no longer current."""

    __tablename__ = "attendance_mark"
    __table_args__ = (
        CheckConstraint("(registration_id IS NULL) <> (card_id IS NULL)", name="either_a_registration_or_a_card"),
        Index(
            "uq_attendance_mark_registration",
            "session_id",
            "registration_id",
            unique=True,
            sqlite_where=text("current = 1 AND registration_id IS NOT NULL"),
            postgresql_where=text("current AND registration_id IS NOT NULL"),
        ),
        Index(
            "uq_attendance_mark_card",
            "session_id",
            "card_id",
            unique=True,
            sqlite_where=text("current = 1 AND card_id IS NOT NULL"),
            postgresql_where=text("current AND card_id IS NOT NULL"),
        ),
        Index("ix_attendance_mark_card_id", "card_id"),
        Index("ix_attendance_mark_registration_id", "registration_id"),
    )

    id: Mapped[Key]
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cohort_card.id"))
    mark: Mapped[Mark] = enum_column(Mark)
    minutes: Mapped[int | None]
    """How long they were there, where they came late or left early and somebody noted it."""
    current: Mapped[bool] = mapped_column(default=True)
    marked_at: Mapped[Moment]
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    marked_by: Mapped[str] = mapped_column(String(200))


class Headcount(Base):
    """People counted without names at one session. Append-only like the marks."""

    __tablename__ = "headcount"
    __table_args__ = (
        CheckConstraint("number >= 0", name="not_negative"),
        Index(
            "uq_headcount_current",
            "session_id",
            "audience",
            text("coalesce(year_group, '')"),
            unique=True,
            sqlite_where=CURRENT_SQLITE,
            postgresql_where=CURRENT,
        ),
    )

    id: Mapped[Key]
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), index=True)
    audience: Mapped[HeadcountAudience] = enum_column(HeadcountAudience)
    year_group: Mapped[str | None] = mapped_column(String(20))
    """A code of `domain.year_groups.YearGroup`, for pupils."""
    number: Mapped[int]
    current: Mapped[bool] = mapped_column(default=True)
    counted_at: Mapped[Moment]
    counted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    counted_by: Mapped[str] = mapped_column(String(200))

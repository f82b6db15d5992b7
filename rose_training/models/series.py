"""Dates that publish themselves, and several events under one heading."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rose_training.domain.sessions import SessionMode
from rose_training.models.base import Base, Key, Moment, Reference, enum_column
from rose_training.models.people import Facilitator
from rose_training.models.programme import Activity


class Series(Base):
    """A briefing as it comes round: from it the next dates are published by themselves."""

    __tablename__ = "series"
    __table_args__ = (
        CheckConstraint("every_months BETWEEN 1 AND 12", name="comes_round_within_a_year"),
        CheckConstraint("minutes BETWEEN 5 AND 480", name="minutes_within_a_day"),
        CheckConstraint("break_minutes >= 0 AND break_minutes < minutes", name="breaks_are_shorter"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="a_day_of_the_week"),
        CheckConstraint("capacity > 0", name="capacity_positive"),
        CheckConstraint("online_capacity IS NULL OR online_capacity > 0", name="online_capacity_positive"),
        CheckConstraint("(mode = 'hybrid') = (online_capacity IS NOT NULL)", name="hybrid_has_two_capacities"),
        CheckConstraint("closes_days BETWEEN 0 AND 60", name="closes_in_time"),
        CheckConstraint("opens_days IS NULL OR opens_days > closes_days", name="opens_before_it_closes"),
        CheckConstraint("dates_ahead BETWEEN 1 AND 12", name="dates_ahead_in_bounds"),
    )

    id: Mapped[Key]
    reference: Mapped[Reference]
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    outcomes: Mapped[str] = mapped_column(String(2000), default="")
    """What people take away, one a line: it stands on the certificate."""
    host_id: Mapped[int | None] = mapped_column(ForeignKey("facilitator.id"), index=True)
    every_months: Mapped[int] = mapped_column(default=3)
    first_on: Mapped[date]
    """The first date wished for; later ones are so many months after it, on the same weekday."""
    weekday: Mapped[int]
    """0 is Monday."""
    starts_at_clock: Mapped[str] = mapped_column(String(5))
    """`14:00`, on a clock in Norfolk."""
    minutes: Mapped[int]
    break_minutes: Mapped[int] = mapped_column(default=0)
    mode: Mapped[SessionMode] = enum_column(SessionMode)
    place_name: Mapped[str | None] = mapped_column(String(200))
    place_address: Mapped[str | None] = mapped_column(String(400))
    postcode: Mapped[str | None] = mapped_column(String(10))
    area: Mapped[str | None] = mapped_column(String(100))
    online_link: Mapped[str | None] = mapped_column(String(500))
    capacity: Mapped[int]
    online_capacity: Mapped[int | None]
    opens_days: Mapped[int | None]
    """Days before the date on which booking opens; None: as soon as it is published."""
    closes_days: Mapped[int] = mapped_column(default=2)
    """Working days before the date on which booking closes."""
    dates_ahead: Mapped[int] = mapped_column(default=4)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[Moment]

    activity: Mapped[Activity] = relationship()
    host: Mapped[Facilitator | None] = relationship()


class Campaign(Base):
    """Several events under one heading, such as the week of Awareness Day."""

    __tablename__ = "campaign"
    __table_args__ = (CheckConstraint("last_on >= first_on", name="ends_after_it_starts"),)

    id: Mapped[Key]
    reference: Mapped[Reference]
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(1000), default="")
    first_on: Mapped[date]
    last_on: Mapped[date]
    published: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[Moment]

"""A school asks to move a booking that stands."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rose_training.domain.booking_wishes import WishState
from rose_training.domain.bookings import PartOfDay, hour_wished
from rose_training.models.base import Base, Key, Moment, UtcDateTime, enum_column
from rose_training.models.bookings import Booking


class BookingWish(Base):
    """One wish to move, with its reason; a booking has one at a time that waits for an answer."""

    __tablename__ = "booking_wish"
    __table_args__ = (
        CheckConstraint("(state = 'waiting') = (answered_at IS NULL)", name="answered_or_waiting"),
        CheckConstraint("state <> 'refused' OR answer IS NOT NULL", name="a_no_has_a_reason"),
        Index(
            "uq_booking_wish_live",
            "booking_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_booking_wish_state_asked_at", "state", "asked_at"),
    )

    id: Mapped[Key]
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"), index=True)
    state: Mapped[WishState] = enum_column(WishState)
    reason: Mapped[str] = mapped_column(String(300))
    asked_at: Mapped[Moment]
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    answer: Mapped[str | None] = mapped_column(String(300))
    """What the school reads when it cannot be done."""

    booking: Mapped[Booking] = relationship()
    days: Mapped[list["WishedDay"]] = relationship(order_by="WishedDay.rank", cascade="all, delete-orphan")


class WishedDay(Base):
    """One of up to three days that would suit instead."""

    __tablename__ = "wished_day"
    __table_args__ = (
        UniqueConstraint("wish_id", "rank"),
        CheckConstraint("rank BETWEEN 1 AND 3", name="three_at_most"),
    )

    id: Mapped[Key]
    wish_id: Mapped[int] = mapped_column(ForeignKey("booking_wish.id", ondelete="CASCADE"))
    rank: Mapped[int]
    on: Mapped[date] = mapped_column("on_date")
    part: Mapped[PartOfDay] = enum_column(PartOfDay, check="wished_part")
    time_wished: Mapped[str | None] = mapped_column(String(60))

    @property
    def hour(self) -> str:
        """'morning, period 3'."""
        return hour_wished(self.part, self.time_wished)

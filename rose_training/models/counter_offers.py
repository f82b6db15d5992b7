"""Other dates that the office offers, where none of a school's own can be kept."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rose_training.domain.counter_offers import OfferState
from rose_training.models.base import Base, Key, Moment, UtcDateTime, enum_column
from rose_training.models.bookings import Booking
from rose_training.models.people import Facilitator


class CounterOffer(Base):
    """Up to three dates for one booking, open until a deadline. One at a time is open."""

    __tablename__ = "counter_offer"
    __table_args__ = (
        CheckConstraint("until > made_at", name="open_for_some_time"),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="an_end_has_an_hour"),
        Index(
            "uq_counter_offer_open",
            "booking_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_counter_offer_state_until", "state", "until"),
    )

    id: Mapped[Key]
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), index=True)
    state: Mapped[OfferState] = enum_column(OfferState)
    made_at: Mapped[Moment]
    until: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    words: Mapped[str | None] = mapped_column(String(300))
    """What the school wrote when none of the dates suited."""

    booking: Mapped[Booking] = relationship()
    dates: Mapped[list["OfferedDate"]] = relationship(order_by="OfferedDate.rank", back_populates="offer")


class OfferedDate(Base):
    """One of the dates, with the facilitator who would come. `live` while its offer is open."""

    __tablename__ = "offered_date"
    __table_args__ = (
        UniqueConstraint("offer_id", "rank"),
        CheckConstraint("rank BETWEEN 1 AND 3", name="three_at_most"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        Index(
            "uq_offered_date_chosen",
            "offer_id",
            unique=True,
            sqlite_where=text("chosen"),
            postgresql_where=text("chosen"),
        ),
        Index("ix_offered_date_facilitator_id_starts_at", "facilitator_id", "starts_at"),
    )

    id: Mapped[Key]
    offer_id: Mapped[int] = mapped_column(ForeignKey("counter_offer.id", ondelete="CASCADE"))
    rank: Mapped[int]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    later_starts: Mapped[list[str]] = mapped_column(JSON, default=list)
    """The other weeks of a course, ISO moments; each lasts as long as the first."""
    facilitator_id: Mapped[int] = mapped_column(ForeignKey("facilitator.id"))
    chosen: Mapped[bool] = mapped_column(default=False)
    live: Mapped[bool] = mapped_column(default=True)

    offer: Mapped[CounterOffer] = relationship(back_populates="dates")
    facilitator: Mapped[Facilitator] = relationship()

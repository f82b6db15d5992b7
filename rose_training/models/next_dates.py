"""'Tell me the next date'."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rose_training.domain.programme import Audience
from rose_training.models.base import Base, Key, Moment, Reference, UtcDateTime, enum_column


class NextDateWish(Base):
    """An address that wants to hear of new dates: it counts once its owner has confirmed it."""

    __tablename__ = "next_date_wish"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_in_lower_case"),)

    id: Mapped[Key]
    reference: Mapped[Reference]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    audience: Mapped[Audience] = enum_column(Audience)
    asked_at: Mapped[Moment]
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime())


class NextDateTold(Base):
    """An address was told of a date: once and never again."""

    __tablename__ = "next_date_told"
    __table_args__ = (UniqueConstraint("wish_id", "session_id"),)

    id: Mapped[Key]
    wish_id: Mapped[int] = mapped_column(ForeignKey("next_date_wish.id", ondelete="CASCADE"))
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id", ondelete="CASCADE"), index=True)
    told_at: Mapped[Moment]

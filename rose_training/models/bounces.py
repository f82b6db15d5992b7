"""E-mails that came back."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from rose_training.domain.bounces import BounceKind
from rose_training.models.base import Base, Email, Key, Moment, UtcDateTime, enum_column


class Bounce(Base):
    """One e-mail that came back, read from the mailbox of returned mail or written down by hand."""

    __tablename__ = "bounce"
    __table_args__ = (CheckConstraint("address = lower(address)", name="address_in_lower_case"),)

    id: Mapped[Key]
    address: Mapped[Email] = mapped_column(String(254), index=True)
    kind: Mapped[BounceKind] = enum_column(BounceKind)
    reason: Mapped[str] = mapped_column(String(300))
    message_id: Mapped[str | None] = mapped_column(String(120), index=True)
    """Of our e-mail, where the returned one names it."""
    report_id: Mapped[str | None] = mapped_column(String(200), unique=True)
    """Of the returned one: reading a mailbox twice records it once."""
    noted_at: Mapped[Moment]
    noted_by: Mapped[str] = mapped_column(String(200))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    """When the office has rung them, or corrected the address."""

"""E-mails to be sent: an intent, queued in the same transaction as the change it tells of."""

from datetime import datetime

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rose_training.domain.outbox import OutboxState
from rose_training.models.base import Base, Key, Moment, UtcDateTime, enum_column


class OutboxMessage(Base):
    """One e-mail to one address. Its text is composed when it leaves, from the facts of that moment."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        UniqueConstraint("kind", "to", "occasion"),
        Index("ix_outbox_message_state_next_try_at", "state", "next_try_at"),
        Index("ix_outbox_message_about", "about"),
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(60))
    to: Mapped[str] = mapped_column(String(254))
    about: Mapped[str] = mapped_column(String(40))
    """The reference of what it tells of."""
    occasion: Mapped[str] = mapped_column(String(120))
    """What happened, once: the same occasion queued twice is one e-mail."""
    payload: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    state: Mapped[OutboxState] = enum_column(OutboxState)
    queued_at: Mapped[Moment]
    due_at: Mapped[Moment]
    next_try_at: Mapped[Moment]
    tries: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    lease_key: Mapped[str | None] = mapped_column(String(40))
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    """The same on every try, so that a receiver can drop a repeat."""
    problem: Mapped[str | None] = mapped_column(String(500))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    sent_subject: Mapped[str | None] = mapped_column(String(300))
    sent_text: Mapped[str | None] = mapped_column(Text)
    sent_html: Mapped[str | None] = mapped_column(Text)
    sent_calendar: Mapped[str | None] = mapped_column(Text)
    sent_by_post_box: Mapped[bool] = mapped_column(default=False)
    """True when it went to the demonstration mailbox and nowhere else."""

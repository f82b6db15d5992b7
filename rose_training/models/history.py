"""The trail: changes, and reads of sensitive pages."""

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from rose_training.models.base import Base, Key, Moment


class HistoryEntry(Base):
    """One change, with who, when and the old value. Append-only (a trigger)."""

    __tablename__ = "history_entry"
    __table_args__ = (Index("ix_history_entry_subject", "subject", "id"),)

    id: Mapped[Key]
    subject: Mapped[str] = mapped_column(String(40))
    """The reference of what changed."""
    event: Mapped[str] = mapped_column(String(60))
    at: Mapped[Moment]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by: Mapped[str] = mapped_column(String(200))
    detail: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)


class AccessEntry(Base):
    """Somebody opened a sensitive page (§5.3)."""

    __tablename__ = "access_entry"
    __table_args__ = (Index("ix_access_entry_subject", "subject", "id"),)

    id: Mapped[Key]
    subject: Mapped[str] = mapped_column(String(40))
    page: Mapped[str] = mapped_column(String(60))
    at: Mapped[Moment]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by: Mapped[str] = mapped_column(String(200))

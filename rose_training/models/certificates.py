"""Certificates of attendance."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rose_training.models.base import Base, Key, Moment, Name, UtcDateTime
from rose_training.models.registrations import Registration


class Certificate(Base):
    """What was certified, as it was then. A correction issues a new one; the old number says so."""

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="some_minutes"),
        Index(
            "uq_certificate_current",
            "registration_id",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    number: Mapped[str] = mapped_column(String(20), unique=True)
    """Public, with a check digit."""
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    name: Mapped[Name]
    title: Mapped[str] = mapped_column(String(120))
    held_on: Mapped[date]
    minutes: Mapped[int]
    """Active learning, breaks excluded (§8)."""
    outcomes: Mapped[str] = mapped_column(String(2000), default="")
    facilitator: Mapped[str] = mapped_column(String(400))
    issued_at: Mapped[Moment]
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    """When a corrected one took its place, or it was withdrawn."""
    replaced_reason: Mapped[str | None] = mapped_column(String(200))

    registration: Mapped[Registration] = relationship()

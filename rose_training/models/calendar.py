"""When schools are open."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from rose_training.domain.calendar import ClosureKind
from rose_training.models.base import Base, Key, enum_column


class TermPeriod(Base):
    """One half-term of teaching, first to last day (both included)."""

    __tablename__ = "term_period"
    __table_args__ = (
        UniqueConstraint("academic_year", "name"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
    )

    id: Mapped[Key]
    academic_year: Mapped[str] = mapped_column(String(7))
    """`2025/26`."""
    name: Mapped[str] = mapped_column(String(40))
    """`Autumn 1`."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(200))


class ClosureDay(Base):
    """A weekday without teaching: a bank holiday, a training day; of everybody or of one school."""

    __tablename__ = "closure_day"
    __table_args__ = (Index("uq_closure_day", "on_date", "kind", text("coalesce(organisation_id, 0)"), unique=True),)

    id: Mapped[Key]
    on: Mapped[date] = mapped_column("on_date")
    kind: Mapped[ClosureKind] = enum_column(ClosureKind)
    title: Mapped[str] = mapped_column(String(120))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    source: Mapped[str] = mapped_column(String(200))

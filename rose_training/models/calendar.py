"""When schools are open: the county's dates, and what a school has of its own."""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from rose_training.domain.calendar import ClosureKind
from rose_training.models.base import Base, Key, enum_column

ONE_LAYER = "la_code IS NULL OR organisation_id IS NULL"
WHOSE = (text("coalesce(la_code, '')"), text("coalesce(organisation_id, 0)"))
"""The layer that a row belongs to: everybody's, a local authority's, or one school's."""


class TermPeriod(Base):
    """One half-term of teaching, first to last day (both included), of everybody, a county or one school.

    Those of one layer never overlap (models.triggers). A school with rows of its own for a year has
    these instead of its county's.
    """

    __tablename__ = "term_period"
    __table_args__ = (
        Index("uq_term_period", "academic_year", "name", *WHOSE, unique=True),
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
        CheckConstraint(ONE_LAYER, name="of_one_layer"),
    )

    id: Mapped[Key]
    academic_year: Mapped[str] = mapped_column(String(7))
    """`2025/26`."""
    name: Mapped[str] = mapped_column(String(40))
    """`Autumn 1`."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    la_code: Mapped[str | None] = mapped_column(String(3))
    """`926`; None with no school either: everybody's."""
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    source: Mapped[str] = mapped_column(String(200))


class ClosureDay(Base):
    """A weekday without teaching: a bank holiday, a training day; or a day of exams."""

    __tablename__ = "closure_day"
    __table_args__ = (
        Index("uq_closure_day", "on_date", "kind", *WHOSE, unique=True),
        CheckConstraint(ONE_LAYER, name="of_one_layer"),
    )

    id: Mapped[Key]
    on: Mapped[date] = mapped_column("on_date")
    kind: Mapped[ClosureKind] = enum_column(ClosureKind)
    title: Mapped[str] = mapped_column(String(120))
    years: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Codes of `YearGroup` that sit exams; empty: all."""
    la_code: Mapped[str | None] = mapped_column(String(3))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    source: Mapped[str] = mapped_column(String(200))

"""Organisations that turned out to be the same one, and those that did not."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rose_training.domain.merges import StepKind
from rose_training.models.base import Base, Key, Moment, Reference, UtcDateTime, enum_column
from rose_training.models.organisations import Organisation


class OrganisationMerge(Base):
    """One organisation was merged into another; `undone_at` when that was taken back."""

    __tablename__ = "organisation_merge"
    __table_args__ = (
        CheckConstraint("loser_id <> winner_id", name="two_different_ones"),
        Index(
            "uq_organisation_merge_live",
            "loser_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    reference: Mapped[Reference]
    loser_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    winner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    merged_at: Mapped[Moment]
    by: Mapped[str] = mapped_column(String(200))
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    undone_by: Mapped[str | None] = mapped_column(String(200))

    loser: Mapped[Organisation] = relationship(foreign_keys=[loser_id])
    winner: Mapped[Organisation] = relationship(foreign_keys=[winner_id])


class MergeStep(Base):
    """What a merge did to one row: enough to put back exactly that, and to see that it changed since."""

    __tablename__ = "merge_step"
    __table_args__ = (Index("ix_merge_step_merge_id_table_name", "merge_id", "table_name"),)

    id: Mapped[Key]
    merge_id: Mapped[int] = mapped_column(ForeignKey("organisation_merge.id"))
    kind: Mapped[StepKind] = enum_column(StepKind)
    table_name: Mapped[str] = mapped_column(String(60))
    row_id: Mapped[int]
    before: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    """The columns that were changed, as they were."""
    after: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    """The same columns, as the merge left them."""
    put_back: Mapped[bool | None]
    """True when undoing put it back, False when it had been changed since; None before."""


class DifferentOrganisations(Base):
    """Two that look like one and are not, as the office has said: not asked about again."""

    __tablename__ = "different_organisations"
    __table_args__ = (
        UniqueConstraint("lower_id", "higher_id"),
        CheckConstraint("lower_id < higher_id", name="each_pair_once"),
    )

    id: Mapped[Key]
    lower_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    higher_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    decided_at: Mapped[Moment]
    by: Mapped[str] = mapped_column(String(200))

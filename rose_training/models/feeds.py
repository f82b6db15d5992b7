"""Secret addresses of calendar feeds."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from rose_training.domain.feeds import FeedKind
from rose_training.models.base import Base, Key, Moment, UtcDateTime, enum_column


class Feed(Base):
    """One secret address. A new one ends the old; who knows it sees dates and places, nothing else."""

    __tablename__ = "feed"
    __table_args__ = (
        CheckConstraint("(kind = 'facilitator') = (facilitator_id IS NOT NULL)", name="facilitators_own"),
        CheckConstraint("(kind = 'school') = (organisation_id IS NOT NULL)", name="schools_own"),
        Index(
            "uq_feed_live",
            "kind",
            text("coalesce(facilitator_id, 0)"),
            text("coalesce(organisation_id, 0)"),
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[FeedKind] = enum_column(FeedKind)
    facilitator_id: Mapped[int | None] = mapped_column(ForeignKey("facilitator.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    made_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

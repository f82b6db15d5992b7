"""Figures that were published before there were registers to count."""

from datetime import date

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rose_training.models.base import Base, Key


class PublishedFigure(Base):
    """A figure as somebody published it, with where it stands. Never mixed with counted ones."""

    __tablename__ = "published_figure"
    __table_args__ = (UniqueConstraint("key", "from_date", "to_date"),)

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(200))
    from_date: Mapped[date]
    to_date: Mapped[date]
    """The last day, included."""
    value: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(300))

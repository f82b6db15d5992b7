"""What is on offer."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rose_training.domain.programme import Audience, ProgrammeKey
from rose_training.models.base import Base, Key, enum_column


class Programme(Base):
    """A strand of work."""

    __tablename__ = "programme"

    id: Mapped[Key]
    key: Mapped[ProgrammeKey] = enum_column(ProgrammeKey, unique=True)
    name: Mapped[str] = mapped_column(String(100))
    summary: Mapped[str] = mapped_column(String(1000), default="")
    position: Mapped[int] = mapped_column(default=0)


class Activity(Base):
    """Something on offer, described once. A six-week course is an activity with six weeks."""

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("weeks >= 1 AND weeks <= 20", name="weeks_between_1_and_20"),
        CheckConstraint("minutes BETWEEN 5 AND 480", name="minutes_within_a_day"),
        CheckConstraint("min_year IS NULL OR max_year IS NULL OR min_year <= max_year", name="years_in_order"),
        CheckConstraint("max_group IS NULL OR max_group > 0", name="max_group_positive"),
    )

    id: Mapped[Key]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), index=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    """The neutral address; says nothing of the topic for targeted courses."""
    code: Mapped[str] = mapped_column(String(10), unique=True)
    """`JT-A`: stands for the topic in subjects, calendars and file names."""
    title: Mapped[str] = mapped_column(String(120))
    audience: Mapped[Audience] = enum_column(Audience)
    weeks: Mapped[int] = mapped_column(default=1)
    minutes: Mapped[int] = mapped_column(default=60)
    min_year: Mapped[int | None]
    """School year, Reception is 0."""
    max_year: Mapped[int | None]
    max_group: Mapped[int | None]
    summary: Mapped[str] = mapped_column(String(500))
    aims: Mapped[str] = mapped_column(String(4000), default="")
    """One a line."""
    covered: Mapped[str] = mapped_column(String(4000), default="")
    """One a line."""
    for_parents: Mapped[str] = mapped_column(String(4000), default="")
    sample: Mapped[str] = mapped_column(String(4000), default="")
    """What the group sees, some of it word for word, one piece a line: for parents to look at."""
    targeted: Mapped[bool] = mapped_column(default=False)
    """Begins with a conversation; numbered cards, never names."""
    bookable: Mapped[bool] = mapped_column(default=True)
    """A school can ask for it (a briefing is not asked for but attended)."""
    published: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)

    programme: Mapped[Programme] = relationship()

    @property
    def neutral_name(self) -> str:
        """What others may read: the title, and for a targeted course its code instead of its topic."""
        return f"Six-week course {self.code}" if self.targeted else self.title

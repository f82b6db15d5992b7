"""What a school, or the office on its behalf, has answered on the checklist of a visit."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rose_training.domain.checklist import ChecklistAnswer, ChecklistItem
from rose_training.models.base import Base, Key, Moment, enum_column


class ChecklistEntry(Base):
    """The answer to one point (§2.2 of the domain notes): the newest; the history keeps those before it."""

    __tablename__ = "checklist_entry"
    __table_args__ = (
        UniqueConstraint("booking_id", "item"),
        CheckConstraint("number IS NULL OR number BETWEEN 0 AND 2000", name="a_number_of_people"),
        CheckConstraint("answer <> 'promised' OR on_date IS NOT NULL", name="a_promise_has_a_day"),
    )

    id: Mapped[Key]
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"))
    item: Mapped[ChecklistItem] = enum_column(ChecklistItem)
    answer: Mapped[ChecklistAnswer] = enum_column(ChecklistAnswer)
    choice: Mapped[str] = mapped_column(String(40))
    """Which of the answers on the page (domain.checklist_words)."""
    detail: Mapped[str | None] = mapped_column(String(300))
    number: Mapped[int | None]
    """How many people, never who."""
    on: Mapped[date | None] = mapped_column("on_date")
    given_at: Mapped[Moment]
    by_telephone: Mapped[bool] = mapped_column(default=False)
    """The office wrote it down for the school."""

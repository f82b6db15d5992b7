"""Questionnaires, and answers without names."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rose_training.domain.surveys import AnswerValue, ItemKind, Wave
from rose_training.models.base import Base, Key, Moment, UtcDateTime, enum_column


class Survey(Base):
    """One version of a questionnaire. Never changed once a response to it is stored (a trigger)."""

    __tablename__ = "survey"
    __table_args__ = (UniqueConstraint("key", "version"),)

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), index=True)
    """The activity it is used with; None: any."""
    min_year: Mapped[int | None]
    max_year: Mapped[int | None]
    scored_items: Mapped[int]
    """How many items count for knowledge: full marks."""
    published_at: Mapped[Moment]
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    """No longer offered; its responses stand."""


class SurveyItem(Base):
    """One statement or question."""

    __tablename__ = "survey_item"
    __table_args__ = (
        UniqueConstraint("survey_id", "number"),
        CheckConstraint("(kind = 'confidence') = (right_answer IS NULL)", name="scored_items_have_an_answer"),
    )

    id: Mapped[Key]
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[ItemKind] = enum_column(ItemKind)
    text: Mapped[str] = mapped_column(String(300))
    right_answer: Mapped[AnswerValue | None] = enum_column(AnswerValue, check="rightanswer")
    outcome: Mapped[str | None] = mapped_column(String(200))
    """The learning outcome it belongs to."""

    survey: Mapped[Survey] = relationship()


class Response(Base):
    """One sheet: a card's or a paper's answers at one moment."""

    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint("(card_id IS NULL) <> (paper_number IS NULL)", name="either_a_card_or_a_paper"),
        CheckConstraint("correct >= 0 AND correct <= answered", name="no_more_correct_than_answered"),
        Index(
            "uq_response_card",
            "survey_id",
            "card_id",
            "wave",
            unique=True,
            sqlite_where=text("card_id IS NOT NULL"),
            postgresql_where=text("card_id IS NOT NULL"),
        ),
        Index(
            "uq_response_paper",
            "survey_id",
            "session_id",
            "paper_number",
            "wave",
            unique=True,
            sqlite_where=text("paper_number IS NOT NULL"),
            postgresql_where=text("paper_number IS NOT NULL"),
        ),
    )

    id: Mapped[Key]
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), index=True)
    """Where it was collected; its date is the date of the answer."""
    wave: Mapped[Wave] = enum_column(Wave)
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cohort_card.id"), index=True)
    paper_number: Mapped[int | None]
    """The number on the sheet's two sides: before and after match on it, within one session."""
    answered: Mapped[int]
    correct: Mapped[int]
    """Of the scored items; kept with the answers so that a report need not read every answer."""
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)
    """Rises with every correction; the history keeps the old answers."""

    survey: Mapped[Survey] = relationship()


class Answer(Base):
    """One answer. A blank is no row; 'not sure' is an answer (§4.3)."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("response_id", "item_id"),)

    id: Mapped[Key]
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(ForeignKey("survey_item.id"), index=True)
    value: Mapped[AnswerValue] = enum_column(AnswerValue)

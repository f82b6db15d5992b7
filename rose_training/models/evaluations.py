"""What people say afterwards. Who was asked and what was said stand in two tables without a link."""

from datetime import date

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from rose_training.domain.evaluations import EvaluationKind
from rose_training.models.base import Base, Key, Moment, enum_column


class EvaluationInvitation(Base):
    """Somebody was asked; `answered` says that they answered, never what."""

    __tablename__ = "evaluation_invitation"
    __table_args__ = (UniqueConstraint("registration_id", "kind"),)

    id: Mapped[Key]
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    kind: Mapped[EvaluationKind] = enum_column(EvaluationKind)
    invited_at: Mapped[Moment]
    answered: Mapped[bool] = mapped_column(default=False)


class Evaluation(Base):
    """One answered form. It knows its session and its day, and nothing that leads to a person."""

    __tablename__ = "evaluation"

    id: Mapped[Key]
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), index=True)
    kind: Mapped[EvaluationKind] = enum_column(EvaluationKind)
    form_version: Mapped[int]
    answered_on: Mapped[date]
    answers: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)

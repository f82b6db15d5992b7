"""Files of the national register that were taken in, and what each of them changed."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from rose_training.domain.intakes import IntakeKind, IntakeState, LineKind
from rose_training.models.base import Base, Key, Moment, Reference, UtcDateTime, enum_column


class RegisterIntake(Base):
    """One file: who gave it, where it stands, and the sums of what it did."""

    __tablename__ = "register_intake"
    __table_args__ = (
        CheckConstraint("state <> 'taken' OR kind IS NOT NULL", name="taken_as_something"),
        CheckConstraint("state <> 'refused' OR reason IS NOT NULL", name="a_refusal_has_a_reason"),
        CheckConstraint("(state IN ('waiting', 'running')) = (finished_at IS NULL)", name="an_end_has_a_moment"),
        Index("ix_register_intake_state_given_at", "state", "given_at"),
    )

    id: Mapped[Key]
    reference: Mapped[Reference]
    kind: Mapped[IntakeKind | None] = enum_column(IntakeKind)
    """None until the file has been looked into."""
    state: Mapped[IntakeState] = enum_column(IntakeState)
    file_name: Mapped[str] = mapped_column(String(200))
    leave_out_refused: Mapped[bool] = mapped_column(default=False)
    """Take the rest where some rows cannot be understood."""
    given_at: Mapped[Moment]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    by: Mapped[str] = mapped_column(String(200))
    begun_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    reason: Mapped[str | None] = mapped_column(String(500))
    """Why the file was refused, in words."""
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    """The file, compressed, until it has been taken in."""


class IntakeLine(Base):
    """One school or link that an intake added or changed, or a row that it refused."""

    __tablename__ = "intake_line"
    __table_args__ = (
        CheckConstraint("kind <> 'refused' OR reason IS NOT NULL", name="a_refusal_has_a_reason"),
        Index("ix_intake_line_intake_id_kind", "intake_id", "kind"),
    )

    id: Mapped[Key]
    intake_id: Mapped[int] = mapped_column(ForeignKey("register_intake.id", ondelete="CASCADE"))
    kind: Mapped[LineKind] = enum_column(LineKind)
    line: Mapped[int | None]
    """Where the row begins in the file."""
    urn: Mapped[str | None] = mapped_column(String(6))
    """Of the school, which may not be here (yet)."""
    name: Mapped[str | None] = mapped_column(String(200))
    closed: Mapped[bool] = mapped_column(default=False)
    reopened: Mapped[bool] = mapped_column(default=False)
    renamed: Mapped[bool] = mapped_column(default=False)
    unclear: Mapped[bool] = mapped_column(default=False)
    """A byte of the row stood for no character."""
    changes: Mapped[dict[str, dict[str, object]]] = mapped_column(JSON, default=dict)
    """By column, what it was and what it is: `{"town": {"from": "Norwich", "to": "Sprowston"}}`."""
    reason: Mapped[str | None] = mapped_column(String(300))

"""Colleagues who are registered together, and organisations that somebody typed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rose_training.domain.parties import ProposalState
from rose_training.models.base import Base, Email, Key, Moment, Name, Reference, UtcDateTime, enum_column
from rose_training.models.organisations import Organisation


class Party(Base):
    """Several colleagues registered in one go by one of them or by their manager.

    Each has a registration of their own; the party remembers who arranged it, who is copied, and
    whether they come all together or not at all.
    """

    __tablename__ = "party"
    __table_args__ = (
        CheckConstraint("lead_email = lower(lead_email)", name="lead_email_in_lower_case"),
        CheckConstraint("manager_email IS NULL OR manager_email = lower(manager_email)", name="manager_in_lower_case"),
        CheckConstraint("size >= 1", name="somebody_comes"),
    )

    id: Mapped[Key]
    reference: Mapped[Reference]
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), index=True)
    lead_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    lead_name: Mapped[Name]
    lead_email: Mapped[Email]
    manager_email: Mapped[str | None] = mapped_column(String(254))
    together: Mapped[bool] = mapped_column(default=False)
    """True: a place for each of them or for none."""
    size: Mapped[int]
    made_at: Mapped[Moment]


class OrganisationProposal(Base):
    """An organisation as somebody typed it, for the office to match, to add or to set aside."""

    __tablename__ = "organisation_proposal"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled_has_a_moment"),
        CheckConstraint("state NOT IN ('matched', 'added') OR organisation_id IS NOT NULL", name="matched_to_one"),
    )

    id: Mapped[Key]
    reference: Mapped[Reference]
    name: Mapped[str] = mapped_column(String(200))
    search_text: Mapped[str] = mapped_column(String(400), unique=True)
    """The name as the search sees it: the same name typed twice is one proposal."""
    state: Mapped[ProposalState] = enum_column(ProposalState)
    proposed_at: Mapped[Moment]
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)

    organisation: Mapped[Organisation | None] = relationship()

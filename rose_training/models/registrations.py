"""One adult's place on a session."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rose_training.domain.registrations import Attends, RegistrationState
from rose_training.models.base import Base, Key, Moment, Name, Reference, UtcDateTime, enum_column
from rose_training.models.organisations import Organisation
from rose_training.models.parties import Party
from rose_training.models.people import Person
from rose_training.models.sessions import TrainingSession

LIVE = text("state IN ('confirmed', 'reserve', 'offered')")


class Registration(Base):
    """One adult's place, or their turn on the reserve list. Attendance is a mark, not a state of this."""

    __tablename__ = "registration"
    __table_args__ = (
        Index(
            "uq_registration_one_live_per_person",
            "session_id",
            "person_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        CheckConstraint("email IS NULL OR email = lower(email)", name="email_in_lower_case"),
        CheckConstraint("walk_in OR email IS NOT NULL", name="only_walk_ins_without_email"),
        CheckConstraint("(state = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled_has_a_moment"),
        CheckConstraint("(state = 'offered') = (offered_until IS NOT NULL)", name="an_offer_has_a_deadline"),
        CheckConstraint("(state = 'substituted') = (substituted_by_id IS NOT NULL)", name="substituted_by_somebody"),
        Index("ix_registration_state_offered_until", "state", "offered_until"),
        Index("ix_registration_session_id_state_queued_at", "session_id", "state", "queued_at", "id"),
    )

    id: Mapped[Key]
    reference: Mapped[Reference]
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[Name]
    """As given with this registration: it stands on the register and the certificate."""
    email: Mapped[str | None] = mapped_column(String(254))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    organisation_described: Mapped[str | None] = mapped_column(String(200))
    """As typed; kept also when it was matched to an organisation."""
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("organisation_proposal.id"), index=True)
    """What the office has been asked about, where nobody knows the organisation as typed."""
    job_role: Mapped[str | None] = mapped_column(String(100))
    state: Mapped[RegistrationState] = enum_column(RegistrationState)
    attends: Mapped[Attends] = enum_column(Attends, default=Attends.IN_PERSON)
    """In the room or online: counts where a session has places of both kinds."""
    party_id: Mapped[int | None] = mapped_column(ForeignKey("party.id"), index=True)
    access_needs: Mapped[str | None] = mapped_column(String(1000))
    """What would help them take part; deleted 30 days after the session (§5.1)."""
    walk_in: Mapped[bool] = mapped_column(default=False)
    registered_at: Mapped[Moment]
    queued_at: Mapped[Moment]
    """The order of the reserve list, then by id."""
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    offered_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    """Until then a freed place is held for them."""
    substituted_by_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    """The registration of the colleague who comes instead."""
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    cancelled_reason: Mapped[str | None] = mapped_column(String(300))
    calendar_uid: Mapped[str] = mapped_column(String(120), unique=True)
    calendar_sequence: Mapped[int] = mapped_column(default=0)

    session: Mapped[TrainingSession] = relationship()
    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    party: Mapped[Party | None] = relationship()

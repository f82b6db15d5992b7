"""Anyone we know, what they may do, and how they signed in."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rose_training.domain.permissions import Role
from rose_training.models.base import Base, Email, Key, Moment, Name, Reference, UtcDateTime, enum_column
from rose_training.models.organisations import Organisation


class Person(Base):
    """An adult we know: a booker, a professional, a member of staff. Never a young person."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_in_lower_case"),)

    id: Mapped[Key]
    reference: Mapped[Reference]
    name: Mapped[Name]
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    """None when the person gave no address (a walk-in) or has been erased."""
    phone: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[Moment]

    password_hash: Mapped[str | None] = mapped_column(String(255))
    """argon2; staff only. Outside users have none and sign in by e-mail."""
    totp_nonce: Mapped[str | None] = mapped_column(String(64))
    """The authenticator's secret is derived from it with the site's secret: a leaked table makes no codes."""
    totp_enrolled_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    totp_last_step: Mapped[int | None]
    """The last 30-second step that was used: a code works once."""
    recovery_code_hashes: Mapped[str | None] = mapped_column(String(2000))
    """One hash a line; a used one is removed."""


class RoleGrant(Base):
    """Somebody may act in a role, from one day to another. A school booker's is for one organisation."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint(
            "(role = 'school_booker') = (organisation_id IS NOT NULL)", name="school_booker_has_organisation"
        ),
        Index(
            "uq_role_grant_live",
            "person_id",
            "role",
            text("coalesce(organisation_id, 0)"),
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = enum_column(Role)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    granted_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation | None] = relationship()


class Facilitator(Base):
    """Somebody who delivers sessions."""

    __tablename__ = "facilitator"

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    introduction: Mapped[str | None] = mapped_column(String(1000))
    """First name, role, experience: what a school may be told (§2.2 of the domain notes, no. 20)."""
    active: Mapped[bool] = mapped_column(default=True)

    person: Mapped[Person] = relationship()


class SignInLink(Base):
    """A sign-in that was asked for. Link and code are derived from `nonce` and the site's secret.

    An address that we don't know gets a row too, without a person: asking does the same work and shows
    the same page whoever asks.
    """

    __tablename__ = "sign_in_link"

    id: Mapped[Key]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    account: Mapped[str] = mapped_column(String(64), index=True)
    """A fingerprint of the address that was typed: a newer link supersedes the older ones of the same."""
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    requested_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    """When a newer one was asked for."""
    wrong_codes: Mapped[int] = mapped_column(default=0)
    next_page: Mapped[str | None] = mapped_column(String(300))
    """Where the person was going: a path on this site."""

    person: Mapped[Person | None] = relationship()


class SignInSession(Base):
    """One browser that is signed in. Ending the row signs it out, wherever it is."""

    __tablename__ = "sign_in_session"

    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    shared: Mapped[bool] = mapped_column(default=False)
    """A computer that others use too: it is let go sooner."""
    started_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    idle_minutes: Mapped[int]
    expires_at: Mapped[Moment]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    person: Mapped[Person] = relationship()


class SignInAttempt(Base):
    """One try at a password or a code, counted per account and per network address (both hashed)."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_key_at", "key", "at"),)

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(80))
    at: Mapped[Moment]


__all__ = ["Email", "Facilitator", "Person", "RoleGrant", "SignInAttempt", "SignInLink", "SignInSession"]

"""A school or organisation asks us to come."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rose_training.domain.bookings import BookingState, ClosingReason, EndedBy, PartOfDay, hour_wished
from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind
from rose_training.domain.organisations import SettingKind
from rose_training.domain.programme import Audience
from rose_training.domain.year_groups import YearGroup, some_outside
from rose_training.models.base import Base, Email, Key, Moment, Name, Reference, UtcDateTime, enum_column
from rose_training.models.organisations import Organisation
from rose_training.models.programme import Activity
from rose_training.models.visit_answers import ANSWER_CONSTRAINTS, VisitAnswers


class BookingDraft(Base):
    """A request being filled in: every page is saved here until it is sent."""

    __tablename__ = "booking_draft"

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(64), unique=True)
    answers: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    created_at: Mapped[Moment]
    changed_at: Mapped[Moment]
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), unique=True)
    """Set when it was sent: a draft becomes one booking, however often the button is pressed."""


class Booking(VisitAnswers, Base):
    """One request and what became of it."""

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint("organisation_id IS NOT NULL OR organisation_described IS NOT NULL", name="somebody_asks"),
        CheckConstraint("expected_number > 0", name="expects_somebody"),
        CheckConstraint("booker_email = lower(booker_email)", name="booker_email_in_lower_case"),
        CheckConstraint("(state = 'held') = (held_until IS NOT NULL)", name="a_hold_has_a_deadline"),
        CheckConstraint("state NOT IN ('declined', 'cancelled') OR reason IS NOT NULL", name="an_end_has_a_reason"),
        CheckConstraint(
            "state NOT IN ('confirmed', 'delivered') OR organisation_id IS NOT NULL",
            name="confirmed_for_a_known_organisation",
        ),
        CheckConstraint("accepted_at IS NULL OR state <> 'requested'", name="accepted_is_something_held"),
        CheckConstraint("ended_by IS NULL OR state IN ('declined', 'cancelled')", name="only_an_end_is_somebodys"),
        CheckConstraint(
            "duplicate_of_id IS NULL OR (duplicate_of_id <> id AND state = 'declined')", name="a_duplicate_has_ended"
        ),
        CheckConstraint("rebooked_from_id IS NULL OR rebooked_from_id <> id", name="not_rebooked_from_itself"),
        *ANSWER_CONSTRAINTS,
        # What has ended is asked for again once at a time.
        Index(
            "uq_booking_rebooked_from_open",
            "rebooked_from_id",
            unique=True,
            sqlite_where=text("state IN ('requested', 'held', 'confirmed')"),
            postgresql_where=text("state IN ('requested', 'held', 'confirmed')"),
        ),
        Index("ix_booking_state_requested_at", "state", "requested_at"),
        Index("ix_booking_organisation_id_state", "organisation_id", "state"),
    )

    id: Mapped[Key]
    reference: Mapped[Reference]
    state: Mapped[BookingState] = enum_column(BookingState)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    organisation_described: Mapped[str | None] = mapped_column(String(300))
    """Typed by the booker when their school or group is not in the register."""
    audience: Mapped[Audience] = enum_column(Audience)
    year_groups: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Codes of `domain.year_groups.YearGroup`; empty for adults."""
    expected_number: Mapped[int]
    requested_at: Mapped[Moment]
    held_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    reason: Mapped[str | None] = mapped_column(String(500))
    """Why it was declined or cancelled, as the booker was told."""
    closing_reason: Mapped[ClosingReason | None] = enum_column(ClosingReason)
    """The same from the list, to count by."""
    ended_by: Mapped[EndedBy | None] = enum_column(EndedBy)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    """When the school said yes to what is held; the hold then no longer runs out."""
    spoken_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    """When the conversation took place that a targeted course begins with."""
    by_telephone: Mapped[bool] = mapped_column(default=False)
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), index=True)
    """The booking that goes on, where this one asked for the same."""
    rebooked_from_id: Mapped[int | None] = mapped_column(ForeignKey("booking.id"), index=True)
    """The booking that ended, where this one asks again."""
    notes: Mapped[str | None] = mapped_column(String(2000))

    booker_name: Mapped[Name]
    booker_email: Mapped[Email]
    booker_phone: Mapped[str | None] = mapped_column(String(40))
    booker_role: Mapped[str | None] = mapped_column(String(100))
    day_contact_name: Mapped[str | None] = mapped_column(String(200))
    day_contact_phone: Mapped[str | None] = mapped_column(String(40))
    dsl_name: Mapped[str | None] = mapped_column(String(200))
    dsl_contact: Mapped[str | None] = mapped_column(String(200))

    calendar_uid: Mapped[str] = mapped_column(String(120), unique=True)
    calendar_sequence: Mapped[int] = mapped_column(default=0)

    snapshot_name: Mapped[str | None] = mapped_column(String(200))
    snapshot_urn: Mapped[str | None] = mapped_column(String(6))
    snapshot_setting_kind: Mapped[SettingKind | None] = enum_column(SettingKind)
    snapshot_district: Mapped[str | None] = mapped_column(String(100))
    """The organisation as it was at delivery (§1.2): later changes of the register don't reach back."""

    activity: Mapped[Activity] = relationship()
    organisation: Mapped[Organisation | None] = relationship()

    @property
    def ages_partly_outside(self) -> bool:
        """Whether the activity was not written for some of the ages in the group."""
        return some_outside(self.ages, min_year=self.activity.min_year, max_year=self.activity.max_year)

    @property
    def years(self) -> tuple[YearGroup, ...]:
        """The year groups behind their stored codes."""
        return tuple(YearGroup(code) for code in self.year_groups)


class PreferredDate(Base):
    """One of up to three dates that the booker would like, in their order."""

    __tablename__ = "preferred_date"
    __table_args__ = (
        UniqueConstraint("booking_id", "rank"),
        CheckConstraint("rank BETWEEN 1 AND 3", name="three_at_most"),
    )

    id: Mapped[Key]
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"))
    rank: Mapped[int]
    on: Mapped[date] = mapped_column("on_date")
    part: Mapped[PartOfDay] = enum_column(PartOfDay)
    time_wished: Mapped[str | None] = mapped_column(String(60))
    """In the school's own words, such as 'period 3, 10:50 to 11:50'."""
    offered: Mapped[bool] = mapped_column(default=False)
    """Chosen from the days on which we could come; by now somebody else may have taken it."""

    @property
    def hour(self) -> str:
        """'morning, period 3'."""
        return hour_wished(self.part, self.time_wished)


class Declaration(Base):
    """What the school has declared about one of the conditions of a visit (§2.2)."""

    __tablename__ = "declaration"
    __table_args__ = (UniqueConstraint("booking_id", "kind"),)

    id: Mapped[Key]
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"))
    kind: Mapped[DeclarationKind] = enum_column(DeclarationKind)
    answer: Mapped[DeclarationAnswer] = enum_column(DeclarationAnswer)
    detail: Mapped[str | None] = mapped_column(String(300))
    given_at: Mapped[Moment]


class Cohort(Base):
    """A group of young people on a course. No names: the school keeps the list of cards."""

    __tablename__ = "cohort"

    id: Mapped[Key]
    reference: Mapped[Reference]
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"), unique=True)
    size: Mapped[int]

    booking: Mapped[Booking] = relationship()


class CohortCard(Base):
    """A numbered card of a cohort. Who holds it, only the school knows."""

    __tablename__ = "cohort_card"
    __table_args__ = (
        UniqueConstraint("cohort_id", "number"),
        CheckConstraint("number >= 1", name="numbers_from_one"),
    )

    id: Mapped[Key]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="CASCADE"))
    number: Mapped[int]

    cohort: Mapped[Cohort] = relationship()

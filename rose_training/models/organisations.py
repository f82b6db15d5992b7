"""Bodies that book or employ: schools from the national register, and agencies."""

from datetime import date, datetime
from typing import Optional

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rose_training.domain.areas import AreaKind
from rose_training.domain.organisations import AgencyKind, AliasKind, OrganisationStatus, Sector, SettingKind
from rose_training.models.base import Base, Key, Moment, Reference, UtcDateTime, enum_column


class Organisation(Base):
    """A school or an agency. What the national register says stands in columns named after it."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint(
            "(sector = 'school_or_college') = (setting_kind IS NOT NULL)", name="schools_have_a_setting_kind"
        ),
        CheckConstraint("urn IS NULL OR length(urn) = 6", name="urn_has_six_digits"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="not_merged_into_itself"),
        CheckConstraint("merged_into_id IS NULL OR urn IS NULL", name="the_register_is_never_merged_away"),
        CheckConstraint("merged_into_id IS NULL OR status = 'closed'", name="merged_is_not_offered"),
        Index("ix_organisation_search_text", "search_text"),
        Index("ix_organisation_sector_status", "sector", "status"),
    )

    id: Mapped[Key]
    reference: Mapped[Reference]
    name: Mapped[str] = mapped_column(String(200))
    search_text: Mapped[str] = mapped_column(String(600))
    """Names, town, postcode and numbers as the search sees them (domain.organisation_names)."""
    sector: Mapped[Sector] = enum_column(Sector)
    agency_kind: Mapped[AgencyKind | None] = enum_column(AgencyKind)
    setting_kind: Mapped[SettingKind | None] = enum_column(SettingKind)
    setting_kind_reason: Mapped[str | None] = mapped_column(String(300))
    """Why the office set the kind itself; while it stands, an import of the register keeps the kind."""
    independent: Mapped[bool] = mapped_column(default=False)
    status: Mapped[OrganisationStatus] = enum_column(OrganisationStatus)
    reportable: Mapped[bool] = mapped_column(default=True)
    """False for a team whose parent is the body that reports count."""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    continuity_key: Mapped[str] = mapped_column(String(20), index=True)
    """Shared by a school and its plain successor, so that a conversion counts once (§1.2)."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    """Set while it is known to be the same as another: it is then offered nowhere and leads there."""
    demonstration: Mapped[bool] = mapped_column(default=False)

    urn: Mapped[str | None] = mapped_column(String(6), unique=True)
    ukprn: Mapped[str | None] = mapped_column(String(8))
    la_code: Mapped[str | None] = mapped_column(String(3), index=True)
    la_name: Mapped[str | None] = mapped_column(String(100))
    establishment_number: Mapped[str | None] = mapped_column(String(4))
    type_code: Mapped[str | None] = mapped_column(String(4))
    type_name: Mapped[str | None] = mapped_column(String(100))
    phase_name: Mapped[str | None] = mapped_column(String(60))
    low_age: Mapped[int | None]
    high_age: Mapped[int | None]
    pupils: Mapped[int | None]
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    street: Mapped[str | None] = mapped_column(String(200))
    locality: Mapped[str | None] = mapped_column(String(200))
    address3: Mapped[str | None] = mapped_column(String(200))
    town: Mapped[str | None] = mapped_column(String(100))
    county: Mapped[str | None] = mapped_column(String(100))
    postcode: Mapped[str | None] = mapped_column(String(10))
    website: Mapped[str | None] = mapped_column(String(300))
    telephone: Mapped[str | None] = mapped_column(String(40))
    district: Mapped[str | None] = mapped_column(String(100))
    ward: Mapped[str | None] = mapped_column(String(100))
    easting: Mapped[int | None]
    northing: Mapped[int | None]

    created_at: Mapped[Moment]
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    parent: Mapped[Optional["Organisation"]] = relationship(
        remote_side="Organisation.id", foreign_keys="Organisation.parent_id"
    )
    merged_into: Mapped[Optional["Organisation"]] = relationship(
        remote_side="Organisation.id", foreign_keys="Organisation.merged_into_id"
    )

    @property
    def dfe_number(self) -> str | None:
        """`926/4012`, as school offices quote it, or None."""
        if self.la_code and self.establishment_number:
            return f"{self.la_code}/{self.establishment_number}"
        return None


class OrganisationLink(Base):
    """One row of the register's links file: kept by URN, since either end may be missing here."""

    __tablename__ = "organisation_link"
    __table_args__ = (UniqueConstraint("urn", "link_urn", "link_type"),)

    id: Mapped[Key]
    urn: Mapped[str] = mapped_column(String(6), index=True)
    link_urn: Mapped[str] = mapped_column(String(6), index=True)
    link_name: Mapped[str] = mapped_column(String(200))
    link_type: Mapped[str] = mapped_column(String(80))
    established_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    """Since when the register has not told of it any more: kept, but nothing follows from it."""


class OrganisationAlias(Base):
    """Another name by which an organisation is looked for: former, short, or simply other."""

    __tablename__ = "organisation_alias"
    __table_args__ = (UniqueConstraint("organisation_id", "plain"),)

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(200))
    plain: Mapped[str] = mapped_column(String(250), index=True)
    """The name as names are compared: the same one is kept once, however spelt."""
    kind: Mapped[AliasKind] = enum_column(AliasKind)
    until: Mapped[date | None]
    """The day from which a former name was no longer used, where we know it."""
    noted_at: Mapped[Moment]


class FormerArea(Base):
    """The council, number and district of an organisation before the day `until` (not included).

    What holds today stands in the organisation itself, so that two of them can never both be true.
    """

    __tablename__ = "former_area"
    __table_args__ = (UniqueConstraint("organisation_id", "until"),)

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    until: Mapped[date]
    la_code: Mapped[str | None] = mapped_column(String(3))
    la_name: Mapped[str | None] = mapped_column(String(100))
    establishment_number: Mapped[str | None] = mapped_column(String(4))
    district: Mapped[str | None] = mapped_column(String(100))


class Area(Base):
    """A council or district with its code, and the days between which it exists (§1.1)."""

    __tablename__ = "area"
    __table_args__ = (
        UniqueConstraint("kind", "name", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to > valid_from", name="ends_after_it_begins"),
    )

    id: Mapped[Key]
    kind: Mapped[AreaKind] = enum_column(AreaKind)
    code: Mapped[str | None] = mapped_column(String(9))
    """`E07000148` or `926`; None where no code has been given out yet."""
    name: Mapped[str] = mapped_column(String(100))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    """The first day on which it is no more."""
    source: Mapped[str] = mapped_column(String(200))
    proviso: Mapped[str | None] = mapped_column(String(200))
    """What still has to happen before it comes into being: while it stands, the area is not in use."""

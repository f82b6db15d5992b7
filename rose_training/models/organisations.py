"""Bodies that book or employ: schools from the national register, and agencies."""

from datetime import date, datetime
from typing import Optional

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rose_training.domain.organisations import AgencyKind, OrganisationStatus, Sector, SettingKind
from rose_training.models.base import Base, Key, Moment, Reference, UtcDateTime, enum_column


class Organisation(Base):
    """A school or an agency. What the national register says stands in columns named after it."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint(
            "(sector = 'school_or_college') = (setting_kind IS NOT NULL)", name="schools_have_a_setting_kind"
        ),
        CheckConstraint("urn IS NULL OR length(urn) = 6", name="urn_has_six_digits"),
        Index("ix_organisation_search_text", "search_text"),
        Index("ix_organisation_sector_status", "sector", "status"),
    )

    id: Mapped[Key]
    reference: Mapped[Reference]
    name: Mapped[str] = mapped_column(String(200))
    search_text: Mapped[str] = mapped_column(String(600))
    """Name, town, postcode and numbers as the search sees them (domain.organisations)."""
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

    parent: Mapped[Optional["Organisation"]] = relationship(remote_side="Organisation.id")

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

"""Schools and agencies: the words for what they are, and how a register's codes become them.

Sources: §1.1 and §1.2 of the domain notes for schools, §3.1 for agencies.
"""

from __future__ import annotations

from enum import StrEnum


class SettingKind(StrEnum):
    """Where young people learn, as our reports group it (§1.2 of the domain notes)."""

    NURSERY = "nursery"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    ALL_THROUGH = "all_through"
    SPECIAL = "special"
    AP = "ap"
    POST16 = "post16"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words a reader sees."""
        return _SETTING_LABELS[self]


class Sector(StrEnum):
    """Who runs an organisation. Schools are a sector of their own: they are never counted as statutory."""

    SCHOOL_OR_COLLEGE = "school_or_college"
    STATUTORY = "statutory"
    VOLUNTARY = "voluntary"
    PRIVATE = "private"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The words a reader sees."""
        return _SECTOR_LABELS[self]


class AgencyKind(StrEnum):
    """What an organisation that is not a school does; a field apart from its sector (§3.1)."""

    CHILDRENS_SERVICES = "childrens_services"
    ADULT_SOCIAL_CARE = "adult_social_care"
    HEALTH = "health"
    POLICE = "police"
    YOUTH_JUSTICE = "youth_justice"
    PROBATION_AND_COURTS = "probation_and_courts"
    COUNCIL_HOUSING = "council_housing"
    HOUSING_PROVIDER = "housing_provider"
    EDUCATION = "education"
    DOMESTIC_AND_SEXUAL_VIOLENCE = "domestic_and_sexual_violence"
    DRUG_AND_ALCOHOL = "drug_and_alcohol"
    YOUTH_WORK = "youth_work"
    ADVICE_AND_COUNSELLING = "advice_and_counselling"
    FAITH = "faith"
    SPORT_AND_UNIFORMED = "sport_and_uniformed"
    UNIVERSITY = "university"
    BUSINESS = "business"
    ARMED_SERVICES_AND_BORDER = "armed_services_and_border"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words a reader sees."""
        return _AGENCY_LABELS[self]


class OrganisationStatus(StrEnum):
    """Whether an organisation can be worked with, in the register's four steps."""

    OPEN = "open"
    PROPOSED_TO_CLOSE = "proposed_to_close"
    PROPOSED_TO_OPEN = "proposed_to_open"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The words a reader sees."""
        return _STATUS_LABELS[self]

    @property
    def is_offered(self) -> bool:
        """True where a school can be picked: open, or open and proposed to close."""
        return self in OFFERED


class AliasKind(StrEnum):
    """Why an organisation has another name."""

    FORMER = "former"
    SHORT = "short"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words a reader sees."""
        return _ALIAS_LABELS[self]


OFFERED = frozenset({OrganisationStatus.OPEN, OrganisationStatus.PROPOSED_TO_CLOSE})

_ALIAS_LABELS = {
    AliasKind.FORMER: "Former name",
    AliasKind.SHORT: "Short name",
    AliasKind.OTHER: "Also known as",
}

_SETTING_LABELS = {
    SettingKind.NURSERY: "Nursery",
    SettingKind.PRIMARY: "Primary school",
    SettingKind.SECONDARY: "Secondary school",
    SettingKind.ALL_THROUGH: "All-through school",
    SettingKind.SPECIAL: "Special school",
    SettingKind.AP: "Alternative provision",
    SettingKind.POST16: "College or sixth form",
    SettingKind.OTHER: "Other setting",
}

_SECTOR_LABELS = {
    Sector.SCHOOL_OR_COLLEGE: "School or college",
    Sector.STATUTORY: "Statutory",
    Sector.VOLUNTARY: "Voluntary, community or faith",
    Sector.PRIVATE: "Private",
    Sector.UNKNOWN: "Not known",
}

_AGENCY_LABELS = {
    AgencyKind.CHILDRENS_SERVICES: "Children's services",
    AgencyKind.ADULT_SOCIAL_CARE: "Adult social care",
    AgencyKind.HEALTH: "Health",
    AgencyKind.POLICE: "Police",
    AgencyKind.YOUTH_JUSTICE: "Youth justice",
    AgencyKind.PROBATION_AND_COURTS: "Probation, prison or family courts",
    AgencyKind.COUNCIL_HOUSING: "Council housing team",
    AgencyKind.HOUSING_PROVIDER: "Housing association, supported housing or hostel",
    AgencyKind.EDUCATION: "Education support or early years",
    AgencyKind.DOMESTIC_AND_SEXUAL_VIOLENCE: "Domestic abuse or sexual violence service",
    AgencyKind.DRUG_AND_ALCOHOL: "Drug and alcohol service",
    AgencyKind.YOUTH_WORK: "Youth work or mentoring",
    AgencyKind.ADVICE_AND_COUNSELLING: "Advice, advocacy or counselling",
    AgencyKind.FAITH: "Faith group",
    AgencyKind.SPORT_AND_UNIFORMED: "Sport or uniformed group",
    AgencyKind.UNIVERSITY: "University",
    AgencyKind.BUSINESS: "Business",
    AgencyKind.ARMED_SERVICES_AND_BORDER: "Armed services or Border Force",
    AgencyKind.OTHER: "Something else",
}

_STATUS_LABELS = {
    OrganisationStatus.OPEN: "Open",
    OrganisationStatus.PROPOSED_TO_CLOSE: "Open, proposed to close",
    OrganisationStatus.PROPOSED_TO_OPEN: "Proposed to open",
    OrganisationStatus.CLOSED: "Closed",
}


def counted_as(
    *,
    sector: Sector,
    setting_kind: SettingKind | None = None,
    part_of: str | None = None,
) -> str:
    """What an organisation is in the figures, in one sentence (§9.3). `part_of`: it counts as this body's team."""
    if part_of:
        return f"It is counted as {part_of}, however many of its teams came."
    if sector is Sector.SCHOOL_OR_COLLEGE:
        return _COUNTED_SETTINGS.get(
            setting_kind or SettingKind.OTHER, "It is counted among other settings, once we have visited it."
        )
    return _COUNTED_SECTORS[sector]


_COUNTED_SETTINGS = {
    SettingKind.PRIMARY: "It is counted as one primary school, once we have visited it.",
    SettingKind.SECONDARY: "It is counted as one secondary school, once we have visited it.",
    SettingKind.ALL_THROUGH: (
        "It is counted as one secondary school once we have visited it, and as a primary school where nobody above "
        "Year 6 took part."
    ),
}

_COUNTED_SECTORS = {
    Sector.STATUTORY: "It is counted as one statutory organisation, once somebody from it has come.",
    Sector.VOLUNTARY: "It is counted as one voluntary organisation, once somebody from it has come.",
    Sector.PRIVATE: "It is in neither figure of organisations: reports show private ones as left out.",
    Sector.UNKNOWN: "It is in neither figure of organisations until somebody says who runs it.",
}

_NAMES_SUGGEST = (
    (SettingKind.SPECIAL, ("special", "complex needs")),
    (SettingKind.PRIMARY, ("preparatory", "prep school")),
    (SettingKind.AP, ("pupil referral", "alternative provision", "short stay")),
    (SettingKind.POST16, ("university", "college", "sixth form")),
    (SettingKind.NURSERY, ("nursery",)),
)


def kind_suggested_by(name: str) -> SettingKind | None:
    """What a school's name suggests where the register is silent: a hint for the office, never an answer."""
    words = f" {name.lower()} "
    return next((kind for kind, hints in _NAMES_SUGGEST if any(f" {hint}" in words for hint in hints)), None)

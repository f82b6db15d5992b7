"""Who receives us: a school, or a setting that works otherwise (§2.2, items 1, 2 and 17, of the domain notes).

A school has a headteacher, staff and a site of its own. A youth club has a leader and often a hired
hall; home educators have parents and whatever room they found.
"""

from enum import StrEnum

from rose_training.domain.organisations import AgencyKind, Sector


class HostKind(StrEnum):
    """What kind of setting asks us to come."""

    SCHOOL = "school"
    ALTERNATIVE_PROVISION = "alternative_provision"
    YOUTH_GROUP = "youth_group"
    HOME_EDUCATORS = "home_educators"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The words on pages."""
        return _LABELS[self]

    @property
    def is_school(self) -> bool:
        """Whether it has a site, a headteacher and staff of its own."""
        return self is HostKind.SCHOOL

    @property
    def has_a_manager(self) -> bool:
        """Whether somebody above the booker has to agree; among home educators nobody is."""
        return self is not HostKind.HOME_EDUCATORS

    @property
    def has_a_safeguarding_lead(self) -> bool:
        """Whether it names one; with home educators the responsible adult and the advice line take that part."""
        return self is not HostKind.HOME_EDUCATORS


_LABELS = {
    HostKind.SCHOOL: "School or college",
    HostKind.ALTERNATIVE_PROVISION: "Alternative provision",
    HostKind.YOUTH_GROUP: "Youth club or youth group",
    HostKind.HOME_EDUCATORS: "Home educators",
    HostKind.OTHER: "Another group or organisation",
}


def host_of(sector: Sector, agency_kind: AgencyKind | None) -> HostKind:
    """The host behind an organisation that we know."""
    if sector is Sector.SCHOOL_OR_COLLEGE:
        return HostKind.SCHOOL
    return HostKind.YOUTH_GROUP if agency_kind is AgencyKind.YOUTH_WORK else HostKind.OTHER


class VenueRisk(StrEnum):
    """Whether the venue has a risk assessment (§2.2, item 17)."""

    YES = "yes"
    NOT_YET = "not_yet"
    NO = "no"

    @property
    def label(self) -> str:
        """The words on pages."""
        return _RISK_LABELS[self]


_RISK_LABELS = {
    VenueRisk.YES: "Yes, we can send it",
    VenueRisk.NOT_YET: "Not yet, or we will ask the owner",
    VenueRisk.NO: "No",
}

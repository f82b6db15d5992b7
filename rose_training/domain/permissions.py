"""Who may do what: the one table that every page is checked against.

A role is a grant to a person, not a kind of person: one person may hold several. A page names
the one permission it needs; whose records the page then shows is the service's question, asked
with the reader's own scope (a school its own bookings, a facilitator their own sessions).
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Self


class Role(StrEnum):
    """What a person may be to us."""

    COORDINATOR = "coordinator"
    FACILITATOR = "facilitator"
    SCHOOL_BOOKER = "school_booker"
    PROFESSIONAL = "professional"

    @property
    def label(self) -> str:
        """The role as a page writes it."""
        return self.value.replace("_", " ").capitalize()


STAFF_ROLES = frozenset({Role.COORDINATOR, Role.FACILITATOR})
"""Those who work for the charity: they sign in by password, others by an e-mailed link."""


class Permission(StrEnum):
    """One thing that may be done; `sentence` says what, in words for the page on roles."""

    sentence: str

    def __new__(cls, value: str, sentence: str = "") -> Self:
        """A member that is its value and knows its sentence."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        return member

    # Anyone signed in
    USE_OWN_ACCOUNT = "use_own_account", "Open your own account page and sign out."

    # A school booker
    SEE_OWN_BOOKINGS = "see_own_bookings", "See the bookings of your own school."
    CHANGE_OWN_BOOKINGS = (
        "change_own_bookings",
        "Ask for, change or cancel a booking of your own school.",
    )

    # A professional
    SEE_OWN_PLACES = "see_own_places", "See your own places on training sessions."
    CHANGE_OWN_PLACES = "change_own_places", "Cancel or pass on your own places."

    # A facilitator
    SEE_OWN_SESSIONS = "see_own_sessions", "See the sessions that you deliver."
    PLAN_OWN_TIME = "plan_own_time", "Say when you work, and whether you can come to a session."
    TAKE_REGISTER = "take_register", "Take the register of a session that you deliver."
    ENTER_SCORES = (
        "enter_scores",
        "Enter before and after scores of a session that you deliver.",
    )

    # The office
    SEE_OFFICE = "see_office", "Open the office's first page."
    ANSWER_BOOKINGS = (
        "answer_bookings",
        "Hold, confirm, decline or cancel any school's booking.",
    )
    EDIT_PROGRAMME = "edit_programme", "Edit the programmes and activities on offer."
    EDIT_ORGANISATIONS = "edit_organisations", "Add, correct and merge organisations."
    RUN_SESSIONS = (
        "run_sessions",
        "Create, move and cancel sessions and assign facilitators.",
    )
    SEE_REGISTRATIONS = "see_registrations", "See who has a place on any session."
    EDIT_REGISTRATIONS = (
        "edit_registrations",
        "Add, move or cancel anybody's place on a session.",
    )
    CORRECT_REGISTERS = (
        "correct_registers",
        "See and correct the register of any session.",
    )
    CORRECT_SCORES = (
        "correct_scores",
        "See, enter and correct the scores of any session.",
    )
    EDIT_SURVEYS = "edit_surveys", "Write new versions of the surveys."
    EDIT_CALENDAR = "edit_calendar", "Edit term dates and closure days."
    SEE_IMPACT = "see_impact", "See the impact figures and the rows behind them."
    SEE_MAIL = "see_mail", "See which mails were sent, are waiting or have failed."
    SEND_MAIL = "send_mail", "Send a mail again or stop one that is waiting."
    EDIT_WORDING = "edit_wording", "Change the words of e-mails."
    MANAGE_PEOPLE = "manage_people", "Add people and grant or end their roles."
    SEE_CHECKS = "see_checks", "See and record the checks and the working hours of facilitators."
    EDIT_SETTINGS = (
        "edit_settings",
        "Edit the numbers to ring and the other settings of the site.",
    )


_P = Permission

FOR_EVERYONE_SIGNED_IN = frozenset({_P.USE_OWN_ACCOUNT})
"""Held by whoever is signed in, even by a person whose last role has ended."""

GRANTS: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.SCHOOL_BOOKER: frozenset({_P.SEE_OWN_BOOKINGS, _P.CHANGE_OWN_BOOKINGS}),
        Role.PROFESSIONAL: frozenset({_P.SEE_OWN_PLACES, _P.CHANGE_OWN_PLACES}),
        Role.FACILITATOR: frozenset({_P.SEE_OWN_SESSIONS, _P.PLAN_OWN_TIME, _P.TAKE_REGISTER, _P.ENTER_SCORES}),
        Role.COORDINATOR: frozenset(
            {
                _P.SEE_OFFICE,
                _P.ANSWER_BOOKINGS,
                _P.EDIT_PROGRAMME,
                _P.EDIT_ORGANISATIONS,
                _P.RUN_SESSIONS,
                _P.SEE_REGISTRATIONS,
                _P.EDIT_REGISTRATIONS,
                _P.CORRECT_REGISTERS,
                _P.CORRECT_SCORES,
                _P.EDIT_SURVEYS,
                _P.EDIT_CALENDAR,
                _P.SEE_IMPACT,
                _P.SEE_MAIL,
                _P.SEND_MAIL,
                _P.EDIT_WORDING,
                _P.MANAGE_PEOPLE,
                _P.SEE_CHECKS,
                _P.EDIT_SETTINGS,
            }
        ),
    }
)


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """Everything that a signed-in person with these roles may do."""
    return FOR_EVERYONE_SIGNED_IN.union(*(GRANTS[role] for role in roles))


def may(roles: Iterable[Role], permission: Permission) -> bool:
    """Whether a signed-in person with these roles holds the permission."""
    return permission in permissions_of(roles)

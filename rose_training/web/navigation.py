"""Where the navigation leads, worked out once at start-up so that a page only loops over it.

A new page joins by one line in a list here. A line whose endpoint does not exist is left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from flask import Flask
from markupsafe import Markup
from werkzeug.routing import BuildError

from rose_training.domain.permissions import Permission

EXIT_ADDRESS = "https://www.bbc.co.uk/weather"
"""Where 'Exit this page' leads: nothing personal on it (§5.5 of the domain notes)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in a navigation. `permission`: shown to those who hold it; None to everybody."""

    label: str
    endpoint: str
    permission: Permission | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that belong together, where there are more than a line holds."""

    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """An entry with its address. `whole`: pages whose address begins with it belong to it."""

    label: str
    address: str
    permission: Permission | None
    whole: bool


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """A group with the addresses of its entries."""

    label: str
    links: tuple[Link, ...]


class Reader(Protocol):
    """Whoever is signed in."""

    def may(self, permission: Permission) -> bool:
        """Whether this person holds the permission."""


PUBLIC = (
    Entry("What we offer", "public.activities"),
    Entry("What's on", "public.whats_on"),
    Entry("Ask us to visit", "public.request_visit"),
    Entry("For parents", "public.parents"),
    Entry("Worried about a child", "public.worried"),
)

SIGNED_IN = (
    Entry("What to do next", "school.home", Permission.SEE_OWN_BOOKINGS),
    Entry("My bookings", "school.bookings", Permission.SEE_OWN_BOOKINGS),
    Entry("Colleagues", "school.team", Permission.SEE_OWN_BOOKINGS),
    Entry("Our days", "school.days", Permission.SEE_OWN_BOOKINGS),
    Entry("Ask us to visit", "public.request_visit", Permission.CHANGE_OWN_BOOKINGS),
    Entry("My places", "my.places", Permission.SEE_OWN_PLACES),
    Entry("My certificates", "my.certificates", Permission.SEE_OWN_PLACES),
    Entry("My sessions", "facilitator.sessions", Permission.SEE_OWN_SESSIONS),
    Entry("My availability", "facilitator.availability", Permission.PLAN_OWN_TIME),
    Entry("Office", "office.bookings", Permission.SEE_OFFICE),
    Entry("What's on", "public.whats_on"),
    Entry("My account", "account.home", Permission.USE_OWN_ACCOUNT),
)

OFFICE = (
    Group(
        "Requests",
        (
            Entry("Inbox", "office.bookings"),
            Entry("Diary", "office.diary"),
            Entry("To move", "office.booking_wishes_waiting"),
        ),
    ),
    Group(
        "Delivery",
        (
            Entry("Sessions", "office.sessions"),
            Entry("Briefings", "office.all_series"),
            Entry("Registers", "office.registers"),
            Entry("Facilitators", "office.facilitators"),
        ),
    ),
    Group(
        "Results",
        (
            Entry("Afterwards", "office.afterwards"),
            Entry("Surveys", "office.surveys"),
            Entry("Impact", "office.impact"),
        ),
    ),
    Group(
        "Contacts",
        (
            Entry("Organisations", "office.organisations"),
            Entry("People", "office.people"),
            Entry("Mail", "office.mail"),
        ),
    ),
    Group(
        "Set-up",
        (
            Entry("Programme", "office.programme"),
            Entry("Calendar", "office.calendar"),
            Entry("Settings", "office.settings"),
        ),
    ),
)

FOOTER = (
    Entry("Numbers to ring", "public.worried"),
    Entry("Check a certificate", "public.certificates_check"),
    Entry("Leaving this site quickly", "public.leaving_quickly"),
    Entry("Accessibility", "public.accessibility"),
    Entry("Privacy", "public.privacy"),
    Entry("Privacy for young people", "public.privacy_young_people"),
    Entry("Cookies", "public.cookies"),
    Entry("Complaints", "public.complaints"),
)


@dataclass(frozen=True, slots=True)
class Navigation:
    """The navigations of the site, with addresses."""

    public: tuple[Link, ...]
    signed_in: tuple[Link, ...]
    office: tuple[LinkGroup, ...]
    footer: tuple[Link, ...]

    def for_reader(self, reader: Reader | None) -> list[Link]:
        """What somebody who has signed in may open; for a visitor only what is open to all."""
        return [
            link
            for link in self.signed_in
            if link.permission is None or (reader is not None and reader.may(link.permission))
        ]


def plain_addresses(app: Flask) -> dict[str, str]:
    """The address of every page that needs nothing filled in, by endpoint."""
    adapter = app.url_map.bind("localhost")
    addresses = {}
    for rule in app.url_map.iter_rules():
        try:
            addresses[rule.endpoint] = adapter.build(rule.endpoint)
        except BuildError:
            continue  # needs a reference or a token
    return addresses


def _links(entries: Iterable[Entry], addresses: Mapping[str, str]) -> tuple[Link, ...]:
    found = [entry for entry in entries if entry.endpoint in addresses]
    starts = [addresses[entry.endpoint] for entry in found]
    return tuple(
        Link(
            entry.label,
            address,
            entry.permission,
            whole=not any(other != address and other.startswith(address) for other in starts),
        )
        for entry, address in zip(found, starts, strict=True)
    )


def _groups(groups: Iterable[Group], addresses: Mapping[str, str]) -> tuple[LinkGroup, ...]:
    """Every group with its links; which address belongs to which link is a question of all groups together."""
    groups = tuple(groups)
    links = {link.label: link for link in _links((entry for group in groups for entry in group.entries), addresses)}
    return tuple(
        LinkGroup(group.label, tuple(links[entry.label] for entry in group.entries if entry.label in links))
        for group in groups
    )


def register(app: Flask) -> None:
    """Work out every address and hand them to the templates. Called when all pages are there."""
    addresses = plain_addresses(app)
    app.jinja_env.globals.update(
        addresses=addresses,
        exit_address=EXIT_ADDRESS,
        navigation=Navigation(
            public=_links(PUBLIC, addresses),
            signed_in=_links(SIGNED_IN, addresses),
            office=_groups(OFFICE, addresses),
            footer=_links(FOOTER, addresses),
        ),
    )
    foot = app.jinja_env.get_template("layouts/foot.html").render()
    app.jinja_env.globals["foot"] = Markup(foot)  # noqa: S704  (our own template, escaped already)

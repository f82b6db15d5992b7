"""Where people go after signing in, and which of the ways they ask for are ours."""

from urllib.parse import urlsplit

from flask import current_app, url_for

from rose_training.adapters.locks import SiteLocks
from rose_training.domain.permissions import Permission
from rose_training.domain.sign_in import SignedIn

LONGEST_PATH = 300

FRONT_DOORS = (
    (Permission.SEE_OFFICE, "office.bookings"),
    (Permission.SEE_OWN_SESSIONS, "facilitator.sessions"),
    (Permission.SEE_OWN_BOOKINGS, "school.home"),
    (Permission.SEE_OWN_PLACES, "my.places"),
)
"""The first page of each actor; the first one that somebody may open is theirs."""


def local_path(wanted: str | None) -> str | None:
    """The path, when it leads to a page of this site and nowhere else; None for anything doubtful.

    Browsers read `//host`, `/\\host` and `/<tab>/host` as another site's address.
    """
    if not wanted or len(wanted) > LONGEST_PATH or not wanted.startswith("/"):
        return None
    if wanted.startswith("//") or "\\" in wanted or not wanted.isprintable():
        return None
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else wanted


def front_door(who: SignedIn) -> str:
    """The address of the first page for this person."""
    for permission, endpoint in FRONT_DOORS:
        if who.may(permission) and endpoint in current_app.view_functions:
            return url_for(endpoint)
    return url_for("account.home")


def locks() -> SiteLocks:
    """What hangs on this site's secret."""
    return SiteLocks(current_app.config["SECRET_KEY"])

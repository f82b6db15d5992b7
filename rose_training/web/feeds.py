"""Feeds as they leave: written once for the same dates, and not at all to a program that has them."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache

from flask import current_app, request
from werkzeug.wrappers import Response

from rose_training.adapters import tokens
from rose_training.adapters.calendar_files import Entry, Mailbox, feed
from rose_training.domain.weekly import Meeting
from rose_training.messages.addresses import address_of, organiser
from rose_training.services.feeds import FeedDate

PURPOSE = "feed"
NAME = "ROSE training"
SETTLED = timedelta(minutes=1)
"""Last-Modified has no parts of a second: it is not sent for what changed a moment ago (RFC 9110 §8.8.2)."""


def feed_token(key: str) -> str:
    """What stands in a secret address. The key in the table opens nothing without the site's secret."""
    return tokens.sign(PURPOSE, key, key=current_app.config["SECRET_KEY"])


def key_in(token: str) -> str | None:
    """The key of the feed that a token opens, or None when it was not made by us."""
    return tokens.read(PURPOSE, token, key=current_app.config["SECRET_KEY"])


def feed_response(
    dates: tuple[FeedDate, ...], *, page_of: Callable[[FeedDate], str], changed_at: datetime, at: datetime, secret: bool
) -> Response:
    """The feed, or 304 when the program that asks has it already.

    `page_of` is the absolute address where an entry leads; `changed_at` is a moment since which
    nothing has changed. Programs keep it and ask each time whether it still holds.
    """
    content, mark = _written(dates, page_of, current_app.config["SITE_URL"], organiser())
    response = Response(content, mimetype="text/calendar")
    response.set_etag(mark)
    if changed_at <= at - SETTLED:
        response.last_modified = changed_at
    response.cache_control.no_cache = True
    if secret:
        response.cache_control.private = True
        response.headers["X-Robots-Tag"] = "noindex"
    else:
        response.cache_control.public = True
    return response.make_conditional(request)


@lru_cache(maxsize=32)
def _written(
    dates: tuple[FeedDate, ...], page_of: Callable[[FeedDate], str], _site: str, sender: Mailbox
) -> tuple[bytes, str]:
    """The calendar and a mark of its content. The facts come from the database each time; the same
    facts on the same site always make the same calendar."""
    content = feed(NAME, [_entry(one, page_of(one)) for one in dates], organiser=sender)
    return content, hashlib.sha256(content).hexdigest()[:32]


def _entry(one: FeedDate, page: str) -> tuple[Entry, Meeting]:
    """Neutral: a staff-room screen may show it. The code stands for the topic."""
    week = f", week {one.week_number}" if one.week_number else ""
    if one.catches_up_week:
        week = f", week {one.catches_up_week} once more"
    held = " (held, not confirmed)" if one.tentative else ""
    entry = Entry(
        uid=f"{one.reference.lower()}@rose-training",
        sequence=one.sequence,
        stamp=one.changed_at,
        summary=f"{NAME} {one.code}{week}{held}",
        location=one.place,
        description=f"What it is, and what to do about it: {page}",
        page=page,
        cancelled=one.cancelled,
        tentative=one.tentative,
    )
    return entry, Meeting(one.starts_at, one.ends_at)


def public_page(one: FeedDate) -> str:
    """Where everybody reads about an open date."""
    return address_of("public.open_session", reference=one.reference)


def facilitators_page(one: FeedDate) -> str:
    """Where its facilitator finds the register, after signing in."""
    return address_of("facilitator.session_day", reference=one.reference)


def schools_page(one: FeedDate) -> str:
    """Where the school finds its booking, after signing in."""
    return address_of("school.booking", reference=one.booking)

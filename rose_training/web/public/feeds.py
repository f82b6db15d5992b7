"""Calendars to subscribe to: the open dates for everybody, and by secret address one's own."""

from flask import abort
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db
from rose_training.domain.feeds import FeedKind
from rose_training.services import feeds
from rose_training.web.feeds import facilitators_page, feed_response, key_in, public_page, schools_page
from rose_training.web.guards import open_to_all
from rose_training.web.public.blueprint import public


@public.get("/whats-on.ics")
@open_to_all
def whats_on_calendar() -> Response:
    """The open dates: neutral words, and never a joining link."""
    at = now()
    dates = feeds.open_dates(db.session(), at=at)
    changed_at = feeds.last_changed(db.session(), at=at)
    return feed_response(dates, page_of=public_page, changed_at=changed_at, at=at, secret=False)


@public.get("/feeds/<token>.ics")
@open_to_all
def secret_feed(token: str) -> Response:
    """A facilitator's or a school's dates. The address is the key: calendar programs cannot sign in."""
    at = now()
    key = key_in(token)
    found = feeds.by_key(db.session(), key=key) if key else None
    if found is None:
        abort(404)
    if found.ended_at is not None:
        # Gone for good: calendar programs stop asking.
        return Response("This address has ended. Its owner can make a new one.", 410, mimetype="text/plain")
    page_of = facilitators_page if found.kind is FeedKind.FACILITATOR else schools_page
    dates = feeds.dates_of(db.session(), found, at=at)
    changed_at = max(feeds.last_changed(db.session(), at=at), found.made_at)
    return feed_response(dates, page_of=page_of, changed_at=changed_at, at=at, secret=True)

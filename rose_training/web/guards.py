"""Who is at the browser, and which pages they may open.

Every view says one of two things, written **under** its route decorator:

    @office.get("/bookings")
    @requires(Permission.ANSWER_BOOKINGS)
    def inbox() -> str: ...

    @public.get("/activities")
    @open_to_all
    def activities() -> str: ...

A view that says neither answers nobody. Whose records a page shows is not asked here but of the
service, with the reader's scope (`signed_in().organisation_ids`, `.facilitator_id`).
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from flask import (
    Flask,
    abort,
    current_app,
    flash,
    g,
    redirect,
    request,
    session,
    url_for,
)
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.permissions import Permission
from rose_training.domain.sign_in import SEEN_EVERY, Limits, SessionLimits, SignedIn
from rose_training.services import accounts

View = TypeVar("View", bound=Callable[..., Any])

OPEN = "open to all"
OPEN_WITHOUT_SAYING = frozenset({"static"})
"""Endpoints that Flask itself adds; they serve what is built for everybody."""


def open_to_all(view: View) -> View:
    """Mark a view as one that anybody may open, signed in or not."""
    view.guard = OPEN  # type: ignore[attr-defined]
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark a view as one for those who are signed in and hold the permission."""

    def mark(view: View) -> View:
        view.guard = permission  # type: ignore[attr-defined]
        return view

    return mark


def guard_of(app: Flask, endpoint: str) -> Permission | str | None:
    """What the view behind an endpoint says: `OPEN`, a permission, or None when it says nothing."""
    if endpoint in OPEN_WITHOUT_SAYING:
        return OPEN
    return getattr(app.view_functions[endpoint], "guard", None)


def signed_in() -> SignedIn | None:
    """Who is at the browser, or None for a visitor."""
    return current_user.who if isinstance(current_user._get_current_object(), Browser) else None


def who() -> SignedIn:
    """Who is at the browser, on a page that `requires` a permission."""
    person = signed_in()
    if person is None:
        raise LookupError("nobody is signed in: does the view say @requires(...)?")
    return person


def remember_browser(token: str) -> bool:
    """Sign this browser in with the token of a session begun in `services.accounts`.

    What the cookie held before is forgotten, so that nothing set by another user of the
    computer survives. Answers False when the token opens nothing.
    """
    browser = _browser_of(token)
    if browser is None:
        return False
    session.clear()
    return bool(login_user(browser))


def forget_browser() -> None:
    """Empty this browser's cookie; ending the session in the database is the service's part."""
    logout_user()
    session.clear()


def browser_token() -> str | None:
    """The token of the session that this browser is signed in with."""
    return current_user.token if signed_in() is not None else None


def session_limits() -> SessionLimits:
    """How long browsers stay signed in, from the settings."""
    config = current_app.config
    standard = SessionLimits()
    return SessionLimits(
        shared=Limits(
            timedelta(minutes=config.get("SHARED_IDLE_MINUTES", _minutes(standard.shared.idle))),
            timedelta(hours=config.get("SHARED_ABSOLUTE_HOURS", _hours(standard.shared.absolute))),
        ),
        own=Limits(
            timedelta(minutes=config.get("STAFF_IDLE_MINUTES", _minutes(standard.own.idle))),
            timedelta(hours=config.get("STAFF_ABSOLUTE_HOURS", _hours(standard.own.absolute))),
        ),
    )


def guard(app: Flask) -> None:
    """Wire sign-in and the guards into the application."""
    manager = LoginManager()
    # A browser's address and name change on the way (telephones, school proxies); what ends a
    # sign-in is the row in the database.
    manager.session_protection = None
    # Templates ask `signed_in()`; a second way would open the cookie on every page.
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(_browser_of)
    app.before_request(enforce)
    app.context_processor(lambda: {"signed_in": signed_in})


def enforce() -> Response | None:
    """Before every request: let it through, ask to sign in, or say no."""
    if request.endpoint is None:
        return None  # no such page: the application answers 404
    needed = guard_of(current_app, request.endpoint)
    if needed is None:
        raise RuntimeError(
            f"The view '{request.endpoint}' answers nobody: write @open_to_all or "
            "@requires(Permission.X) under its route."
        )
    if needed == OPEN:
        if request.endpoint not in OPEN_WITHOUT_SAYING and _brought_a_cookie():
            # Now and not in the middle of the view's own transaction: it may write down that they came.
            signed_in()
        return None
    person = signed_in()
    if person is None:
        return _ask_to_sign_in()
    if not person.may(Permission(needed)):
        abort(403)
    return None


class Browser(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """A browser that is signed in, as Flask-Login knows it: by its session's token."""

    def __init__(self, token: str, who: SignedIn) -> None:
        self.token = token
        self.who = who

    def get_id(self) -> str:
        """What the cookie keeps."""
        return self.token


def _browser_of(token: str) -> Browser | None:
    """The browser with this token, while its session is live; notes now and then that it came."""
    at = now()
    found = accounts.find_session(db.session(), token=token, at=at)
    if found is None:
        if request:
            g.sign_in_ended = True
        return None
    if at - found.seen_at >= SEEN_EVERY:
        with transaction() as writing:
            accounts.note_seen(writing, token=token, at=at)
    if request:
        g.signed_in_here = True  # web.security keeps such pages out of every cache
    return Browser(token, found.who)


def _brought_a_cookie() -> bool:
    """Asked of the request, not of the session: looking into that would make every page differ by cookie."""
    return current_app.config["SESSION_COOKIE_NAME"] in request.cookies


def _ask_to_sign_in() -> Response:
    """Send a visitor to the sign-in page and afterwards to where they wanted to go."""
    if g.get("sign_in_ended"):
        session.clear()
        flash("You were signed out because nothing happened for a while. Sign in to go on.")
    if request.method == "GET":
        wanted: str | None = request.full_path.rstrip("?")
    else:
        wanted = request.path if _answers_get(request.path) else None
    return redirect(url_for("account.sign_in", next=wanted), 303)


def _answers_get(path: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    try:
        return adapter is not None and bool(adapter.match(path, method="GET"))
    except HTTPException:
        return False


def _minutes(length: timedelta) -> int:
    return length // timedelta(minutes=1)


def _hours(length: timedelta) -> int:
    return length // timedelta(hours=1)

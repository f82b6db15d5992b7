"""What every answer carries so that a browser runs nothing of others and keeps nothing of ours."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_talisman import DENY, Talisman
from flask_wtf.csrf import CSRFProtect

from config import Settings

CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
"""Nothing inline, nothing from anywhere else; `data:` is for the pictures of our own stylesheet."""

PERMISSIONS_POLICY = dict.fromkeys(
    ["camera", "display-capture", "geolocation", "microphone", "payment", "usb", "browsing-topics"], "()"
)

YEAR_SECONDS = 365 * 24 * 3600

csrf = CSRFProtect()
limiter = Limiter(key_func=get_remote_address)


def _limits_are_off() -> bool:
    return not current_app.extensions["settings"].rate_limits


limit_public_form = limiter.shared_limit(
    "60 per minute; 600 per hour", scope="public forms", methods=["POST"], exempt_when=_limits_are_off
)
"""Written nearest to a view that takes a form from anybody. A whole staff room shares one network
address, so the limit is wide; guessing is limited by `services.tries.count_try`."""

limit_certificate_checks = limiter.shared_limit(
    "30 per minute; 300 per hour", scope="certificate checks", exempt_when=_limits_are_off
)
"""For looking certificates up by their number: wide enough for a personnel office, too narrow for guessing."""


limit_suggestions = limiter.shared_limit(
    "240 per minute; 3000 per hour", scope="suggestions", exempt_when=_limits_are_off
)
"""For what a page asks while somebody types: a few questions for each school that is looked for."""

Looked = TypeVar("Looked", bound=Callable[..., Any])


def takes_register_files(view: Looked) -> Looked:
    """Let those whom the view's guard lets in send it a file as large as `REGISTER_MEGABYTES`."""
    view.takes_register_files = True  # type: ignore[attr-defined]
    return view


def allow_register_files() -> None:
    """Before a request is read: how large it may be."""
    view = current_app.view_functions.get(request.endpoint or "")
    # Asked before the guard: a visitor's file is not even kept until the guard has said no.
    if getattr(view, "takes_register_files", False) and current_user.is_authenticated:
        request.max_content_length = current_app.extensions["settings"].register_megabytes * 1024 * 1024


def secure(app: Flask, settings: Settings) -> None:
    """Put the headers on every answer, a token in every form, and limits on public forms."""
    Talisman(
        app,
        # The proxy in front turns http into https; here it would break the health probes.
        force_https=False,
        strict_transport_security=settings.production,
        strict_transport_security_max_age=YEAR_SECONDS,
        session_cookie_secure=settings.production,
        session_cookie_http_only=True,
        session_cookie_samesite="Lax",
        content_security_policy=CONTENT_SECURITY_POLICY,
        permissions_policy=PERMISSIONS_POLICY,
        frame_options=DENY,
        # Addresses hold tokens: no other site is told them. Our own forms need it (CSRF check).
        referrer_policy="same-origin",
        x_xss_protection=False,
    )
    app.before_request(allow_register_files)
    csrf.init_app(app)
    app.config["RATELIMIT_ENABLED"] = True  # each limit asks the settings of its own application
    limiter.init_app(app)
    app.before_request(_refuse_null_characters)
    app.after_request(_keep_nothing)


def keep_out_of_caches() -> None:
    """Keep the page that is being answered in no cache: it shows what its address alone opens to anybody."""
    g.keep_nothing = True


def _refuse_null_characters() -> None:
    """No browser sends them and no database of ours stores them: whoever does is trying us out."""
    typed = [request.path, *request.args.values(), *(value for values in request.form.listvalues() for value in values)]
    if any("\0" in text for text in typed):
        abort(400)


def _keep_nothing(response: Response) -> Response:
    """Pages of somebody who is signed in, of signing in, and of one's own place stay in no cache (§5.4)."""
    if g.get("signed_in_here") or g.get("keep_nothing") or request.blueprint == "account":
        response.headers["Cache-Control"] = "no-store"
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    return response

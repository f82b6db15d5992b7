"""What a visitor reads when something goes wrong: plain words and the numbers to ring, always.

The pages are written once at start-up. Answering with one touches no database, no session and no
template, so a page that tells of a failure cannot fail itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from flask import Flask, Response
from werkzeug.exceptions import HTTPException, InternalServerError

from rose_training.web.requests import request_id

NUMBER_GOES_HERE = "number-of-the-request"
"""Stands in the written page where the request's own number will stand."""

KEPT_HEADERS = frozenset({"Allow", "Retry-After", "WWW-Authenticate"})
"""Headers of an exception that a browser or a program can act on."""


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """The words of one error page. `numbered`: it shows the number of the request, for the office to look up."""

    title: str
    sentences: tuple[str, ...]
    numbered: bool = False


WRONG_REQUEST = ErrorPage(
    "We could not read that",
    (
        "Something in what was sent did not make sense to us. Nothing has been changed.",
        "If the page had been open for a long time, go back, load it again and send it once more.",
    ),
)
BROKEN = ErrorPage(
    "Something went wrong on our side",
    (
        "We are sorry. This is our fault, not yours, and we have a note of it.",
        "What you sent just now may not have been saved. Please try again in a few minutes.",
    ),
    numbered=True,
)
PAGES: Mapping[int, ErrorPage] = {
    HTTPStatus.BAD_REQUEST: WRONG_REQUEST,
    HTTPStatus.UNAUTHORIZED: ErrorPage(
        "Please sign in", ("This page is for people who have signed in. Nothing has been changed.",)
    ),
    HTTPStatus.FORBIDDEN: ErrorPage(
        "This page is not open to you",
        (
            "You are signed in, but this page is for other people.",
            "If you think that it should be open to you, ask the ROSE office.",
        ),
    ),
    HTTPStatus.NOT_FOUND: ErrorPage(
        "We cannot find that page",
        (
            "If you typed the address, check that it is right. If you pasted it, check that all of it is there.",
            "A link in an e-mail may have been replaced by a newer one: look for our latest e-mail.",
        ),
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: ErrorPage(
        "That cannot be done on this page",
        ("This page was asked to do something that it does not do. Nothing has been changed.",),
    ),
    HTTPStatus.CONFLICT: ErrorPage(
        "Somebody else was quicker",
        ("This was changed by somebody else at the same time. Load the page again to see how it is now.",),
    ),
    HTTPStatus.GONE: ErrorPage(
        "This page is no longer here",
        ("What stood here has ended or has been taken away.",),
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ErrorPage(
        "That is too big for us",
        ("What was sent is larger than we can take. Send a smaller file, or send it in parts.",),
    ),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: ErrorPage(
        "We cannot read this kind of file",
        ("Save it as one of the kinds named on the page, then send it again.",),
    ),
    HTTPStatus.TOO_MANY_REQUESTS: ErrorPage(
        "Please wait a little",
        ("There were very many tries in a short time. Wait a few minutes, then try again.",),
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: BROKEN,
    HTTPStatus.SERVICE_UNAVAILABLE: ErrorPage(
        "The site is having a short break",
        (
            "We are working on it, or too many people are here at once. Please come back in a few minutes.",
            "Places and bookings that we have confirmed to you are safe.",
        ),
        numbered=True,
    ),
}
WHILE_THE_SITE_IS_DOWN = replace(PAGES[HTTPStatus.SERVICE_UNAVAILABLE], numbered=False)
"""For the server in front to show when nobody is here to number a request (`flask maintenance-page`)."""


def page_for(code: int) -> ErrorPage:
    """The page of a status; an unusual status gets the words of its kind."""
    usual = WRONG_REQUEST if code < HTTPStatus.INTERNAL_SERVER_ERROR else BROKEN
    return PAGES.get(code, usual)


def register(app: Flask) -> None:
    """Write the pages, and answer every error with one of them. Called when the navigation is there."""
    template = app.jinja_env.get_template("errors/page.html")
    with app.app_context():
        written = {
            page: template.render(
                page=page,
                reference=NUMBER_GOES_HERE if page.numbered else None,
                demonstration=False,
            )
            for page in {*PAGES.values(), WRONG_REQUEST, BROKEN, WHILE_THE_SITE_IS_DOWN}
        }

    app.extensions["maintenance_page"] = written[WHILE_THE_SITE_IS_DOWN]

    def tell(error: HTTPException) -> Response | HTTPException:
        if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
            return error  # a redirect, or an answer that somebody has made already
        html = written[page_for(error.code)].replace(NUMBER_GOES_HERE, request_id() or "")
        kept = [(name, value) for name, value in error.get_headers() if name in KEPT_HEADERS]
        return Response(html, error.code, kept, mimetype="text/html")

    app.register_error_handler(HTTPException, tell)
    app.register_error_handler(InternalServerError, tell)

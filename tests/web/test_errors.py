"""When something goes wrong: plain words, the numbers to ring, no database and no session."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from flask import Flask, abort, request
from werkzeug.exceptions import ServiceUnavailable, TooManyRequests

from rose_training.web import errors
from rose_training.web.guards import open_to_all
from tests.support.queries import Queries
from tests.support.visitor import Page, Visitor, inspected

NUMBERS = ("999", "0344 800 8021", "0344 800 8020", "01603 610256")


@pytest.fixture
def failing(app: Flask) -> Iterator[Flask]:
    """The application, whose address of an activity fails in the way that the question asks for."""

    @open_to_all
    def fail(**_: object) -> str:
        code = request.args.get("code")
        if code == "retry":
            raise TooManyRequests(retry_after=120)
        if code == "break":
            raise ServiceUnavailable(retry_after=60)
        if code:
            abort(int(code))
        raise RuntimeError("the words of an exception are for nobody's eyes")

    kept = app.view_functions["public.home"]
    app.view_functions["public.home"] = fail
    app.testing = False
    yield app
    app.testing = True
    app.view_functions["public.home"] = kept


def fetch(failing: Flask, address: str, method: str = "GET") -> Page:
    return Page(failing.test_client().open(address, method=method))


@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 409, 410, 413, 415, 418, 422, 429, 500, 501, 503])
def test_every_status_keeps_the_numbers_to_ring(failing: Flask, code: int) -> None:
    page = fetch(failing, f"/?code={code}")
    assert page.status == code
    assert page.heading == errors.page_for(code).title
    assert inspected(page.soup) == []
    written = page.soup.get_text(" ")
    assert all(number in written for number in NUMBERS)
    assert [link for link in page.links() if link.startswith("tel:")][-4:] == [
        "tel:999",
        "tel:03448008021",
        "tel:03448008020",
        "tel:01603610256",
    ]


def test_a_failure_of_ours_says_so_and_gives_its_number(failing: Flask) -> None:
    page = fetch(failing, "/")
    assert page.status == 500
    assert "our fault, not yours" in page.text
    assert page.response.headers["X-Request-ID"] in page.text
    assert errors.NUMBER_GOES_HERE not in page.html
    assert "nobody's eyes" not in page.html


def test_a_page_of_an_error_asks_neither_database_nor_session(
    failing: Flask, count_queries: Callable[[], AbstractContextManager[Queries]]
) -> None:
    visitor = Visitor(failing)
    with visitor.client.session_transaction() as cookie:
        cookie["draft"] = "something"  # who signs in is looked up before the view, and so before it fails
    with count_queries() as queries:
        response = visitor.client.get("/?code=404")
    assert response.status_code == 404
    assert len(queries) == 0
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(("code", "wait"), [("retry", "120"), ("break", "60")])
def test_a_browser_is_told_when_to_try_again(failing: Flask, code: str, wait: str) -> None:
    assert fetch(failing, f"/?code={code}").response.headers["Retry-After"] == wait


def test_an_unknown_address_is_not_found(visit: Visitor) -> None:
    page = visit.get("/no-such-page")
    assert (page.status, page.heading) == (404, "We cannot find that page")


def test_a_wrong_method_names_those_that_work(visit: Visitor) -> None:
    response = visit.client.delete("/cookies")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_a_form_without_its_token_changes_nothing_and_says_what_to_do(visit: Visitor) -> None:
    page = Page(visit.client.post("/account/sign-in", data={"email": "a@example.org"}))
    assert page.status == 400
    assert "Nothing has been changed" in page.text

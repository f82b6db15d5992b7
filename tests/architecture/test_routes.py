"""Every page is guarded or open, and `who_may_open.txt` says for each who may open it.

The table is written out, so that whoever changes who may open a page changes a line that others read.
To accept new pages run this file once with KEEP_TABLE=1 in the environment, then read the difference
before you commit it.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import IntegerConverter, Rule, UUIDConverter

from rose_training.domain.permissions import Permission, Role, may
from rose_training.models.people import Person
from rose_training.web.guards import OPEN, guard_of
from tests.factories import make_facilitator, make_organisation, make_person
from tests.support.visitor import Visitor

TABLE = Path(__file__).with_name("who_may_open.txt")
VISITOR = "visitor"
WHO = [VISITOR, *(role.value for role in Role)]
MAY, MAY_NOT = "yes", "-"
SIGN_IN = "/account/sign-in"


@dataclass(frozen=True)
class Route:
    """One rule of the running application and what its view says."""

    endpoint: str
    methods: tuple[str, ...]
    needs: str
    rule: Rule

    def opens_to(self, who: str) -> bool:
        """Whether the permissions let this kind of person in."""
        if self.needs == OPEN:
            return True
        return who != VISITOR and may([Role(who)], Permission(self.needs))


def routes_of(app: Flask) -> list[Route]:
    """Every route with a guard, in the order of the table."""
    found = []
    for rule in app.url_map.iter_rules():
        needs = guard_of(app, rule.endpoint)
        if needs is not None:
            methods = tuple(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
            found.append(Route(rule.endpoint, methods, str(needs), rule))
    return sorted(found, key=lambda route: (route.rule.rule, route.endpoint))


def written(routes: list[Route]) -> str:
    """The table as the file holds it. What varies in length stands last, so that a new page is one new line."""
    widths = [len(who) + 2 for who in WHO]
    head = "".join(who.ljust(width) for who, width in zip(WHO, widths, strict=True))
    lines = [head + "page", "-" * (len(head) + 4)]
    for route in routes:
        answers = [MAY if route.opens_to(who) else MAY_NOT for who in WHO]
        cells = "".join(answer.ljust(width) for answer, width in zip(answers, widths, strict=True))
        lines.append(f"{cells}{' '.join(route.methods)} {route.rule.rule}  {route.endpoint}: {route.needs}")
    return "\n".join(lines) + "\n"


@pytest.fixture
def people(stored: Session) -> dict[str, Person]:
    """One person of each role."""
    found = {role.value: make_person(stored, role) for role in (Role.COORDINATOR, Role.PROFESSIONAL)}
    found["school_booker"] = make_person(stored, Role.SCHOOL_BOOKER, organisation=make_organisation(stored))
    found["facilitator"] = make_facilitator(stored).person
    stored.commit()
    return found


@pytest.fixture
def browsers(app: Flask, people: dict[str, Person]) -> Iterator[dict[str, FlaskClient]]:
    """A browser for each, and the visitor's. Form tokens are not asked for here, and a page that breaks answers 500."""
    app.config.update(WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    yield {VISITOR: Visitor(app).client} | {who: Visitor(app).sign_in(person).client for who, person in people.items()}
    app.config.update(WTF_CSRF_ENABLED=True, PROPAGATE_EXCEPTIONS=None)


def test_every_page_says_who_may_open_it(app: Flask) -> None:
    silent = sorted({rule.endpoint for rule in app.url_map.iter_rules() if guard_of(app, rule.endpoint) is None})
    assert not silent, (
        "these views answer nobody: write @open_to_all or @requires(Permission.X) from rose_training.web.guards "
        f"under their route: {', '.join(silent)}"
    )


def test_the_table_of_who_may_open_which_page_is_complete(app: Flask) -> None:
    table = written(routes_of(app))
    if os.environ.get("KEEP_TABLE"):
        TABLE.write_text(table)
    kept, now = set(TABLE.read_text().splitlines()), set(table.splitlines())
    differences = [f"not in the table: {line}" for line in sorted(now - kept)]
    differences += [f"no longer so: {line}" for line in sorted(kept - now)]
    assert not differences, (
        "who may open which page has changed. If that is meant, run this test with KEEP_TABLE=1 and commit "
        "tests/architecture/who_may_open.txt:\n" + "\n".join(differences)
    )


def test_whoever_may_not_is_turned_away_from_every_page(app: Flask, browsers: dict[str, FlaskClient]) -> None:
    """By every method, and before the page looks for what its address names."""
    wrong = []
    for route in routes_of(app):
        rule = route.rule
        for who, browser in browsers.items():
            if route.opens_to(who):
                continue
            for method in route.methods:
                answer = browser.open(_filled_in(app, rule), method=method)
                location = answer.headers.get("Location", "")
                turned_away = (
                    answer.status_code == 303 and location.startswith(SIGN_IN)
                    if who == VISITOR
                    else answer.status_code == 403
                )
                if not turned_away:
                    wrong.append(f"{who}: {method} {rule.rule} answered {answer.status_code} {location}")
    assert not wrong, "\n".join(wrong)


def test_whoever_may_opens_every_page_that_needs_nothing_filled_in(
    app: Flask, browsers: dict[str, FlaskClient]
) -> None:
    wrong = []
    for route in routes_of(app):
        rule = route.rule
        if rule.arguments or "GET" not in route.methods:
            continue
        for who, browser in browsers.items():
            if not route.opens_to(who):
                continue
            answer = browser.get(_filled_in(app, rule))
            location = answer.headers.get("Location", "")
            asked_to_sign_in = location.startswith(SIGN_IN) and rule.rule.split("/")[1] != "account"
            well = answer.status_code < 400 or answer.status_code == 404 or rule.rule == "/readyz"
            if asked_to_sign_in or not well:
                wrong.append(f"{who}: GET {rule.rule} answered {answer.status_code} {location}")
    assert not wrong, "\n".join(wrong)


def _filled_in(app: Flask, rule: Rule) -> str:
    """An address of the rule, made up where it needs something."""
    made_up = {name: _fits(rule, name) for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, made_up, append_unknown=False)


def _fits(rule: Rule, name: str) -> object:
    converter = rule._converters[name]
    if isinstance(converter, IntegerConverter):
        return 1
    return "00000000-0000-0000-0000-000000000000" if isinstance(converter, UUIDConverter) else "x"

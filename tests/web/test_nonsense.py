"""Whatever stands in an address, a page answers; no page breaks, on any of its parameters.

The pages are taken from the running application and the parameters from the source, so a new one is
tried without being named here.
"""

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import ROOT
from rose_training.domain.permissions import Permission, Role, may
from rose_training.web.guards import OPEN, guard_of
from tests.factories import make_facilitator, make_organisation, make_person
from tests.support.visitor import Visitor

PARAMETER = re.compile(r"request\.args(?:\.get|\.getlist)?[\[(]\s*\"([a-z_]+)\"")
NONSENSE = [
    "",
    " ",
    "-1",
    "9" * 40,
    "1e999",
    "x" * 5000,
    "%",
    "_",
    "'; --",
    "é☂\u202e\u0301",
    "2026-02-30",
    "9999-99-99",
    "0000-00",
    "<b>x</b>",
    "../../etc/passwd",
    "//evil.example",
    "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
]


def parameters() -> list[str]:
    """Every name that a page reads from its address, apart from form fields."""
    sources = (ROOT / "rose_training" / "web").rglob("*.py")
    return sorted({name for path in sources for name in PARAMETER.findall(path.read_text())})


@pytest.fixture
def browsers(app: Flask, stored: Session) -> dict[Role, Visitor]:
    people = {role: make_person(stored, role) for role in (Role.COORDINATOR, Role.PROFESSIONAL)}
    people[Role.SCHOOL_BOOKER] = make_person(stored, Role.SCHOOL_BOOKER, organisation=make_organisation(stored))
    people[Role.FACILITATOR] = make_facilitator(stored).person
    stored.commit()
    return {role: Visitor(app).sign_in(person) for role, person in people.items()}


def test_no_page_breaks_on_what_stands_in_its_address(app: Flask, browsers: dict[Role, Visitor], monkeypatch) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    names = parameters()
    assert {"page", "q", "next"} <= set(names)
    wrong = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or rule.arguments or rule.rule == "/readyz":
            continue
        needs = guard_of(app, rule.endpoint)
        role = Role.COORDINATOR if needs == OPEN else next(r for r in Role if may([r], Permission(needs)))
        for nonsense in NONSENSE:
            answer = browsers[role].client.get(rule.rule, query_string=dict.fromkeys(names, nonsense))
            if answer.status_code >= 500:
                wrong.append(f"{rule.rule} with {nonsense[:20]!r} answered {answer.status_code}")
            location = answer.headers.get("Location", "/")
            if not location.startswith("/") or location.startswith("//"):
                wrong.append(f"{rule.rule} with {nonsense[:20]!r} leads to {location}")
    assert not wrong, "\n".join(wrong)

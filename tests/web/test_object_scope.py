"""A school, a professional and a facilitator each with the neighbour's reference in the address: 404.

The pages are taken from the running application, so a new one is tried without being named here.
"""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from rose_training import clock
from rose_training.domain.bookings import BookingState
from rose_training.domain.certificates import new_number
from rose_training.domain.permissions import Role
from rose_training.models.certificates import Certificate
from rose_training.models.people import Person
from rose_training.models.registrations import Registration
from rose_training.models.schema import metadata
from tests.factories import (
    make_assignment,
    make_booking,
    make_cohort,
    make_facilitator,
    make_organisation,
    make_person,
    make_registration,
    make_session,
)
from tests.support.visitor import Visitor

SCOPED = ("school", "my", "facilitator")
MAY_CHANGE_BY_READING = {"sign_in_session", "access_entry"}


@dataclass(frozen=True)
class Neighbours:
    """For each blueprint: who is signed in, what is theirs, and what is the neighbour's."""

    reader: Person
    own: str
    neighbours: str
    besides: dict[str, dict[str, str]] = field(default_factory=dict)
    """What else may stand in an address, by the reference that it goes with."""


@pytest.fixture
def each(stored: Session) -> dict[str, Neighbours]:
    schools = [make_organisation(stored) for _ in range(2)]
    bookings = [make_booking(stored, organisation=school) for school in schools]
    for booking in bookings:
        make_cohort(stored, booking)
    booker = make_person(stored, Role.SCHOOL_BOOKER, organisation=schools[0])
    others = [make_person(stored, Role.SCHOOL_BOOKER, organisation=school) for school in schools]
    teams = {
        booking.reference: {"in_school": school.reference, "person": other.reference}
        for booking, school, other in zip(bookings, schools, others, strict=True)
    }
    professionals = [make_person(stored, Role.PROFESSIONAL) for _ in range(2)]
    places = [make_registration(stored, person=person, email=person.email) for person in professionals]
    for place in places:
        stored.add(certificate_of(place))
    facilitators = [make_facilitator(stored) for _ in range(2)]
    # within the days that a facilitator may open a session (§5.3 of the domain notes)
    tomorrow = clock.now() + timedelta(days=1)
    visits = [make_booking(stored, state=BookingState.CONFIRMED) for _ in range(2)]
    for visited in visits:
        make_cohort(stored, visited)
    sessions = [
        make_session(stored, booking=visited, starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=1))
        for visited in visits
    ]
    for facilitator, session in zip(facilitators, sessions, strict=True):
        make_assignment(stored, session, facilitator)
    stored.commit()
    return {
        "school": Neighbours(booker, bookings[0].reference, bookings[1].reference, teams),
        "my": Neighbours(professionals[0], places[0].reference, places[1].reference),
        "facilitator": Neighbours(facilitators[0].person, sessions[0].reference, sessions[1].reference),
    }


def certificate_of(place: Registration) -> Certificate:
    """As if they had attended yesterday."""
    yesterday = clock.now() - timedelta(days=1)
    return Certificate(
        number=new_number(),
        registration_id=place.id,
        name=place.name,
        title="Quarterly briefing",
        held_on=yesterday.date(),
        minutes=60,
        facilitator="Fay Example",
        issued_at=yesterday,
    )


@pytest.fixture
def without_tokens(app: Flask):
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


def scoped_rules(app: Flask) -> list[Rule]:
    """Every page of these actors that names something in its address."""
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] in SCOPED and rule.arguments]


def address(app: Flask, rule: Rule, who: Neighbours, reference: str) -> str:
    nobody = {"in_school": "ORG-0000-0000", "person": "PER-0000-0000"}
    besides = who.besides.get(reference, nobody)
    known: dict[str, object] = {"reference": reference, "item": "room", "topic": "room", "part": "outline", **besides}
    known |= {"closure_id": 1, "term_id": 1}
    assert rule.arguments <= set(known), f"{rule.rule}: teach this test what stands in its address"
    return app.url_map.bind("localhost").build(rule.endpoint, {name: known[name] for name in rule.arguments})


def rows(stored: Session) -> dict[str, int]:
    """How many rows each table has."""
    stored.rollback()
    return {
        table.name: stored.scalar(select(func.count()).select_from(table)) or 0
        for table in metadata.sorted_tables
        if table.name not in MAY_CHANGE_BY_READING
    }


def test_the_neighbours_reference_is_not_found_and_changes_nothing(app, stored, each, without_tokens) -> None:
    rules = scoped_rules(app)
    assert {rule.endpoint.split(".")[0] for rule in rules} == set(SCOPED)
    before = rows(stored)
    wrong = []
    for rule in rules:
        who = each[rule.endpoint.split(".")[0]]
        browser = Visitor(app).sign_in(who.reader).client
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            for reference in (who.neighbours, "JIG-0000-00"):
                status = browser.open(address(app, rule, who, reference), method=method).status_code
                if status != 404:
                    wrong.append(f"{method} {rule.rule} with {reference} answered {status}")
    assert not wrong, "\n".join(wrong)
    assert rows(stored) == before


def test_ones_own_is_found(app, each, without_tokens) -> None:
    """So that the 404s above say something."""
    wrong = []
    for rule in scoped_rules(app):
        who = each[rule.endpoint.split(".")[0]]
        if "GET" not in (rule.methods or set()):
            continue
        status = Visitor(app).sign_in(who.reader).client.get(address(app, rule, who, who.own)).status_code
        if status >= 400:
            wrong.append(f"GET {rule.rule} answered {status}")
    assert not wrong, "\n".join(wrong)


def test_lists_show_ones_own_and_not_the_neighbours(app, each) -> None:
    for name, who in each.items():
        visit = Visitor(app).sign_in(who.reader)
        listed = [
            visit.get(rule.rule).response.get_data(as_text=True)
            for rule in app.url_map.iter_rules()
            if rule.endpoint.startswith(f"{name}.") and not rule.arguments and "GET" in (rule.methods or set())
        ]
        assert any(who.own in page for page in listed), name
        assert not any(who.neighbours in page for page in listed), name

"""Every role follows every link it is shown, and fills every form it is shown with nonsense.

No link leads nowhere or to a page that is not theirs, every page is inspected as a page, and whatever is
typed into a form is answered: no page breaks.
"""

from collections import Counter, deque
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from bs4 import Tag
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from rose_training import clock
from rose_training.domain.actors import Actor
from rose_training.domain.attendance import Mark
from rose_training.domain.bookings import BookingState
from rose_training.domain.permissions import Role
from rose_training.domain.registrations import RegistrationState
from rose_training.models.people import Facilitator, Person
from rose_training.services.attendance import Sent, register_of, take_register
from tests.factories import (
    make_agency,
    make_assignment,
    make_booking,
    make_campaign,
    make_cohort,
    make_facilitator,
    make_organisation,
    make_person,
    make_registration,
    make_series,
    make_session,
)
from tests.support.visitor import Visitor

OF_EACH_PAGE = 3
"""So many addresses of one page are opened: a list of a hundred rows has a hundred links to the same page."""

NONSENSE = ["", "x" * 5000, "-1", "9" * 40, "é☂\u202e<b>", "2026-02-30"]
WOULD_SIGN_OUT = {"account.sign_out", "account.sign_out_everywhere", "office.sign_person_out"}
STARTS = {
    None: ["/", "/account/sign-in", "/find-school?q=example"],
    Role.COORDINATOR: ["/office/bookings", "/account/"],
    Role.FACILITATOR: ["/facilitator", "/account/"],
    Role.SCHOOL_BOOKER: ["/school/bookings", "/account/"],
    Role.PROFESSIONAL: ["/my/places", "/account/"],
}


@pytest.fixture
def people(stored: Session) -> dict[Role, Person]:
    """A small world: a booking in every state, sessions before and after today, places of every kind."""
    day = timedelta(days=1)
    school = make_organisation(stored)
    make_agency(stored)
    facilitator = make_facilitator(stored)
    needed = {
        BookingState.HELD: {"held_until": clock.now() + day},
        BookingState.DECLINED: {"reason": "no_facilitator"},
        BookingState.CANCELLED: {"reason": "school_asked"},
    }
    for state in BookingState:
        booking = make_booking(stored, organisation=school, state=state, **needed.get(state, {}))
        if state in {BookingState.CONFIRMED, BookingState.DELIVERED}:
            starts_at = clock.now() + (day if state is BookingState.CONFIRMED else -day)
            visit = make_session(stored, booking=booking, starts_at=starts_at)
            make_assignment(stored, visit, facilitator)
            make_cohort(stored, booking)
    professional = make_person(stored, Role.PROFESSIONAL)
    colleague = make_registration(stored)
    needed_by_place = {
        RegistrationState.CANCELLED: {"cancelled_at": clock.now()},
        RegistrationState.OFFERED: {"offered_until": clock.now() + day},
        RegistrationState.SUBSTITUTED: {"substituted_by_id": colleague.id},
    }
    for number, state in enumerate(RegistrationState):
        briefing = make_session(stored, starts_at=clock.now() + (3 + number) * day)
        make_assignment(stored, briefing, facilitator)
        over = {"email": professional.email, "state": state, **needed_by_place.get(state, {})}
        make_registration(stored, briefing, person=professional, **over)
    attended(stored, professional, facilitator)
    make_session(stored, series_id=make_series(stored).id, campaign_id=make_campaign(stored).id)
    people = {
        Role.COORDINATOR: make_person(stored, Role.COORDINATOR),
        Role.FACILITATOR: facilitator.person,
        Role.SCHOOL_BOOKER: make_person(stored, Role.SCHOOL_BOOKER, organisation=school),
        Role.PROFESSIONAL: professional,
    }
    stored.commit()
    return people


def attended(stored: Session, person: Person, facilitator: Facilitator) -> None:
    """A briefing that is over, with a certificate."""
    over = make_session(stored, starts_at=clock.now() - timedelta(days=2))
    make_assignment(stored, over, facilitator)
    make_registration(stored, over, person=person, email=person.email)
    (row,) = register_of(stored, training=over).rows
    sent = {row.key: Sent(Mark.PRESENT, 0)}
    take_register(stored, training=over, sent=sent, by=Actor(None, "Fay"), at=clock.now() - timedelta(days=1))


class Walk:
    """One reader's walk over the site by its links."""

    def __init__(self, app: Flask, visit: Visitor, role: Role | None) -> None:
        self.app = app
        self.visit = visit
        self.role = role
        self.opened: Counter[tuple[str, ...]] = Counter()
        self.wrong: list[str] = []
        self.one_of_each: list[str] = []
        """One address of each page that was shown."""
        self.forms: dict[tuple[str, str], tuple[str, str]] = {}
        """By the page that holds it and the page that takes it: the address of the one and of the other."""

    def endpoint(self, address: str) -> str | None:
        try:
            name: str = self.app.url_map.bind("localhost").match(urlsplit(address).path)[0]
        except HTTPException:
            return None
        return name

    def follow_links(self) -> "Walk":
        waiting = deque((start, "the start") for start in STARTS[self.role])
        seen = set(STARTS[self.role])
        while waiting:
            address, source = waiting.popleft()
            parts = urlsplit(address)
            kind = (self.endpoint(address) or address, *sorted(parse_qs(parts.query)))
            if self.opened[kind] >= OF_EACH_PAGE:
                continue
            self.opened[kind] += 1
            page = self.visit.get(address)
            if page.status >= 400:
                self.wrong.append(f"{source} leads to {address}, which answers {page.status}")
                continue
            if page.html and page.status == 200 and self.opened[kind] == 1:
                self.one_of_each.append(address)
            found = page.links() if page.html else []
            if page.location:
                found = [page.location]
            for form in page.soup.find_all("form") if page.html else []:
                action = urljoin(address, str(form.get("action") or address))
                self.forms.setdefault((kind[0], self.endpoint_of(form, action)), (address, action))
            for link in found:
                target = urljoin(address, link).partition("#")[0]
                if target.startswith("/") and not target.startswith("/static/") and target not in seen:
                    seen.add(target)
                    waiting.append((target, address))
        return self

    def endpoint_of(self, form: Tag, action: str) -> str:
        """The page that takes a form, by its method."""
        method = str(form.get("method", "get")).upper()
        try:
            name: str = self.app.url_map.bind("localhost").match(urlsplit(action).path, method=method)[0]
        except HTTPException:
            self.wrong.append(f"a form leads to {method} {action}, which nobody takes")
            return action
        return name

    def fill_forms(self) -> "Walk":
        for (_, taker), (holder, action) in self.forms.items():
            if taker in WOULD_SIGN_OUT:
                continue
            for nonsense in NONSENSE:
                self.fill(holder, action, nonsense)
        return self

    def fill(self, holder: str, action: str, nonsense: str) -> None:
        page = self.visit.get(holder, inspect=False)
        for form in page.soup.find_all("form"):
            if urljoin(holder, str(form.get("action") or holder)) != action:
                continue
            typed = dict(self.typed(form, nonsense))
            if str(form.get("method", "get")).lower() == "get":
                # A browser replaces whatever the address already asked.
                status = self.visit.get(urlsplit(action).path, query_string=typed, inspect=False).status
            else:
                status = self.visit.client.post(action, data=typed).status_code
            if status >= 500:
                self.wrong.append(f"the form at {holder} with {nonsense[:12]!r} answers {status}")
            return

    def typed(self, form: Tag, nonsense: str) -> Iterator[tuple[str, str]]:
        for control in form.find_all(["input", "select", "textarea", "button"]):
            name = control.get("name")
            if name == "csrf_token":
                yield str(name), str(control["value"])
            elif name:
                yield str(name), nonsense


@pytest.mark.parametrize("role", [None, *Role], ids=["visitor", *(role.value for role in Role)])
def test_every_link_leads_somewhere_and_no_form_breaks(
    app: Flask, people: dict[Role, Person], monkeypatch: pytest.MonkeyPatch, role: Role | None
) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    visit = Visitor(app)
    if role is not None:
        visit.sign_in(people[role])
    walk = Walk(app, visit, role).follow_links()
    assert not walk.wrong, "\n".join(walk.wrong)
    assert len(walk.opened) > 8, "the walk came somewhere"
    walk.fill_forms()
    assert not walk.wrong, "\n".join(walk.wrong)

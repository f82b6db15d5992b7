"""Colleagues registered in one go: all in one transaction, each with their own mail and calendar entry."""

import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from rose_training.domain.actors import Actor
from rose_training.domain.parties import RowsRefused
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import SessionMode
from rose_training.models.outbox import OutboxMessage
from rose_training.models.parties import Party
from rose_training.models.registrations import Registration
from rose_training.services import offers, parties, registrations, sessions
from rose_training.services.parties import Coming, Wish
from rose_training.services.registrations import Attendee
from tests.factories import make_registration, make_session

VISITOR = Actor.visitor()
CONFIRMED, RESERVE, OFFERED = RegistrationState.CONFIRMED, RegistrationState.RESERVE, RegistrationState.OFFERED


def somebody(name):
    return Coming(Attendee(f"{name} Example", f"{name.lower()}@agency.example", "Example Agency", "Youth worker"))


def wish(*names, lead="Ada", **over):
    values = {
        "lead_name": f"{lead} Example",
        "lead_email": f"{lead}@Agency.example",
        "people": tuple(somebody(name) for name in names),
    }
    return Wish(**values | over)


def register(session, training, asked, at, limit=5, **how):
    return arrange(session, training, asked, at, limit=limit, **how).party


def arrange(session, training, asked, at, limit=5, **how):
    return parties.register(
        session, session_reference=training.reference, wish=asked, limit=limit, by=VISITOR, at=at, **how
    )


def members(session, party):
    return parties.by_reference(session, reference=party.reference).members


def mails(session):
    return [(m.kind, m.to) for m in session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))]


def test_three_at_once_have_three_places_and_three_diaries(session, at):
    training = make_session(session, capacity=3)
    party = register(session, training, wish("Ada", "Bo", "Cy"), at)
    ada, bo, cy = members(session, party)
    assert {one.state for one in (ada, bo, cy)} == {CONFIRMED}
    assert len({one.calendar_uid for one in (ada, bo, cy)}) == 3
    assert mails(session) == [
        ("registration_confirmed", "ada@agency.example"),
        ("registered_by_colleague", "bo@agency.example"),
        ("registered_by_colleague", "cy@agency.example"),
    ]
    session.refresh(training)
    assert training.places_taken == 3
    assert (party.size, party.lead_person_id) == (3, ada.person_id)


def test_the_manager_hears_once_and_a_lead_who_stays_away_gets_the_list(session, at):
    training = make_session(session)
    party = register(session, training, wish("Bo", "Cy", manager_email="Mo@Agency.example"), at)
    assert [one.name for one in members(session, party)] == ["Bo Example", "Cy Example"]
    assert mails(session)[2:] == [("manager_copy", "mo@agency.example"), ("party_arranged", "ada@agency.example")]


def test_a_manager_who_registers_the_team_is_not_told_twice(session, at):
    register(session, make_session(session), wish("Bo", manager_email="ada@agency.example"), at)
    assert mails(session) == [
        ("registered_by_colleague", "bo@agency.example"),
        ("party_arranged", "ada@agency.example"),
    ]


def test_all_together_or_split_is_asked_when_places_are_short(session, at):
    """pretix#974 and #1404: an entry of the list carries how many, and whether all or none."""
    training = make_session(session, capacity=2)
    with pytest.raises(Refusal) as no:
        register(session, training, wish("Ada", "Bo", "Cy"), at)
    assert (no.value.code, no.value.field) == ("too_few_places", "together")

    split = register(session, training, wish("Ada", "Bo", "Cy", together=False), at)
    assert [one.state for one in members(session, split)] == [CONFIRMED, CONFIRMED, RESERVE]


def test_those_who_come_together_wait_together_and_are_asked_together(session, at):
    """pretix#974: a freed place goes to the first whose number fits; the party of two waits for two."""
    training = make_session(session, capacity=2)
    first, second = make_registration(session, training), make_registration(session, training)
    party = register(session, training, wish("Ada", "Bo", together=True), at)
    ada, bo = members(session, party)
    assert (ada.state, bo.state) == (RESERVE, RESERVE)
    assert registrations.turn_on_reserve_list(session, registration=bo) == 1

    registrations.cancel(session, registration=first, by=VISITOR, at=at)
    session.refresh(ada)
    assert ada.state is RESERVE
    registrations.cancel(session, registration=second, by=VISITOR, at=at)
    session.refresh(ada)
    session.refresh(bo)
    assert (ada.state, bo.state) == (OFFERED, OFFERED)
    offers.accept(session, registration=bo, by=VISITOR, at=at + timedelta(hours=1))
    assert (ada.state, bo.state) == (CONFIRMED, CONFIRMED)


def test_those_who_wait_together_can_split_up_and_take_the_places_there_are(session, at):
    training = make_session(session, capacity=2)
    make_registration(session, training)
    party = register(session, training, wish("Ada", "Bo", together=True), at)
    ada, bo = members(session, party)
    assert (ada.state, bo.state) == (RESERVE, RESERVE)
    assert parties.split(session, party=party, by=VISITOR, at=at) == [ada]
    assert (ada.state, bo.state, party.together) == (OFFERED, RESERVE, False)
    assert registrations.turn_on_reserve_list(session, registration=bo) == 1
    with pytest.raises(Refusal) as no:
        parties.split(session, party=party, by=VISITOR, at=at)
    assert no.value.code == "split_already"


def test_nobody_splits_who_does_not_wait_or_once_it_has_begun(session, at):
    placed = register(session, make_session(session), wish("Ada", "Bo", together=True), at)
    with pytest.raises(Refusal) as no:
        parties.split(session, party=placed, by=VISITOR, at=at)
    assert no.value.code == "nobody_waits"
    full = make_session(session, capacity=2)
    make_registration(session, full)
    waits = register(session, full, wish("Cy", "Di", lead="Cy", together=True), at)
    with pytest.raises(Refusal) as no:
        parties.split(session, party=waits, by=VISITOR, at=full.starts_at)
    assert no.value.code == "started"
    assert waits.together


def test_one_of_the_party_who_left_is_not_asked_with_the_others(session, at):
    """pretix#1163: a person who cancelled is never offered a place; the others wait for two, not for three."""
    training = make_session(session, capacity=3)
    placed = [make_registration(session, training) for _ in range(3)]
    ada, bo, cy = members(session, register(session, training, wish("Ada", "Bo", "Cy", together=True), at))
    registrations.cancel(session, registration=cy, by=VISITOR, at=at)
    for one in placed[:2]:
        registrations.cancel(session, registration=one, by=VISITOR, at=at)
    for one in (ada, bo, cy):
        session.refresh(one)
    assert (ada.state, bo.state, cy.state) == (OFFERED, OFFERED, RegistrationState.CANCELLED)


def test_a_party_larger_than_the_room_is_not_kept_waiting_for_ever(session, at):
    with pytest.raises(Refusal) as no:
        register(session, make_session(session, capacity=2), wish("Ada", "Bo", "Cy", together=True), at)
    assert no.value.code == "never_together"


def test_one_person_twice_is_said_at_the_row_and_so_is_one_registered_already_to_the_office(session, at):
    training = make_session(session)
    make_registration(
        session,
        training,
        person=registrations.known_person(session, Attendee("Cy Example", "cy@agency.example"), by=VISITOR, at=at),
    )
    with pytest.raises(RowsRefused) as no:
        register(session, training, wish("Ada", "Bo", "Bo"), at)
    assert list(no.value.rows) == [2]
    with pytest.raises(RowsRefused) as no:
        register(session, training, wish("Ada", "Bo", "Cy"), at, by_office=True)
    assert list(no.value.rows) == [2]
    assert session.scalar(select(func.count()).select_from(Registration)) == 1
    assert session.scalar(select(func.count()).select_from(Party)) == 0
    assert mails(session) == []


def known(session, training, name, at, **over):
    attendee = somebody(name).attendee
    person = registrations.known_person(session, attendee, by=VISITOR, at=at)
    return make_registration(session, training, person=person, **over)


def test_what_is_told_is_the_same_whether_or_not_one_was_registered_and_the_others_are_served(session, at):
    """Anybody can type any address: only its mailbox hears what it has."""
    plain, training = make_session(session, capacity=4), make_session(session, capacity=5)
    expected = arrange(session, plain, wish("Ada", "Bo", "Cy"), at).standings
    told_before = len(mails(session))
    cy = known(session, training, "Cy", at)
    done = arrange(session, training, wish("Ada", "Bo", "Cy"), at)
    assert done.standings == expected == (CONFIRMED,) * 3
    assert [one.name for one in members(session, done.party)] == ["Ada Example", "Bo Example"]
    assert done.party.size == 2
    assert (cy.state, cy.party_id) == (CONFIRMED, None)
    assert sorted(mails(session)[told_before:]) == [
        ("registered_by_colleague", "bo@agency.example"),
        ("registration_confirmed", "ada@agency.example"),
        ("registration_confirmed", "cy@agency.example"),
    ]


def test_a_lead_who_had_a_place_gets_the_link_to_the_others(session, at):
    training = make_session(session)
    known(session, training, "Ada", at)
    done = arrange(session, training, wish("Ada", "Bo"), at)
    assert [one.name for one in members(session, done.party)] == ["Bo Example"]
    assert mails(session) == [
        ("registration_confirmed", "ada@agency.example"),
        ("registered_by_colleague", "bo@agency.example"),
        ("party_arranged", "ada@agency.example"),
    ]


def test_when_all_were_registered_there_is_no_party_and_each_hears_again(session, at):
    training = make_session(session)
    for name in ("Ada", "Bo"):
        known(session, training, name, at)
    done = arrange(session, training, wish("Ada", "Bo"), at)
    assert (done.party, done.standings) == (None, (CONFIRMED, CONFIRMED))
    assert [kind for kind, _ in mails(session)] == ["registration_confirmed"] * 2


def test_the_question_what_if_places_are_short_does_not_tell_either(session, at):
    """It is asked by the number of people typed, also where fewer are new."""
    training = make_session(session, capacity=3)
    known(session, training, "Cy", at)
    with pytest.raises(Refusal) as no:
        arrange(session, training, wish("Ada", "Bo", "Cy"), at)
    assert no.value.code == "too_few_places"
    done = arrange(session, training, wish("Ada", "Bo", "Cy", together=False), at)
    assert done.standings == (CONFIRMED, CONFIRMED, RESERVE)
    assert [one.state for one in members(session, done.party)] == [CONFIRMED, CONFIRMED]


def test_no_more_colleagues_than_the_setting_allows(session, at):
    training = make_session(session)
    with pytest.raises(Refusal) as no:
        register(session, training, wish("Ada", "Bo", "Cy"), at, limit=1)
    assert no.value.code == "party_too_large"
    register(session, training, wish("Ada", "Bo", "Cy"), at, limit=2)


def test_a_party_on_a_full_date_does_not_overtake(session, at):
    """Wunderbyte-GmbH/moodle-mod_booking#693, #986, #1073: the order of the queue holds for groups, too."""
    training = make_session(session, capacity=1)
    make_registration(session, training)
    waiting = make_registration(session, training, state=RESERVE, queued_at=at - timedelta(hours=1))
    party = register(session, training, wish("Ada", "Bo", together=False), at)
    ada, bo = members(session, party)
    turns = [registrations.turn_on_reserve_list(session, registration=one) for one in (waiting, ada, bo)]
    assert turns == [1, 2, 3]


def test_only_whoever_arranged_a_place_leads_it(session, at):
    party = register(session, make_session(session), wish("Ada", "Bo"), at)
    ada, bo = members(session, party)
    stranger = make_registration(session)
    assert parties.is_led_by(session, registration=bo, person_id=ada.person_id)
    assert not parties.is_led_by(session, registration=ada, person_id=bo.person_id)
    assert not parties.is_led_by(session, registration=stranger, person_id=ada.person_id)
    assert [one.party.id for one in parties.led_by(session, person_id=ada.person_id)] == [party.id]
    assert parties.led_by(session, person_id=bo.person_id) == []


def test_what_happens_to_a_colleagues_place_reaches_the_manager(session, at):
    party = register(session, make_session(session), wish("Ada", "Bo", manager_email="mo@agency.example"), at)
    _, bo = members(session, party)
    registrations.cancel(session, registration=bo, by=VISITOR, at=at + timedelta(minutes=1))
    assert mails(session)[-2:] == [
        ("registration_cancelled", "bo@agency.example"),
        ("manager_copy", "mo@agency.example"),
    ]


def moved(training, **over):
    """The plan of a session as it stands, with something else."""
    arrangement = dataclasses.replace(sessions.arrangement_of(training), **over)
    return sessions.Plan(arrangement, capacity=training.capacity)


def test_a_moved_date_reaches_everybody_affected_once(session, at):
    """indico#2881 and amy#2092: colleagues, the manager and a lead who stays away each get one right mail."""
    training = make_session(session, capacity=2)
    register(session, training, wish("Bo", "Cy", manager_email="mo@agency.example"), at)
    own = make_registration(session, training, state=RESERVE)
    before = len(mails(session))
    plan = moved(
        training, starts_at=training.starts_at + timedelta(days=1), ends_at=training.ends_at + timedelta(days=1)
    )
    sessions.change(session, reference=training.reference, plan=plan, by=VISITOR, at=at + timedelta(hours=1))
    assert sorted(mails(session)[before:]) == sorted(
        [
            ("manager_copy", "mo@agency.example"),
            ("party_arranged", "ada@agency.example"),
            ("session_changed", "bo@agency.example"),
            ("session_changed", "cy@agency.example"),
            ("session_changed", own.email),
        ]
    )


def test_another_joining_link_is_no_news_for_the_manager(session, at):
    training = make_session(session, mode=SessionMode.ONLINE)
    register(session, training, wish("Bo", manager_email="mo@agency.example"), at)
    plan = moved(training, online_link="https://meet.example/other")
    sessions.change(session, reference=training.reference, plan=plan, by=VISITOR, at=at)
    assert [to for kind, to in mails(session) if kind == "manager_copy"] == ["mo@agency.example"]


def test_a_cancelled_date_reaches_everybody_affected_once(session, at):
    """amy#1823, #2719, #2721: one letter about the end, and none about what is over."""
    training = make_session(session, capacity=1)
    register(session, training, wish("Bo", "Cy", together=False, manager_email="mo@agency.example"), at)
    before = len(mails(session))
    sessions.cancel(session, reference=training.reference, reason="Snow", by=VISITOR, at=at + timedelta(hours=1))
    assert sorted(mails(session)[before:]) == [
        ("manager_copy", "mo@agency.example"),
        ("party_arranged", "ada@agency.example"),
        ("registration_cancelled", "bo@agency.example"),
        ("registration_cancelled", "cy@agency.example"),
    ]

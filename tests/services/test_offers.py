"""A place that comes free is held for the next in line, then for the one after; each step is told once."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.offers import OfferRules
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import Attends, RegistrationState
from rose_training.domain.sessions import SessionMode
from rose_training.models.history import HistoryEntry
from rose_training.models.outbox import OutboxMessage
from rose_training.models.parties import Party
from rose_training.models.registrations import Registration
from rose_training.models.sessions import TrainingSession
from rose_training.services import capacities, offers, places, registrations, reserve_list, sessions
from rose_training.services.registrations import Attendee
from rose_training.services.sessions import Plan
from tests.factories import SOON, make_registration, make_session

VISITOR, OFFICE = Actor.visitor(), Actor.system("office")
HOUR = timedelta(hours=1)
CONFIRMED, RESERVE = RegistrationState.CONFIRMED, RegistrationState.RESERVE
OFFERED, CANCELLED = RegistrationState.OFFERED, RegistrationState.CANCELLED
ROOM, ONLINE = Attends.IN_PERSON, Attends.ONLINE


def waiting(session: Session, training: TrainingSession, minutes: int, **over: object) -> Registration:
    """Somebody who joined the list so many minutes after the first."""
    queued_at = SOON - timedelta(days=14) + timedelta(minutes=minutes)
    return make_registration(session, training, state=RESERVE, queued_at=queued_at, **over)


def party_of(
    session: Session, training: TrainingSession, minutes: int, size: int, **over: object
) -> list[Registration]:
    """Colleagues who wait and come all together."""
    party = Party(
        reference=f"PTY-{minutes}",
        session_id=training.id,
        lead_name="Lee Lead",
        lead_email="lee@agency.example",
        together=True,
        size=size,
        made_at=SOON,
    )
    session.add(party)
    session.flush()
    return [waiting(session, training, minutes, party_id=party.id, **over) for _ in range(size)]


def settle(session: Session, training: TrainingSession, at: datetime) -> list[Registration]:
    locked = places.lock_session(session, session_id=training.id)
    return offers.settle(session, locked, by=VISITOR, at=at)


def states(*people: Registration) -> list[RegistrationState]:
    return [one.state for one in people]


def mails(session: Session, *people: Registration) -> list[list[str]]:
    """The kinds of mail queued for each, in order."""
    rows = session.execute(select(OutboxMessage.about, OutboxMessage.kind).order_by(OutboxMessage.id)).all()
    return [[kind for about, kind in rows if about == one.reference] for one in people]


def passed_over(session: Session, registration: Registration) -> list[str]:
    rows = session.scalars(
        select(HistoryEntry)
        .where(HistoryEntry.subject == registration.reference, HistoryEntry.event == "passed_over")
        .order_by(HistoryEntry.id)
    )
    return [str(entry.detail["reason"]) for entry in rows]


def plan_of(training: TrainingSession, **over: object) -> Plan:
    values = {"arrangement": sessions.arrangement_of(training), "capacity": training.capacity}
    return Plan(**(values | {"online_capacity": training.online_capacity} | over))  # type: ignore[arg-type]


@pytest.fixture
def full(session: Session) -> TrainingSession:
    """One place, and somebody has it."""
    training = make_session(session, capacity=1)
    make_registration(session, training, confirmed_at=SOON)
    return training


def holder(session: Session, training: TrainingSession) -> Registration:
    return session.scalars(
        select(Registration).where(Registration.session_id == training.id, Registration.state == CONFIRMED)
    ).one()


def free_one(session: Session, training: TrainingSession, at: datetime) -> list[Registration]:
    return registrations.cancel(session, registration=holder(session, training), by=VISITOR, at=at)


# One place after another


def test_a_freed_place_is_held_for_the_first_and_becomes_theirs_when_they_take_it(session, full, at):
    """pretix#1163: an offer is a state with an owner, a deadline and an end."""
    bo, cy = waiting(session, full, 1), waiting(session, full, 2)
    assert free_one(session, full, at) == [bo]
    assert states(bo, cy) == [OFFERED, RESERVE]
    assert bo.offered_until == at + 48 * HOUR
    assert (full.places_taken, full.reserve_length) == (1, 1), "a place that is held is taken"

    assert offers.accept(session, registration=bo, by=VISITOR, at=at + HOUR) == [bo]
    assert (bo.state, bo.confirmed_at, bo.offered_until) == (CONFIRMED, at + HOUR, None)
    assert mails(session, bo, cy) == [["place_offered", "place_freed"], []]


def test_an_offer_that_nobody_answers_goes_to_the_next_and_its_owner_is_told_once(session, full, at):
    bo, cy = waiting(session, full, 1), waiting(session, full, 2)
    free_one(session, full, at)
    assert settle(session, full, at + 48 * HOUR - timedelta(seconds=1)) == []
    assert settle(session, full, at + 48 * HOUR) == [cy]
    assert states(bo, cy) == [CANCELLED, OFFERED]
    assert cy.offered_until == at + 96 * HOUR
    assert settle(session, full, at + 49 * HOUR) == [], "the clock may strike twice"
    assert mails(session, bo, cy) == [["place_offered", "offer_lapsed"], ["place_offered"]]


def test_the_hour_counts_and_not_the_clock_that_notices_it(session, full, at):
    bo = waiting(session, full, 1)
    free_one(session, full, at)
    with pytest.raises(Refusal) as no:
        offers.accept(session, registration=bo, by=VISITOR, at=at + 48 * HOUR)
    assert no.value.code == "offer_over"


def test_whoever_lets_the_place_go_leaves_and_the_next_is_asked_at_once(session, full, at):
    """pretix#837: leaving is one click."""
    bo, cy = waiting(session, full, 1), waiting(session, full, 2)
    free_one(session, full, at)
    assert registrations.cancel(session, registration=bo, by=VISITOR, at=at + HOUR) == [cy]
    assert states(bo, cy) == [CANCELLED, OFFERED]
    assert bo.offered_until is None


def test_nobody_who_cancelled_is_ever_offered_a_place(session, full, at):
    """pretix#1163: a person who cancelled is offered a place again."""
    bo, cy = waiting(session, full, 1), waiting(session, full, 2)
    registrations.cancel(session, registration=bo, by=VISITOR, at=at)
    assert free_one(session, full, at) == [cy]
    registrations.cancel(session, registration=cy, by=VISITOR, at=at)
    assert settle(session, full, at + HOUR) == []
    assert states(bo, cy) == [CANCELLED, CANCELLED]
    assert "place_offered" not in mails(session, bo)[0]
    assert full.places_taken == 0


def test_whoever_let_an_offer_lapse_may_join_again_at_the_end(session, full, at):
    bo, cy = waiting(session, full, 1), waiting(session, full, 2)
    free_one(session, full, at)
    late = at + 50 * HOUR
    again = registrations.register(
        session,
        session_reference=full.reference,
        attendee=Attendee(bo.name, str(bo.email), "Example Agency", ""),
        by=VISITOR,
        at=late,
    )
    assert not again.repeated, "the offer had run out, though no job had noticed"
    assert states(bo, cy, again.registration) == [CANCELLED, OFFERED, RESERVE]
    assert reserve_list.turn(session, again.registration) == 1


def test_taking_a_place_twice_says_so_and_changes_nothing(session, full, at):
    bo = waiting(session, full, 1)
    free_one(session, full, at)
    offers.accept(session, registration=bo, by=VISITOR, at=at)
    with pytest.raises(Refusal) as no:
        offers.accept(session, registration=bo, by=VISITOR, at=at)
    assert no.value.code == "has_a_place"
    assert mails(session, bo) == [["place_offered", "place_freed"]]


def test_close_to_the_session_an_offer_is_short_and_in_the_last_hour_nobody_is_asked(session, full):
    bo, cy = waiting(session, full, 1), waiting(session, full, 2)
    free_one(session, full, SOON - 6 * HOUR)
    assert bo.offered_until == SOON - 2 * HOUR
    registrations.cancel(session, registration=bo, by=VISITOR, at=SOON - 2.5 * HOUR)
    assert cy.offered_until == SOON, "never later than the start"
    dee = waiting(session, full, 3)
    assert registrations.cancel(session, registration=cy, by=VISITOR, at=SOON - HOUR) == []
    assert states(bo, cy, dee) == [CANCELLED, CANCELLED, RESERVE]


def test_the_end_of_booking_does_not_end_the_reserve_list(session, full, at):
    full.registration_closes_at = at - HOUR
    bo = waiting(session, full, 1)
    assert free_one(session, full, at) == [bo], "they asked in time"


# Numbers, kinds and shares


def test_who_comes_all_together_is_asked_when_there_is_room_for_all(session, at):
    """pretix#974, #1404: an entry has a quantity."""
    training = make_session(session, capacity=3)
    seated = [make_registration(session, training) for _ in range(3)]
    team = party_of(session, training, 1, size=2)
    single = waiting(session, training, 2)
    assert registrations.cancel(session, registration=seated[0], by=VISITOR, at=at) == [single]
    assert [passed_over(session, one) for one in team] == [["too_few"], ["too_few"]]
    assert registrations.cancel(session, registration=seated[1], by=VISITOR, at=at) == []
    assert registrations.cancel(session, registration=seated[2], by=VISITOR, at=at) == team


def test_one_answer_counts_for_all_who_come_together(session, at):
    training = make_session(session, capacity=2)
    team = party_of(session, training, 1, size=2)
    settle(session, training, at)
    assert offers.accept(session, registration=team[1], by=VISITOR, at=at) == team
    assert states(*team) == [CONFIRMED, CONFIRMED]
    assert mails(session, *team) == [["place_offered", "place_freed"]] * 2


def test_one_of_a_party_who_no_longer_comes_leaves_the_places_of_the_others_held(session, at):
    training = make_session(session, capacity=2)
    team, next_one = party_of(session, training, 1, size=2), waiting(session, training, 2)
    settle(session, training, at)
    assert registrations.cancel(session, registration=team[0], by=VISITOR, at=at) == [next_one]
    assert states(*team) == [CANCELLED, OFFERED]


def test_all_who_come_together_lapse_together(session, at):
    training = make_session(session, capacity=2)
    team = party_of(session, training, 1, size=2)
    settle(session, training, at)
    settle(session, training, at + 48 * HOUR)
    assert states(*team) == [CANCELLED, CANCELLED]
    assert mails(session, *team) == [["place_offered", "offer_lapsed"]] * 2


def test_a_newcomer_takes_what_the_list_cannot_use_and_nothing_else(session, at):
    """mod_booking#693: queue jumping."""
    training = make_session(session, capacity=1)
    team = party_of(session, training, 1, size=2)
    newcomer = Attendee("Ada Example", "ada@agency.example", "Example Agency", "")
    outcome = registrations.register(
        session, session_reference=training.reference, attendee=newcomer, by=VISITOR, at=at
    )
    assert outcome.registration.state is CONFIRMED
    assert states(*team) == [RESERVE, RESERVE]


def test_the_list_is_asked_before_a_newcomer_gets_a_place(session, full, at):
    """mod_booking#986: nobody was promoted, and a stranger got the place."""
    bo, gone = waiting(session, full, 1), holder(session, full)
    gone.state, gone.cancelled_at = CANCELLED, at
    session.flush()
    newcomer = Attendee("Ada Example", "ada@agency.example", "Example Agency", "")
    outcome = registrations.register(session, session_reference=full.reference, attendee=newcomer, by=VISITOR, at=at)
    assert (bo.state, outcome.registration.state) == (OFFERED, RESERVE)


@pytest.fixture
def hybrid(session: Session) -> TrainingSession:
    """One place in the room and one online, both taken."""
    training = make_session(session, capacity=1, online_capacity=1, mode=SessionMode.HYBRID)
    make_registration(session, training, attends=ROOM)
    make_registration(session, training, attends=ONLINE)
    return training


def seated(session: Session, training: TrainingSession, attends: Attends) -> Registration:
    return session.scalars(
        select(Registration).where(
            Registration.session_id == training.id, Registration.state == CONFIRMED, Registration.attends == attends
        )
    ).one()


def test_a_place_online_goes_to_who_waits_online_and_each_line_has_its_own_turns(session, hybrid, at):
    room, online = waiting(session, hybrid, 1, attends=ROOM), waiting(session, hybrid, 2, attends=ONLINE)
    session.refresh(hybrid)
    assert [reserve_list.turn(session, one) for one in (room, online)] == [1, 1]
    freed = registrations.cancel(session, registration=seated(session, hybrid, ONLINE), by=VISITOR, at=at)
    assert freed == [online]
    assert passed_over(session, room) == [], "nobody who waits for the room was overtaken"
    assert (hybrid.places_taken, hybrid.online_taken) == (1, 1)


def test_switching_frees_a_place_for_the_next_and_needs_one_of_the_other_kind(session, hybrid, at):
    bo = waiting(session, hybrid, 1, attends=ROOM)
    ada = seated(session, hybrid, ROOM)
    with pytest.raises(Refusal) as no:
        capacities.switch(session, registration=ada, attends=ONLINE, by=VISITOR, at=at)
    assert no.value.code == "no_place_free"
    registrations.cancel(session, registration=seated(session, hybrid, ONLINE), by=VISITOR, at=at)
    assert capacities.switch(session, registration=ada, attends=ONLINE, by=VISITOR, at=at) == [bo]
    assert (ada.attends, ada.calendar_sequence) == (ONLINE, 1)
    assert mails(session, ada, bo) == [["registration_confirmed"], ["place_offered"]]
    assert (hybrid.places_taken, hybrid.online_taken) == (1, 1)


def test_whoever_changes_the_line_joins_the_end_of_the_other(session, hybrid):
    early, late = waiting(session, hybrid, 1, attends=ROOM), waiting(session, hybrid, 2, attends=ONLINE)
    capacities.switch(session, registration=early, attends=ONLINE, by=VISITOR, at=SOON - 9 * HOUR)
    assert [reserve_list.turn(session, one) for one in (late, early)] == [1, 2]


def with_rules(session: Session, rules: OfferRules) -> Session:
    """The same rows under other rules of the reserve list."""
    connection = session.connection()
    connection.execution_options(**{offers.RULES: rules})
    return Session(connection, join_transaction_mode="create_savepoint")


def test_an_organisation_that_has_its_share_waits_while_others_do(session, at):
    training = make_session(session, capacity=3)
    for _ in range(2):
        make_registration(session, training, organisation_described="Agency A")
    first = waiting(session, training, 1, organisation_described="agency  a")
    other = waiting(session, training, 2, organisation_described="Agency B")
    with with_rules(session, OfferRules(organisation_percent=50)) as limited:
        asked = settle(limited, training, at)
        assert [one.id for one in asked] == [other.id]
        assert passed_over(limited, first) == ["share"]
        limited.commit()
    session.expire_all()
    assert states(first, other) == [RESERVE, OFFERED]


def test_the_share_leaves_no_place_empty(session, at):
    training = make_session(session, capacity=2)
    make_registration(session, training, organisation_described="Agency A")
    only = waiting(session, training, 1, organisation_described="Agency A")
    with with_rules(session, OfferRules(organisation_percent=50)) as limited:
        assert [one.id for one in settle(limited, training, at)] == [only.id]


# What the office does


def test_more_places_are_offered_in_order(session, full, at):
    bo, cy, dee = (waiting(session, full, minutes) for minutes in (1, 2, 3))
    sessions.change(session, reference=full.reference, plan=plan_of(full, capacity=3), by=OFFICE, at=at)
    assert states(bo, cy, dee) == [OFFERED, OFFERED, RESERVE]


def test_fewer_places_than_are_taken_or_held_are_refused(session, full, at):
    waiting(session, full, 1)
    sessions.change(session, reference=full.reference, plan=plan_of(full, capacity=2), by=OFFICE, at=at)
    with pytest.raises(Refusal) as no:
        sessions.change(session, reference=full.reference, plan=plan_of(full, capacity=1), by=OFFICE, at=at)
    assert (no.value.code, no.value.field) == ("below_places_taken", "capacity")


def test_fewer_places_online_than_are_taken_are_refused_beside_their_field(session, hybrid, at):
    make_registration(session, hybrid, attends=ONLINE, state=CANCELLED, cancelled_at=at)
    hybrid.online_capacity = 2
    make_registration(session, hybrid, attends=ONLINE)
    session.refresh(hybrid)
    with pytest.raises(Refusal) as no:
        sessions.change(session, reference=hybrid.reference, plan=plan_of(hybrid, online_capacity=1), by=OFFICE, at=at)
    assert (no.value.code, no.value.field) == ("below_places_taken", "online_capacity")


@pytest.mark.parametrize("mode", [SessionMode.IN_PERSON, SessionMode.ONLINE])
def test_when_one_kind_of_place_goes_everybody_attends_in_the_other(session, hybrid, at, mode):
    capacities.change(session, hybrid, mode=mode, capacity=2, online_capacity=None)
    assert (hybrid.places_taken, hybrid.online_taken, hybrid.online_capacity) == (2, 0, None)
    session.expire_all()
    everybody = session.scalars(select(Registration).where(Registration.session_id == hybrid.id)).all()
    assert {one.attends.value for one in everybody} == {mode.value}
    capacities.change(session, hybrid, mode=SessionMode.HYBRID, capacity=2, online_capacity=2)
    both = (2, 0) if mode is SessionMode.IN_PERSON else (0, 2)
    assert (hybrid.places_taken, hybrid.online_taken) == both


def test_one_kind_does_not_go_while_the_other_has_too_few_places(session, hybrid):
    with pytest.raises(Refusal) as no:
        capacities.change(session, hybrid, mode=SessionMode.ONLINE, capacity=1, online_capacity=None)
    assert no.value.code == "below_places_taken"


def test_offers_stand_when_the_session_moves_and_their_owners_get_the_full_time(session, full, at):
    bo = waiting(session, full, 1)
    free_one(session, full, at)
    arrangement = sessions.arrangement_of(full)
    later = plan_of(
        full,
        arrangement=type(arrangement)(**(vars(arrangement) | {"starts_at": at + 30 * HOUR, "ends_at": at + 31 * HOUR})),
    )
    sessions.change(session, reference=full.reference, plan=later, by=OFFICE, at=at + 20 * HOUR)
    assert (bo.state, bo.offered_until) == (OFFERED, at + 24 * HOUR)
    assert mails(session, bo) == [["place_offered", "session_changed"]]


def test_offers_end_with_the_session(session, full, at):
    bo, cy = waiting(session, full, 1), waiting(session, full, 2)
    free_one(session, full, at)
    sessions.cancel(session, reference=full.reference, reason="Snow", by=OFFICE, at=at)
    assert states(bo, cy) == [CANCELLED, CANCELLED]
    assert settle(session, full, at + 100 * HOUR) == []
    assert mails(session, bo, cy) == [["place_offered", "registration_cancelled"], ["registration_cancelled"]]


def test_an_offer_that_is_withdrawn_goes_to_the_next_and_its_owner_keeps_their_turn(session, full, at):
    bo, cy = waiting(session, full, 1), waiting(session, full, 2)
    free_one(session, full, at)
    assert offers.withdraw(session, registration=bo, by=OFFICE, at=at + HOUR) == [cy]
    assert states(bo, cy) == [RESERVE, OFFERED]
    assert reserve_list.turn(session, bo) == 1
    assert passed_over(session, bo) == ["withdrawn"]
    assert mails(session, bo) == [["place_offered", "offer_withdrawn"]]
    settle(session, full, at + 49 * HOUR)
    assert states(bo, cy) == [OFFERED, CANCELLED], "asked again at the next chance"


def test_an_offer_stays_when_nobody_else_could_have_the_place(session, full, at):
    bo = waiting(session, full, 1)
    free_one(session, full, at)
    with pytest.raises(Refusal) as no, session.begin_nested():
        offers.withdraw(session, registration=bo, by=OFFICE, at=at)
    assert no.value.code == "nobody_else"
    assert bo.state is OFFERED


def test_in_the_last_hour_the_office_asks_whom_it_reaches(session, full):
    bo, cy = waiting(session, full, 1), waiting(session, full, 2)
    late = SOON - HOUR / 2
    free_one(session, full, late)
    assert states(bo, cy) == [RESERVE, RESERVE]
    assert offers.offer_now(session, registration=cy, by=OFFICE, at=late) == [cy]
    assert (cy.state, cy.offered_until) == (OFFERED, SOON)
    assert passed_over(session, bo) == ["office"]
    with pytest.raises(Refusal) as no:
        offers.offer_now(session, registration=bo, by=OFFICE, at=late)
    assert no.value.code == "no_place_free"


def test_the_office_reads_the_order_and_why_somebody_was_not_asked(session, at):
    training = make_session(session, capacity=1)
    team = party_of(session, training, 1, size=2)
    single, last = waiting(session, training, 2), waiting(session, training, 3)
    settle(session, training, at)
    assert single.state is OFFERED
    lines = reserve_list.lines(session, training, offset=0, limit=50)
    assert [(line.registration, line.turn, line.together) for line in lines] == [
        (team[0], 1, 2),
        (team[1], 1, 2),
        (last, 3, 1),
    ]
    assert [line.passed_over and line.passed_over[1].value for line in lines] == ["too_few", "too_few", None]
    assert reserve_list.lines(session, training, offset=1, limit=2) == lines[1:]


def test_the_turns_that_the_database_counts_are_those_of_the_order_in_which_people_are_asked(session):
    """Parties stand where their last member stands, and each kind of place has turns of its own."""
    training = make_session(session, capacity=1, online_capacity=1, mode=SessionMode.HYBRID)
    for number in (3, 1, 2):
        waiting(session, training, number, attends=Attends.ONLINE if number == 1 else Attends.IN_PERSON)
        party_of(session, training, number, size=2)
    waiting(session, training, 3, attends=Attends.ONLINE)
    expected, before = [], Counter()
    for entry, group in reserve_list.entries(session, training):
        expected += [(one.id, before[one.attends] + 1, entry.size) for one in group]
        before.update(entry.needs)
    lines = reserve_list.lines(session, training, offset=0, limit=50)
    assert [(line.registration.id, line.turn, line.together) for line in lines] == expected
    assert [reserve_list.turn(session, line.registration) for line in lines] == [line.turn for line in lines]


# What the clock finds


def test_the_clock_finds_offers_that_ran_out_and_places_left_over_and_nothing_else(session, full, at):
    bo = waiting(session, full, 1)
    assert offers.sessions_to_settle(session, at=at) == []
    free_one(session, full, at)
    assert offers.sessions_to_settle(session, at=at + 47 * HOUR) == []
    assert offers.sessions_to_settle(session, at=at + 48 * HOUR) == [full.id]
    assert offers.settle_one(session, session_id=full.id, at=at + 48 * HOUR) == (1, 0)
    assert bo.state is CANCELLED

    left_over = make_session(session, capacity=1)
    cy = waiting(session, left_over, 1)
    assert offers.sessions_to_settle(session, at=at) == [left_over.id]
    assert offers.settle_one(session, session_id=left_over.id, at=at) == (0, 1)
    assert cy.state is OFFERED

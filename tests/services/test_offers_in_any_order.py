"""Whatever people and the office do in whatever order: the promises of the reserve list hold."""

from collections import Counter
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.offers import OfferRules, PassedOver
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import HOLDS_A_PLACE, LIVE, Attends, RegistrationState
from rose_training.domain.sessions import SessionMode
from rose_training.models.history import HistoryEntry
from rose_training.models.outbox import OutboxMessage
from rose_training.models.parties import Party
from rose_training.models.registrations import Registration
from rose_training.services import capacities, offers, places, registrations, reserve_list
from rose_training.services.registrations import Attendee
from tests.factories import SOON, make_person, make_session

US = Actor.system("test")
BEGUN = SOON - timedelta(days=6)
kinds = st.sampled_from(Attends)
agencies = st.sampled_from(["Agency A", "Agency B", ""])


class AnyOrder(RuleBasedStateMachine):
    """One session with places of both kinds or of one, and everything that may happen to it."""

    engine = None

    @initialize(
        room=st.integers(1, 4),
        online=st.one_of(st.none(), st.integers(1, 3)),
        percent=st.sampled_from([0, 50]),
    )
    def open(self, room, online, percent):
        engine = self.engine.execution_options(**{offers.RULES: OfferRules(organisation_percent=percent)})
        self.session = Session(engine)
        self.session.connection(execution_options={"writes": True})
        mode = SessionMode.IN_PERSON if online is None else SessionMode.HYBRID
        self.training = make_session(self.session, capacity=room, online_capacity=online, mode=mode)
        self.at = BEGUN
        self.ended, self.seen_offers = set(), set()
        self.settled = True

    def teardown(self):
        if hasattr(self, "session"):
            self.session.rollback()
            self.session.close()

    # What happens

    @rule(kind=kinds, agency=agencies)
    def somebody_registers(self, kind, agency):
        outcome = registrations.register(
            self.session,
            session_reference=self.training.reference,
            attendee=self.attendee(agency),
            attends=kind,
            by=US,
            at=self.at,
        )
        if outcome.registration.state is RegistrationState.CONFIRMED:
            self.nobody_could_have_had_it(outcome.registration)
        self.settled = True

    @rule(wishes=st.lists(kinds, min_size=2, max_size=3), together=st.booleans(), agency=agencies)
    def several_register(self, wishes, together, agency):
        training = registrations.lock_to_register(self.session, reference=self.training.reference, at=self.at)
        states = registrations.standings(self.session, training, attends=wishes, together=together, by=US, at=self.at)
        party = Party(
            reference=f"PTY-{self.session.query(Party).count()}",
            session_id=training.id,
            lead_name="Lee Lead",
            lead_email="lee@agency.example",
            together=together,
            size=len(wishes),
            made_at=self.at,
        )
        self.session.add(party)
        self.session.flush()
        for wish, state in zip(wishes, states, strict=True):
            who = self.attendee(agency)
            person = registrations.known_person(self.session, who, by=US, at=self.at)
            registrations.enter(
                self.session, training, person, who, state=state, attends=wish, party=party, by=US, at=self.at
            )
        assert not together or len(set(states)) == 1
        self.settled = True

    @precondition(lambda self: self.of(*LIVE))
    @rule(pick=st.integers(0))
    def somebody_cancels(self, pick):
        registrations.cancel(self.session, registration=self.one(pick, *LIVE), by=US, at=self.at)
        self.settled = True

    @precondition(lambda self: self.of(RegistrationState.OFFERED))
    @rule(pick=st.integers(0))
    def somebody_answers(self, pick):
        mine = self.one(pick, RegistrationState.OFFERED)
        in_time = mine.offered_until > self.at
        said_no = self.try_to(lambda: offers.accept(self.session, registration=mine, by=US, at=self.at))
        assert said_no == (None if in_time else "offer_over")

    @precondition(lambda self: self.of(RegistrationState.OFFERED))
    @rule(pick=st.integers(0))
    def the_office_withdraws(self, pick):
        self.change(
            lambda: offers.withdraw(
                self.session, registration=self.one(pick, RegistrationState.OFFERED), by=US, at=self.at
            )
        )

    @precondition(lambda self: self.of(*LIVE))
    @rule(pick=st.integers(0), kind=kinds)
    def somebody_switches(self, pick, kind):
        self.change(
            lambda: capacities.switch(self.session, registration=self.one(pick, *LIVE), attends=kind, by=US, at=self.at)
        )

    @rule(room=st.integers(1, 6), online=st.integers(1, 4), mode=st.sampled_from(SessionMode))
    def the_office_changes_the_places(self, room, online, mode):
        def set_places():
            training = places.lock_session(self.session, session_id=self.training.id)
            capacities.change(self.session, training, mode=mode, capacity=room, online_capacity=online)
            offers.settle(self.session, training, by=US, at=self.at)

        self.change(set_places)

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours):
        self.at = min(self.at + timedelta(hours=hours), SOON - timedelta(minutes=61))
        self.settled = False

    @rule()
    def the_clock_strikes(self):
        for session_id in offers.sessions_to_settle(self.session, at=self.at):
            offers.settle_one(self.session, session_id=session_id, at=self.at)
        self.settled = True

    # What holds

    @invariant()
    def every_place_is_counted_once(self):
        self.session.expire_all()
        held = self.of(*HOLDS_A_PLACE)
        by_kind = Counter(places.kind_in(self.training, one.attends) for one in held)
        for kind, room in places.rooms_of(self.training).items():
            assert by_kind[kind] == room.places_taken <= room.capacity
        assert len(self.of(RegistrationState.RESERVE)) == self.training.reserve_length

    @invariant()
    def nobody_waits_for_what_is_free(self):
        if self.settled:
            assert not self.somebody_could_be_asked()

    @invariant()
    def who_left_stays_away(self):
        """pretix#1163"""
        gone = {one.id for one in self.of(RegistrationState.CANCELLED)}
        assert self.ended <= gone
        self.ended = gone

    @invariant()
    def nobody_is_overtaken_without_a_recorded_reason(self):
        """mod_booking#693, #986, #1073"""
        offered = [
            one for one in self.of(RegistrationState.OFFERED) if (one.id, one.calendar_sequence) not in self.seen_offers
        ]
        entries = reserve_list.entries(self.session, self.training)
        for one in offered:
            self.seen_offers.add((one.id, one.calendar_sequence))
            group = {each.reference for each in reserve_list.companions(self.session, one)}
            kind = places.kind_in(self.training, one.attends)
            for entry, people in entries:
                if kind in entry.needs and (entry.queued_at, entry.registration_ids) < (one.queued_at, (one.id,)):
                    assert group & self.reasons(people[0]).keys(), "overtaken, and nothing says why"

    @invariant()
    def every_offer_has_one_mail_and_every_lapse_too(self):
        rows = self.session.execute(select(OutboxMessage.about, OutboxMessage.kind))
        mails = Counter((about, kind) for about, kind in rows)
        lapsed = Counter(self.session.scalars(select(HistoryEntry.subject).where(HistoryEntry.event == "offer_lapsed")))
        for one in self.everybody():
            assert mails[one.reference, "offer_lapsed"] == lapsed[one.reference] <= 1
            if one.state is RegistrationState.OFFERED:
                assert mails[one.reference, "place_offered"] >= 1

    # Helpers

    def everybody(self):
        return self.session.scalars(
            select(Registration).where(Registration.session_id == self.training.id).order_by(Registration.id)
        ).all()

    def of(self, *states):
        return [one for one in self.everybody() if one.state in states]

    def one(self, pick, *states):
        choice = self.of(*states)
        return choice[pick % len(choice)]

    def attendee(self, agency):
        person = make_person(self.session)
        return Attendee(person.name, person.email, agency)

    def change(self, act):
        """Something that ends with settling, unless the rules say no."""
        self.settled = self.try_to(act) is None or self.settled

    def try_to(self, act):
        """Do it, or nothing at all when the rules say no: answers the code of the refusal."""
        try:
            with self.session.begin_nested():
                act()
        except Refusal as refusal:
            self.session.expire_all()
            return refusal.code
        return None

    def somebody_could_be_asked(self):
        training = places.lock_session(self.session, session_id=self.training.id)
        free = places.free_places(training)
        return any(entry.fits(free) for entry, _ in reserve_list.entries(self.session, training))

    def nobody_could_have_had_it(self, newcomer):
        """A newcomer got a place: with it, too, nobody who waits would have fitted in."""
        training = places.lock_session(self.session, session_id=self.training.id)
        free = places.free_places(training)
        kind = places.kind_in(training, newcomer.attends)
        before = free | {kind: free[kind] + 1}
        assert not any(entry.fits(before) for entry, _ in reserve_list.entries(self.session, training))

    def reasons(self, registration):
        rows = self.session.scalars(
            select(HistoryEntry.detail).where(
                HistoryEntry.subject == registration.reference, HistoryEntry.event == "passed_over"
            )
        )
        return {detail["for"]: PassedOver(detail["reason"]) for detail in rows}


def test_the_promises_hold_in_any_order(engine):
    AnyOrder.engine = engine
    run_state_machine_as_test(
        AnyOrder,
        settings=settings(
            max_examples=20 if engine.dialect.name == "sqlite" else 8,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )

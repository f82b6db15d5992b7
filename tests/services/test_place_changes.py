"""A place passed on, a name corrected, and what people needed forgotten in time."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from rose_training.domain.actors import Actor
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import RegistrationState
from rose_training.models.history import HistoryEntry
from rose_training.models.outbox import OutboxMessage
from rose_training.models.people import Person
from rose_training.services import offers, place_changes, registrations
from rose_training.services.registrations import Attendee
from tests.factories import SOON, make_agency, make_person, make_registration, make_session

VISITOR = Actor.visitor()
BO = Attendee("Bo Example", "Bo@Agency.example", job_role="Nurse", access_needs="A quiet seat")


def substitute(session, registration, at, colleague=BO):
    return place_changes.substitute(session, registration=registration, colleague=colleague, by=VISITOR, at=at)


def mails(session):
    return [(m.kind, m.to, m.payload) for m in session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))]


def test_the_lead_can_swap_names_without_asking_us(session, at):
    """pretix#1092, indico#1377, #3512: a colleague takes over the very place, even when all are taken."""
    training = make_session(session, capacity=1)
    team = make_agency(session)
    ada = make_registration(session, training, confirmed_at=at, organisation_id=team.id, access_needs="A ramp")
    waiting = make_registration(session, training, state=RegistrationState.RESERVE)
    bo = substitute(session, ada, at)

    assert (ada.state, ada.substituted_by_id) == (RegistrationState.SUBSTITUTED, bo.id)
    assert (bo.state, bo.email, bo.organisation_id) == (RegistrationState.CONFIRMED, "bo@agency.example", team.id)
    assert bo.calendar_uid != ada.calendar_uid
    assert (ada.access_needs, bo.access_needs) == (None, "A quiet seat")
    assert waiting.state is RegistrationState.RESERVE
    assert mails(session) == [
        ("substituted_out", ada.email, {"sequence": 1}),
        ("substituted_in", "bo@agency.example", {"sequence": 0}),
    ]
    session.refresh(training)
    assert (training.places_taken, training.reserve_length) == (1, 1)


def test_a_turn_on_the_reserve_list_is_passed_on_with_its_place_in_line(session, at):
    training = make_session(session, capacity=1)
    make_registration(session, training)
    ada, later = (
        make_registration(session, training, state=RegistrationState.RESERVE, queued_at=at - timedelta(hours=2 - n))
        for n in range(2)
    )
    bo = substitute(session, ada, at)
    turns = [registrations.turn_on_reserve_list(session, registration=one) for one in (bo, later)]
    assert turns == [1, 2]


def test_an_offer_is_passed_on_with_its_deadline(session, at):
    training = make_session(session, capacity=1)
    first = make_registration(session, training, confirmed_at=at)
    ada = make_registration(session, training, state=RegistrationState.RESERVE)
    registrations.cancel(session, registration=first, by=VISITOR, at=at)
    session.refresh(ada)
    until = ada.offered_until
    bo = substitute(session, ada, at)
    assert (bo.state, bo.offered_until, ada.offered_until) == (RegistrationState.OFFERED, until, None)
    offers.accept(session, registration=bo, by=VISITOR, at=at)
    assert bo.state is RegistrationState.CONFIRMED


@pytest.mark.parametrize(
    ("email", "code"), [("ada@agency.example", "same_person"), ("cy@agency.example", "already_registered")]
)
def test_whoever_sits_there_already_cannot_come_instead(session, at, email, code):
    training = make_session(session)
    ada = make_registration(session, training, person=make_person(session, email="ada@agency.example"))
    make_registration(session, training, person=make_person(session, email="cy@agency.example"))
    with pytest.raises(Refusal) as no:
        substitute(session, ada, at, Attendee("Cy Example", email))
    assert (no.value.code, no.value.field) == (code, "email")


def test_nobody_is_sent_on_a_place_that_is_gone_or_after_the_start(session, at):
    ada = make_registration(session)
    with pytest.raises(Refusal) as no:
        substitute(session, ada, SOON)
    assert no.value.code == "started"
    substitute(session, ada, at)
    with pytest.raises(Refusal) as no:
        substitute(session, ada, at, Attendee("Cy Example", "cy@agency.example"))
    assert no.value.code == "not_live"


def test_a_place_can_be_passed_on_again_and_back(session, at):
    ada = make_registration(session, confirmed_at=at)
    bo = substitute(session, ada, at)
    back = substitute(session, bo, at, Attendee(ada.name, ada.email))
    assert back.person_id == ada.person_id
    assert [one.state.value for one in (ada, bo, back)] == ["substituted", "substituted", "confirmed"]


def test_another_spelling_renews_the_entry_and_another_capital_does_not(session, at):
    ada = make_registration(session, name="Ada Exampel", person=make_person(session, name="Ada Exampel"))
    correct = {"registration": ada, "by": VISITOR, "at": at}
    assert place_changes.correct_name(session, name="Ada Example", **correct)
    assert (ada.name, ada.calendar_sequence) == ("Ada Example", 1)
    assert mails(session) == [("name_corrected", ada.email, {"sequence": 1})]
    assert not place_changes.correct_name(session, name="ADA Example", **correct)
    assert (ada.name, ada.calendar_sequence) == ("ADA Example", 1)
    assert len(mails(session)) == 1
    person = session.get_one(Person, ada.person_id)
    assert person.name == "Ada Exampel", "what stands on a place does not rename an account"
    entries = session.scalars(select(HistoryEntry).where(HistoryEntry.subject == ada.reference)).all()
    assert {entry.event for entry in entries} == {"name_corrected"}
    assert "xample" not in str([entry.detail for entry in entries])


def test_once_it_has_begun_the_office_alone_corrects_a_name(session, at):
    """Whoever has the link could otherwise give their certificate to somebody who never came."""
    ada = make_registration(session)
    correct = {"registration": ada, "name": "Ada Other", "by": VISITOR, "at": SOON}
    with pytest.raises(Refusal) as no:
        place_changes.correct_name(session, **correct)
    assert no.value.code == "started"
    assert not place_changes.correct_name(session, by_office=True, **correct)
    assert (ada.name, mails(session)) == ("Ada Other", [])


def test_the_name_on_a_place_that_is_gone_stays(session, at):
    ada = make_registration(session, state=RegistrationState.CANCELLED, cancelled_at=at)
    with pytest.raises(Refusal):
        place_changes.correct_name(session, registration=ada, name="Ada Other", by=VISITOR, at=at)


def test_what_somebody_needed_is_forgotten_30_days_after_and_not_before(session, at):
    """pretix#2498, #1713, #1758: deletion runs on a clock, not on somebody's memory."""
    ada = make_registration(session, access_needs="A ramp")
    ends_at = ada.session.ends_at
    just, past = ends_at + timedelta(days=30), ends_at + timedelta(days=30, seconds=1)
    assert place_changes.forget_access_needs(session, at=just) == 0
    assert place_changes.forget_access_needs(session, at=past, dry_run=True) == 1
    session.refresh(ada)
    assert ada.access_needs == "A ramp"
    assert place_changes.forget_access_needs(session, at=past) == 1
    session.refresh(ada)
    assert ada.access_needs is None
    assert place_changes.forget_access_needs(session, at=past) == 0


def test_whoever_cancels_is_forgotten_at_once(session, at):
    ada = make_registration(session, access_needs="A ramp")
    registrations.cancel(session, registration=ada, by=VISITOR, at=at)
    assert ada.access_needs is None

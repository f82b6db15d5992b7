"""What a draft still needs, and that what is written is read back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.bookings import ContactRole, PartOfDay
from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind
from rose_training.domain.programme import Audience
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_checks import check_contact
from rose_training.domain.visit_drafts import (
    LATER,
    first_unanswered,
    read_declarations,
    read_request,
    read_wishes,
    write_declarations,
    write_wishes,
)
from rose_training.domain.visit_requests import (
    Contact,
    Declared,
    Offer,
    Step,
    Wish,
    step_before,
    steps_for,
)

TODAY = date(2026, 11, 23)
CLASS = Offer(Audience.PUPILS, targeted=False, min_year=7, max_year=11, max_group=30)
TEAM = Offer(Audience.PROFESSIONALS, targeted=False, min_year=None, max_year=None, max_group=40)
YES = {kind: Declared(DeclarationAnswer.YES, "Hanna Head") for kind in DeclarationKind}
COMPLETE = {
    "activity": "class",
    "organisation": "ORG-1",
    "format": "single_class",
    "years": ["7"],
    "expected_number": 28,
    "dates": write_wishes([Wish(TODAY + timedelta(days=10), PartOfDay.MORNING)]),
    "room": LATER,
    "needs": LATER,
    "curriculum": LATER,
    "booker": {"name": "Bo", "email": "bo@school.example", "phone": "01603 000000"},
    "on_the_day": {"name": "Dee", "phone": "+44 1603 000001 ext. 5"},
    "dsl": {"name": "Dan", "reach": "the front office"},
    "declarations": write_declarations(YES),
}


def ask(answers, offer=CLASS, today=TODAY):
    return first_unanswered(answers, offer=offer, today=today, bank_holidays={})


def test_a_complete_draft_has_no_open_question():
    assert ask(COMPLETE) is None
    request = read_request(COMPLETE, offer=CLASS, today=TODAY, bank_holidays={})
    assert (request.organisation, request.expected_number, request.dsl.name) == ("ORG-1", 28, "Dan")


@pytest.mark.parametrize(
    ("missing", "step"),
    [
        ("organisation", Step.SCHOOL),
        ("format", Step.GROUP),
        ("years", Step.GROUP),
        ("expected_number", Step.GROUP),
        ("dates", Step.DATES),
        ("room", Step.ROOM),
        ("needs", Step.NEEDS),
        ("curriculum", Step.CURRICULUM),
        ("booker", Step.BOOKER),
        ("on_the_day", Step.ON_THE_DAY),
        ("dsl", Step.SAFEGUARDING_LEAD),
        ("declarations", Step.DECLARATIONS),
    ],
)
def test_what_is_missing_is_asked_for(missing, step):
    answers = {key: value for key, value in COMPLETE.items() if key != missing}

    assert ask(answers) is step
    with pytest.raises(Refusal):
        read_request(answers, offer=CLASS, today=TODAY, bank_holidays={})


def test_an_empty_draft_begins_with_the_activity():
    assert ask({}, offer=None) is Step.ACTIVITY
    assert ask({}) is Step.SCHOOL


def test_a_day_that_has_passed_since_is_asked_again():
    assert ask(COMPLETE, today=TODAY + timedelta(days=10)) is Step.DATES


def test_another_activity_asks_again_for_the_group():
    younger = Offer(Audience.PUPILS, targeted=False, min_year=3, max_year=6, max_group=30)

    assert ask(COMPLETE, offer=younger) is Step.GROUP


def test_a_targeted_course_asks_for_more_declarations():
    course = Offer(Audience.PUPILS, targeted=True, min_year=7, max_year=11, max_group=30)
    four = {kind: YES[kind] for kind in list(DeclarationKind)[:4]}

    assert ask(COMPLETE | {"declarations": write_declarations(four)}) is None
    assert ask(COMPLETE | {"declarations": write_declarations(four)}, offer=course) is Step.CONVERSATION
    spoken = COMPLETE | {"conversation": {"when": "after 3", "number": "01603 000000"}}
    assert ask(spoken | {"declarations": write_declarations(four)}, offer=course) is Step.DECLARATIONS
    assert ask(spoken, offer=course) is None


def test_a_team_of_professionals_is_asked_less():
    answers = {key: value for key, value in COMPLETE.items() if key not in {"dsl", "years"}}
    assert ask(answers, offer=TEAM) is Step.GROUP  # the format of a class is none for them
    answers["format"] = "staff_training"

    assert ask(answers, offer=TEAM) is None
    assert read_request(answers, offer=TEAM, today=TODAY, bank_holidays={}).dsl.name == ""
    assert Step.SAFEGUARDING_LEAD not in steps_for(TEAM)
    assert step_before(Step.DECLARATIONS, TEAM) is Step.ON_THE_DAY
    assert step_before(Step.DECLARATIONS, CLASS) is Step.SAFEGUARDING_LEAD
    assert step_before(Step.ACTIVITY, None) is None


def test_a_yes_of_the_senior_leader_needs_a_name():
    unnamed = YES | {DeclarationKind.SENIOR_LEADER_AGREED: Declared(DeclarationAnswer.YES)}

    assert ask(COMPLETE | {"declarations": write_declarations(unnamed)}) is Step.DECLARATIONS


@pytest.mark.parametrize(
    ("role", "contact", "field"),
    [
        (ContactRole.BOOKER, Contact(""), "name"),
        (ContactRole.BOOKER, Contact("Bo"), "email"),
        (ContactRole.BOOKER, Contact("Bo", email="bo at school"), "email"),
        (ContactRole.BOOKER, Contact("Bo", email="bo@school"), "email"),
        (ContactRole.BOOKER, Contact("Bo", email="bo@school.example"), "phone"),
        (ContactRole.ON_THE_DAY, Contact("Dee", phone="ask the office"), "phone"),
        (ContactRole.ON_THE_DAY, Contact("Dee", phone="123"), "phone"),
        (ContactRole.DSL, Contact("Dan"), "reach"),
    ],
)
def test_a_contact_that_nobody_could_reach_is_refused_beside_its_field(role, contact, field):
    with pytest.raises(Refusal) as refused:
        check_contact(role, contact)
    assert refused.value.field == field


wishes = st.lists(st.builds(Wish, st.dates(), st.sampled_from(PartOfDay), st.text()), max_size=3)
declared = st.dictionaries(
    st.sampled_from(DeclarationKind), st.builds(Declared, st.sampled_from(DeclarationAnswer), st.text())
)


@given(wishes, declared)
def test_what_a_draft_keeps_is_read_back(wanted, said):
    answers = {"dates": write_wishes(wanted), "declarations": write_declarations(said)}

    assert read_wishes(answers) == tuple(wanted)
    assert read_declarations(answers) == said

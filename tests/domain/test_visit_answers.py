"""What may be told later: numbers that can be, and drafts that are read as they were written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rose_training.domain.hosts import VenueRisk
from rose_training.domain.programme import Audience
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_answers import (
    Curriculum,
    CurriculumPlace,
    FollowUp,
    GroupMix,
    NeedKind,
    Needs,
    Room,
    RoomFeature,
    TaughtBefore,
    Topic,
    check_minutes,
    features_for,
    short_of_time,
    topics_for,
    wrong_with_curriculum,
    wrong_with_needs,
)
from rose_training.domain.visit_checks import wrong_with_conversation, wrong_with_venue
from rose_training.domain.visit_drafts import (
    LATER,
    first_unanswered,
    read_curriculum,
    read_needs,
    read_room,
    read_venue,
    write_curriculum,
    write_needs,
    write_room,
    write_venue,
)
from rose_training.domain.visit_formats import VisitFormat
from rose_training.domain.visit_requests import Conversation, Offer, Step, Venue

WORDS = st.text("abc é'", max_size=12)
ROOMS = st.builds(
    Room, WORDS, st.lists(st.sampled_from(RoomFeature), unique=True).map(tuple), WORDS, WORDS, WORDS, WORDS
)
NEEDS = st.builds(
    Needs,
    st.dictionaries(st.sampled_from(NeedKind), st.integers(1, 30)),
    WORDS,
    st.one_of(st.none(), st.sampled_from(GroupMix)),
)
CURRICULA = st.builds(
    Curriculum,
    st.one_of(st.none(), st.sampled_from(CurriculumPlace)),
    st.one_of(st.none(), st.integers(0, 30)),
    st.lists(st.sampled_from(TaughtBefore), unique=True).map(tuple),
    WORDS,
    st.lists(st.sampled_from(FollowUp), unique=True).map(tuple),
    WORDS,
)
VENUES = st.builds(Venue, WORDS, WORDS, WORDS, st.one_of(st.none(), st.sampled_from(VenueRisk)))


@given(ROOMS, NEEDS, CURRICULA, VENUES)
def test_what_is_written_is_read_back(room, needs, curriculum, venue):
    answers = {
        "room": write_room(room),
        "needs": write_needs(needs),
        "curriculum": write_curriculum(curriculum),
        "venue": write_venue(venue),
    }

    assert read_room(answers) == room
    assert read_needs(answers) == needs
    assert read_curriculum(answers) == curriculum
    assert read_venue(answers) == venue


@pytest.mark.parametrize("kept", [{}, {"room": LATER, "needs": LATER, "curriculum": LATER}])
def test_what_is_left_for_later_is_not_told(kept):
    assert (read_room(kept), read_needs(kept), read_curriculum(kept)) == (None, None, None)


def test_words_that_no_longer_exist_are_left_out():
    assert read_room({"room": {"features": ["screen", "gramophone"]}}) == Room(features=(RoomFeature.SCREEN,))
    assert read_needs({"needs": {"numbers": {"hearing": 2, "gone": 3}}}) == Needs({NeedKind.HEARING: 2})


def test_a_draft_from_before_these_questions_opens_at_the_first_of_them():
    offer = Offer(Audience.PUPILS, targeted=False, min_year=7, max_year=11, max_group=30)
    old = {"activity": "class", "organisation": "ORG-1", "years": ["7"], "expected_number": 20}

    assert first_unanswered(old, offer=offer, today=date(2026, 11, 23), bank_holidays={}) is Step.GROUP


def test_topics_are_those_that_the_audience_has_a_use_for():
    assert topics_for(Audience.PUPILS) == tuple(Topic)
    assert topics_for(Audience.PARENTS) == (Topic.ROOM, Topic.NEEDS)
    assert topics_for(Audience.STAFF) == (Topic.ROOM,)
    assert RoomFeature.STEP_FREE not in features_for(VisitFormat.ONLINE)


def test_nobody_has_a_need_more_often_than_there_are_people():
    needs = Needs({NeedKind.HEARING: 3, NeedKind.EAL: 31})

    assert [one.field for one in wrong_with_needs(needs, expected=30)] == ["need_eal"]
    assert wrong_with_needs(needs, expected=0) == []


@pytest.mark.parametrize(
    ("curriculum", "fields"),
    [
        (Curriculum(), ["place"]),
        (Curriculum(CurriculumPlace.SEX_EDUCATION, withdrawn=31), ["withdrawn"]),
        (Curriculum(CurriculumPlace.SEX_EDUCATION, withdrawn=2), []),
        (Curriculum(CurriculumPlace.RSE, withdrawn=31), []),
        (Curriculum(CurriculumPlace.RSE, before=(TaughtBefore.NOTHING, TaughtBefore.CONSENT)), ["before"]),
    ],
)
def test_withdrawals_are_a_number_of_sex_education(curriculum, fields):
    assert [one.field for one in wrong_with_curriculum(curriculum, expected=30)] == fields


def test_too_little_time_is_said_kindly_and_refused_only_when_nobody_can_mean_it():
    assert short_of_time(None, 60) == ""
    assert short_of_time(60, 60) == ""
    assert "written for 60 minutes. With 45" in short_of_time(45, 60)
    check_minutes(45)
    with pytest.raises(Refusal):
        check_minutes(2)


def test_a_conversation_needs_a_time_and_a_number_that_rings():
    assert [one.field for one in wrong_with_conversation(None)] == ["ring_when", "ring_number"]
    assert wrong_with_conversation(Conversation("after 3", "01603 000000")) == []
    assert [one.field for one in wrong_with_conversation(Conversation("after 3", "ring me"))] == ["ring_number"]


def test_a_venue_can_be_found_and_says_whether_its_risks_are_known():
    assert [one.field for one in wrong_with_venue(None)] == ["venue_name", "venue_address", "venue_risk"]
    assert wrong_with_venue(Venue("Hall", "Street, Town", risk=VenueRisk.NOT_YET)) == []

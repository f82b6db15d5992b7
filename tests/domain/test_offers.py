"""Who is asked next: first come first served, by number and by share; until when; and what newcomers get."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import Settings, SettingsError
from rose_training.domain.offers import (
    Entry,
    OfferRules,
    PassedOver,
    check_may_answer,
    in_order,
    next_offer,
    standings,
)
from rose_training.domain.refusals import Refusal
from rose_training.domain.registrations import Attends, RegistrationState

START = datetime(2027, 3, 4, 10, tzinfo=UTC)
ASKED = datetime(2027, 2, 1, 9, tzinfo=UTC)
ROOM, ONLINE = Attends.IN_PERSON, Attends.ONLINE
CONFIRMED, RESERVE = RegistrationState.CONFIRMED, RegistrationState.RESERVE
RULES = OfferRules()


def entry(number: int, size: int = 1, kind: Attends = ROOM, organisation: str | None = None) -> Entry:
    """The `number`-th who asked."""
    ids = tuple(range(number * 100, number * 100 + size))
    return Entry(ids, {kind: size}, ASKED + timedelta(minutes=number), organisation)


@pytest.mark.parametrize(
    ("before", "held_for"),
    [
        (timedelta(days=30), timedelta(hours=48)),
        (timedelta(hours=48, seconds=1), timedelta(hours=48)),
        (timedelta(hours=48), timedelta(hours=4)),
        (timedelta(hours=5), timedelta(hours=4)),
        (timedelta(hours=3), timedelta(hours=3)),
    ],
)
def test_an_offer_stands_two_days_or_four_hours_and_never_beyond_the_start(before, held_for):
    assert RULES.deadline(at=START - before, starts_at=START) == START - before + held_for


def test_an_offer_lasts_so_many_hours_also_over_the_change_of_the_clocks():
    spring = datetime(2027, 3, 27, 12, tzinfo=UTC)  # the clocks go forward at 1:00 on 28 March
    assert RULES.deadline(at=spring, starts_at=spring + timedelta(days=9)) - spring == timedelta(hours=48)


def test_in_the_last_hour_nobody_is_asked_any_more():
    assert RULES.still_asks(at=START - timedelta(minutes=61), starts_at=START)
    assert not RULES.still_asks(at=START - timedelta(minutes=60), starts_at=START)
    assert OfferRules(stop_minutes=0).still_asks(at=START - timedelta(seconds=1), starts_at=START)


@pytest.mark.parametrize(
    ("setting", "value"), [("offer_hours", 0), ("offer_hours_late", -1), ("organisation_percent", 101)]
)
def test_a_setting_that_makes_no_sense_stops_the_start(setting, value):
    with pytest.raises(SettingsError, match=f"{setting.upper()} is {value}"):
        Settings.read({}, secret_key="for tests", **{setting: value})


@pytest.mark.parametrize(("percent", "places", "share"), [(0, 20, None), (25, 20, 5), (25, 3, 1), (10, None, None)])
def test_the_share_of_an_organisation_is_at_least_one_place(percent, places, share):
    assert OfferRules(organisation_percent=percent).share_of(places) == share


def test_the_list_is_in_order_of_asking_then_of_entering():
    same = [Entry((number,), {ROOM: 1}, ASKED) for number in (9, 7, 8)]
    assert [one.registration_ids for one in in_order([entry(1), *same])] == [(7,), (8,), (9,), (100,)]


def test_a_party_that_comes_all_together_needs_all_its_places_at_once():
    """pretix#974: one entry is not one place; families and teams want all or none."""
    party, single = entry(1, size=3), entry(2)
    offer = next_offer([party, single], {ROOM: 2})
    assert offer is not None
    assert offer.entry is single
    assert offer.passed_over == ((party, PassedOver.TOO_FEW),)
    assert next_offer([party, single], {ROOM: 3}).entry is party


def test_each_kind_of_place_has_its_own_line():
    room, online = entry(1), entry(2, kind=ONLINE)
    offer = next_offer([room, online], {ROOM: 0, ONLINE: 1})
    assert offer.entry is online
    assert offer.passed_over == (), "nobody who waits for the room is overtaken by somebody online"


def test_an_organisation_that_has_its_share_comes_after_the_others():
    greedy, other = entry(1, organisation="A"), entry(2, organisation="B")
    offer = next_offer([greedy, other], {ROOM: 1}, held={"A": 2, "B": 1}, share=2)
    assert offer.entry is other
    assert offer.passed_over == ((greedy, PassedOver.SHARE),)


def test_the_share_leaves_no_place_empty():
    greedy, party = entry(1, organisation="A"), entry(2, size=3, organisation="B")
    assert next_offer([greedy, party], {ROOM: 1}, held={"A": 2}, share=2).entry is greedy


def test_whose_offer_was_withdrawn_is_not_asked_this_time():
    first, second = entry(1), entry(2)
    offer = next_offer([first, second], {ROOM: 1}, withdrawn=first.registration_ids)
    assert offer.entry is second
    assert offer.passed_over == ((first, PassedOver.WITHDRAWN),)
    assert next_offer([first], {ROOM: 1}, withdrawn=first.registration_ids) is None


lines = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(Attends), st.sampled_from([None, "A", "B"])), max_size=12
).map(lambda drawn: [entry(number, size, kind, org) for number, (size, kind, org) in enumerate(drawn)])


@given(line=lines, room=st.integers(0, 6), online=st.integers(0, 6), share=st.one_of(st.none(), st.integers(1, 5)))
def test_nobody_is_overtaken_but_for_a_stated_reason(line, room, online, share):
    free, held = {ROOM: room, ONLINE: online}, {"A": 2}
    offer = next_offer(line, free, held=held, share=share)
    if offer is None:
        assert not any(one.fits(free) for one in line)
        return
    assert offer.entry.fits(free)
    for earlier in line[: line.index(offer.entry)]:
        if earlier.needs.keys().isdisjoint(offer.entry.needs):
            continue
        reason = {one.registration_ids: why for one, why in offer.passed_over}[earlier.registration_ids]
        if reason is PassedOver.TOO_FEW:
            assert not earlier.fits(free)
        else:
            assert reason is PassedOver.SHARE
            assert held.get(earlier.organisation, 0) + earlier.size > share


@pytest.mark.parametrize(
    ("wishes", "together", "expected"),
    [
        ([ROOM], False, [CONFIRMED]),
        ([ROOM, ROOM, ROOM], False, [CONFIRMED, CONFIRMED, RESERVE]),
        ([ROOM, ROOM, ROOM], True, [RESERVE, RESERVE, RESERVE]),
        ([ROOM, ONLINE], True, [RESERVE, RESERVE]),
        ([ONLINE, ROOM], False, [RESERVE, CONFIRMED]),
    ],
)
def test_newcomers_get_what_is_left_all_together_or_as_it_comes(wishes, together, expected):
    assert standings(wishes, {ROOM: 2, ONLINE: 0}, together=together) == expected


def test_without_a_limit_everybody_gets_a_place():
    assert standings([ROOM] * 50, {ROOM: None}) == [CONFIRMED] * 50


@pytest.mark.parametrize(
    ("state", "until", "at", "code"),
    [
        (RegistrationState.CONFIRMED, None, ASKED, "has_a_place"),
        (RegistrationState.RESERVE, None, ASKED, "not_offered"),
        (RegistrationState.CANCELLED, None, ASKED, "not_offered"),
        (RegistrationState.OFFERED, START, START, "started"),
        (RegistrationState.OFFERED, ASKED, ASKED, "offer_over"),
    ],
)
def test_an_offer_is_answered_while_it_stands(state, until, at, code):
    with pytest.raises(Refusal) as no:
        check_may_answer(state=state, offered_until=until, starts_at=START, at=at)
    assert no.value.code == code


def test_an_offer_is_good_until_its_very_last_moment():
    check_may_answer(
        state=RegistrationState.OFFERED, offered_until=ASKED, starts_at=START, at=ASKED - timedelta(microseconds=1)
    )

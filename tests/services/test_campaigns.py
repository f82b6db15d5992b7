"""Several events under one heading."""

from datetime import UTC, date, datetime

import pytest

from rose_training.domain.actors import Actor
from rose_training.domain.campaigns import Heading, slug_of
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionState
from rose_training.services import campaigns, whats_on
from tests.factories import make_booking, make_session

OFFICE = Actor(None, "Cora Coordinator")
WEEK = Heading("Awareness Day week", "awareness-day-2027", date(2027, 3, 15), date(2027, 3, 19), "Five days.")


def event(session, day, **over):
    return make_session(session, starts_at=datetime(2027, 3, day, 10, tzinfo=UTC), **over)


def begin(session, at, **over):
    heading = Heading(**(WEEK.__dict__ | over))
    return campaigns.create(session, heading=heading, by=OFFICE, at=at)


def choose(session, campaign, *events, at):
    chosen = {one.reference for one in events}
    return campaigns.choose_events(session, reference=campaign.reference, chosen=chosen, by=OFFICE, at=at)


def test_the_events_on_its_days_can_be_chosen_and_no_others(session, at):
    week = begin(session, at)
    first, last, after = event(session, 15), event(session, 19), event(session, 20)
    visit = event(session, 16, booking=make_booking(session))
    off = event(session, 17, state=SessionState.CANCELLED, cancelled_reason="Snow")
    assert campaigns.could_belong(session, week) == [first, last]
    assert choose(session, week, first, last, after, visit, off, at=at) == 2
    session.expire_all()
    assert campaigns.events_of(session, week) == [first, last]


def test_what_one_campaign_has_no_other_can_take(session, at):
    week, other = begin(session, at), begin(session, at, slug="another")
    one = event(session, 16)
    choose(session, week, one, at=at)
    session.expire_all()
    assert choose(session, other, one, at=at) == 0
    assert choose(session, week, at=at) == 0
    session.expire_all()
    assert one.campaign_id is None


def test_the_public_page_has_its_open_dates(session, at):
    week = begin(session, at)
    shown, full = event(session, 15), event(session, 16, capacity=1, places_taken=0)
    event(session, 17)
    choose(session, week, shown, full, at=at)
    found = whats_on.dates_of_campaign(session, campaign_id=week.id, at=at)
    assert [one.reference for one in found] == [shown.reference, full.reference]
    assert {(one.campaign, one.campaign_slug) for one in found} == {(week.title, week.slug)}
    assert campaigns.by_slug(session, slug=week.slug) is week


def test_a_campaign_that_is_not_public_is_nowhere(session, at):
    week = begin(session, at, published=False)
    choose(session, week, event(session, 15), at=at)
    assert campaigns.by_slug(session, slug=week.slug) is None
    (date_shown,) = whats_on.whats_on(session, at=at, wanted=whats_on.Wanted()).dates
    assert date_shown.campaign is None


def test_the_list_counts_what_is_on(session, at):
    week = begin(session, at)
    one, two = event(session, 15), event(session, 16)
    choose(session, week, one, two, at=at)
    session.expire_all()
    two.state, two.cancelled_reason = SessionState.CANCELLED, "Snow"
    session.flush()
    empty = begin(session, at, slug="later", first_on=date(2027, 6, 1), last_on=date(2027, 6, 2))
    assert campaigns.every_one(session) == [(empty, 0), (week, 1)]


def test_a_change_is_written_down_and_keeps_the_events(session, at):
    week = begin(session, at)
    choose(session, week, event(session, 15), at=at)
    campaigns.change(
        session, reference=week.reference, heading=Heading(**(WEEK.__dict__ | {"title": "A week"})), by=OFFICE, at=at
    )
    assert week.title == "A week"
    assert len(campaigns.events_of(session, week)) == 1


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"title": ""}, "title_missing"),
        ({"slug": "Awareness Week"}, "slug"),
        ({"slug": "-week"}, "slug"),
        ({"slug": "w" * 61}, "slug"),
        ({"last_on": date(2027, 3, 14)}, "ends_before_start"),
        ({"last_on": date(2027, 9, 1)}, "too_long"),
    ],
)
def test_what_cannot_be_right_is_refused(session, at, over, code):
    with pytest.raises(Refusal) as refused:
        begin(session, at, **over)
    assert refused.value.code == code


def test_an_address_that_is_taken_is_refused_but_not_to_its_owner(session, at):
    week = begin(session, at)
    with pytest.raises(Refusal) as refused:
        begin(session, at)
    assert refused.value.field == "slug"
    campaigns.change(session, reference=week.reference, heading=WEEK, by=OFFICE, at=at)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Awareness Day week 2027", "awareness-day-week-2027"),
        ("  King's Lynn: a day!  ", "kings-lynn-a-day"),
        ("x" * 80, "x" * 60),
    ],
)
def test_an_address_is_made_of_the_title(title, slug):
    assert slug_of(title) == slug

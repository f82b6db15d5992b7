"""Months, campaigns and what a date says of its places; the list itself is tested in test_sessions.py."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rose_training import clock
from rose_training.domain.actors import Actor
from rose_training.domain.campaigns import Heading
from rose_training.domain.registrations import Attends, RegistrationState
from rose_training.domain.sessions import SessionMode, SessionState
from rose_training.services import campaigns
from tests.factories import make_registration, make_session

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)
OFFICE = Actor(None, "Cora Coordinator")
LINK = "https://meet.example/secret-room"


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


def on(day, hour=10):
    return datetime(2027, 3, day, hour, tzinfo=UTC)


@pytest.fixture
def week(stored):
    heading = Heading("Awareness Day week", "awareness-week", date(2027, 3, 15), date(2027, 3, 19), "Five days.")
    made = campaigns.create(stored, heading=heading, by=OFFICE, at=TODAY)
    stored.commit()
    return made


def place_words(page):
    return [" ".join(words.get_text(" ").split()) for words in page.soup.select(".rose-date__places")]


# By month


def test_a_month_is_a_table_with_the_dates_in_their_days_and_a_list_beside_it(visit, stored):
    """newtheatre/rooms#17: across the clock change every date stands under its own weekday."""
    shown = [make_session(stored, starts_at=on(day), title=f"On the {day}") for day in (1, 28, 31)]
    make_session(stored, starts_at=datetime(2027, 3, 31, 23, 30, tzinfo=UTC), title="Half past midnight, 1 April")
    stored.commit()
    page = visit.get("/whats-on/month/2027-03")
    table = page.soup.find("table")
    assert [th.get_text() for th in table.select("thead th")] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    cells = [row.find_all("td") for row in table.select("tbody tr")]
    assert {len(row) for row in cells} == {7}
    where = {
        cell.a["href"].rsplit("/")[-1]: (weekday, cell.select_one(".rose-month__number").get_text())
        for row in cells
        for weekday, cell in enumerate(row)
        if cell.a
    }
    assert where == {
        shown[0].reference: (0, "1"),
        shown[1].reference: (6, "28"),
        shown[2].reference: (2, "31"),
    }
    assert len(page.soup.select(".rose-month-list .rose-date")) == 3


def test_months_can_be_leafed_through_but_not_for_ever(visit, stored):
    page = visit.get("/whats-on/month/2026-11")
    assert page.soup.find("a", rel="prev") is None
    assert page.soup.find("a", rel="next")["href"] == "/whats-on/month/2026-12"
    assert "There is no open date in November 2026" in page.text
    assert visit.get("/whats-on/month/2028-11").soup.find("a", rel="next") is None


@pytest.mark.parametrize("month", ["2026-10", "2028-12", "2027-13", "2027-3", "march", "2027-03-01", "9999-12"])
def test_what_is_no_month_to_come_is_not_found(visit, month):
    assert visit.get(f"/whats-on/month/{month}").status == 404


def test_a_month_says_of_each_date_whether_there_is_room(visit, stored):
    make_session(stored, starts_at=on(2))
    full = make_session(stored, starts_at=on(3), capacity=1)
    make_registration(stored, full)
    make_session(stored, starts_at=on(4), registration_closes_at=TODAY)
    make_session(stored, starts_at=on(5), registration_opens_at=datetime(2027, 1, 4, 9, tzinfo=UTC))
    stored.commit()
    page = visit.get("/whats-on/month/2027-03")
    words = [" ".join(place.get_text(" ").split()) for place in page.soup.select(".rose-month__places")]
    assert words == ["20 places left", "Full, reserve list open", "Booking closed", "Opens 4 Jan 2027"]


def test_the_list_leads_to_the_month_that_has_dates(visit, stored):
    make_session(stored, starts_at=on(2))
    stored.commit()
    assert "/whats-on/month/2027-03" in visit.get("/whats-on").links()


# Places, truthfully


def test_both_kinds_of_places_are_told_apart(visit, stored):
    def hybrid(day, **over):
        both = {"mode": SessionMode.HYBRID, "online_link": LINK, "capacity": 1, "online_capacity": 2}
        return make_session(stored, starts_at=on(day), **both | over)

    hybrid(1)
    room_full, online_full, both_full = hybrid(2), hybrid(3, online_capacity=1), hybrid(4, online_capacity=1)
    for training in (room_full, both_full):
        make_registration(stored, training)
    for training in (online_full, both_full):
        make_registration(stored, training, attends=Attends.ONLINE)
    stored.commit()
    assert place_words(visit.get("/whats-on")) == [
        "1 left in the room, 2 online",
        "2 left online, none in the room",
        "1 left in the room, none online",
        "Full, reserve list open",
    ]


def test_a_place_that_is_offered_is_nobody_elses(visit, stored):
    training = make_session(stored, capacity=1)
    make_registration(stored, training, state=RegistrationState.OFFERED, offered_until=TODAY + timedelta(hours=48))
    stored.commit()
    assert place_words(visit.get("/whats-on")) == ["Full, reserve list open"]


def test_a_date_whose_booking_opens_later_says_when(visit, stored):
    training = make_session(stored, registration_opens_at=TODAY + timedelta(hours=1))
    stored.commit()
    assert place_words(visit.get("/whats-on")) == ["Booking opens 21 Nov 2026"]
    with clock.set_to(TODAY + timedelta(hours=1)):
        assert place_words(visit.get("/whats-on")) == ["20 places left"]
        assert visit.get(f"/whats-on/{training.reference}").soup.find(id="email")


# Share text


def test_a_date_can_be_copied_as_text_without_a_script_and_without_the_joining_link(visit, stored):
    training = make_session(stored, title="Spring briefing", mode=SessionMode.HYBRID, online_link=LINK)
    stored.commit()
    page = visit.get(f"/whats-on/{training.reference}")
    text = page.soup.find("textarea", id="share").get_text()
    assert text.strip().splitlines()[:3] == [
        "Spring briefing",
        "Tuesday 8 December 2026, 2pm to 3pm",
        "Example Hall, 1 Example Street, Norwich, NR1 1AA, or online",
    ]
    assert f"/whats-on/{training.reference}" in text
    assert "places" not in text
    assert "meet.example" not in page.html


def test_what_is_off_is_not_for_a_newsletter(visit, stored):
    training = make_session(stored, state=SessionState.CANCELLED, cancelled_reason="Snow")
    stored.commit()
    assert visit.get(f"/whats-on/{training.reference}").soup.find(id="share") is None


# Campaigns


def test_a_campaign_has_a_page_with_its_dates_and_each_date_leads_there(visit, stored, week):
    inside, outside = make_session(stored, starts_at=on(16), title="In the week"), make_session(stored)
    campaigns.choose_events(stored, reference=week.reference, chosen={inside.reference}, by=OFFICE, at=TODAY)
    stored.commit()
    page = visit.get("/campaigns/awareness-week")
    assert page.heading == "Awareness Day week"
    assert "Monday 15 March 2027 to Friday 19 March 2027" in page.text
    assert [line.a["href"].rsplit("/")[-1] for line in page.soup.select(".rose-date")] == [inside.reference]
    assert "/campaigns/awareness-week" in visit.get(f"/whats-on/{inside.reference}").links()
    assert "/campaigns/awareness-week" not in visit.get(f"/whats-on/{outside.reference}").links()
    assert "Part of Awareness Day week" in visit.get("/whats-on").text


def test_a_campaign_without_dates_says_what_to_do(visit, stored, week):
    assert "/next-dates" in visit.get("/campaigns/awareness-week").links()
    with clock.set_to(datetime(2027, 3, 20, 9, tzinfo=UTC)):
        assert "This is over" in visit.get("/campaigns/awareness-week").text


def test_a_campaign_that_is_not_public_is_not_found(visit, stored, week):
    week.published = False
    stored.commit()
    assert visit.get("/campaigns/awareness-week").status == 404
    assert visit.get("/campaigns/nothing").status == 404


def test_the_pages_of_a_month_and_a_campaign_ask_a_fixed_number_of_questions(visit, stored, week, count_queries):
    for day in range(1, 29):
        make_session(stored, starts_at=on(day), campaign_id=week.id)
    stored.commit()
    for address, most in (("/whats-on/month/2027-03", 2), ("/campaigns/awareness-week", 3)):
        with count_queries() as queries:
            visit.get(address)
        assert len(queries) <= most, str(queries)

"""What's on, and the page of one open date."""

from datetime import UTC, datetime, timedelta

import pytest

from rose_training import clock
from rose_training.domain.programme import Audience
from rose_training.domain.sessions import SessionMode, SessionState
from tests.factories import SOON, make_activity, make_booking, make_briefing_activity, make_session

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)
LINK = "https://meet.example/secret-room"


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


def dates(page):
    return [" ".join(line.get_text(" ").split()) for line in page.soup.select(".rose-date")]


def test_an_empty_page_says_what_to_do_next(visit):
    page = visit.get("/whats-on")
    assert page.status == 200
    assert "No open dates at the moment" in page.text
    assert "01603 610256" in page.text


def test_each_date_says_when_where_for_whom_and_whether_there_is_room(visit, stored):
    make_session(stored, title="Spring briefing")
    stored.commit()
    (line,) = dates(visit.get("/whats-on"))
    for words in ("Spring briefing", "Tuesday 8 December 2026", "2pm to 3pm", "Example Hall", "20 places left"):
        assert words in line


def test_full_and_closed_dates_say_so(visit, stored):
    make_session(stored, registration_closes_at=TODAY)
    full = make_session(stored, capacity=1, starts_at=SOON + timedelta(days=1))
    stored.flush()
    from tests.factories import make_registration

    make_registration(stored, full)
    stored.commit()
    closed_line, full_line = dates(visit.get("/whats-on"))
    assert "Booking closed" in closed_line
    assert "Full, reserve list open" in full_line


def test_past_cancelled_and_private_sessions_are_not_shown(visit, stored):
    make_session(stored, starts_at=TODAY - timedelta(hours=2))
    make_session(stored, state=SessionState.CANCELLED, cancelled_reason="Snow")
    make_session(stored, booking=make_booking(stored))
    stored.commit()
    assert dates(visit.get("/whats-on")) == []


def test_filters_work_without_a_script_and_keep_their_choice(visit, stored):
    make_session(stored, title="Here", area="Norwich")
    make_session(stored, title="There", mode=SessionMode.ONLINE, area=None, starts_at=SOON + timedelta(days=40))
    make_session(stored, title="Parents", activity=make_activity(stored, audience=Audience.PARENTS), area="Breckland")
    stored.commit()
    page = visit.get("/whats-on?mode=online&month=2027-01")
    assert len(dates(page)) == 1
    assert "There" in dates(page)[0]
    assert [o["value"] for o in page.soup.select("select option[selected]")] == ["online", "2027-01"]
    assert "1 of 3 dates" in page.text
    assert len(dates(visit.get("/whats-on?audience=parents"))) == 1
    assert "No date fits" in visit.get("/whats-on?area=Norwich&mode=online").text


@pytest.mark.parametrize("query", ["audience=everybody", "month=2027-13", "mode=<script>", "area=" + "x" * 3000])
def test_nonsense_in_the_address_breaks_nothing(visit, stored, query):
    make_session(stored)
    stored.commit()
    assert visit.get(f"/whats-on?{query}").status == 200


def test_whats_on_asks_the_database_twice_at_most_however_many_dates(visit, stored, count_queries):
    activity = make_briefing_activity(stored)
    for number in range(40):
        make_session(stored, activity=activity, starts_at=SOON + timedelta(days=number))
    stored.commit()
    with count_queries() as queries:
        assert len(dates(visit.get("/whats-on"))) == 40
    assert len(queries) <= 2, str(queries)


def test_a_changed_number_of_places_shows_at_once(visit, stored):
    training = make_session(stored, capacity=7)
    stored.commit()
    assert "7 places left" in dates(visit.get("/whats-on"))[0]
    training.capacity = 9
    stored.commit()
    assert "9 places left" in dates(visit.get("/whats-on"))[0]


def test_the_page_of_a_date_has_the_form_on_it_and_never_the_joining_link(visit, stored):
    training = make_session(stored, mode=SessionMode.HYBRID, online_link=LINK)
    stored.commit()
    page = visit.get(f"/whats-on/{training.reference}")
    assert page.heading == "Quarterly briefing"
    assert page.soup.find("input", attrs={"name": "email"})["autocomplete"] == "email"
    assert "meet.example" not in page.html
    assert "meet.example" not in visit.get("/whats-on").html


def test_parents_are_not_asked_where_they_work(visit, stored):
    training = make_session(stored, activity=make_activity(stored, audience=Audience.PARENTS))
    stored.commit()
    page = visit.get(f"/whats-on/{training.reference}")
    assert page.soup.find("input", attrs={"name": "name"})
    assert not page.soup.find("input", attrs={"name": "organisation"})


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"state": SessionState.CANCELLED, "cancelled_reason": "Snow"}, "has been cancelled"),
        ({"starts_at": TODAY - timedelta(days=3)}, "already taken place"),
        ({"registration_closes_at": TODAY}, "Booking for this date has closed"),
        ({"registration_opens_at": TODAY + timedelta(days=1)}, "not open yet"),
    ],
)
def test_a_date_that_takes_nobody_says_why_and_has_no_form(visit, stored, over, words):
    training = make_session(stored, **over)
    stored.commit()
    page = visit.get(f"/whats-on/{training.reference}")
    assert words in page.text
    assert not page.soup.find(id="email")
    assert page.soup.find(id="next-email")


def test_a_schools_visit_has_no_public_page(visit, stored):
    private = make_session(stored, booking=make_booking(stored))
    stored.commit()
    assert visit.get(f"/whats-on/{private.reference}").status == 404
    assert visit.get("/whats-on/SES-NONE-22").status == 404

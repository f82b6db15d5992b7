"""The office sets a briefing up, sees its next dates, publishes them and changes what comes after."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from rose_training import clock
from rose_training.domain.actors import Actor
from rose_training.domain.calendar import TermDates
from rose_training.domain.permissions import Role
from rose_training.domain.sessions import SessionState
from rose_training.models.series import Series
from rose_training.models.sessions import TrainingSession
from rose_training.services import calendar
from tests.factories import (
    make_assignment,
    make_briefing_activity,
    make_facilitator,
    make_person,
    make_registration,
    make_session,
)

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)
CORA = Actor(None, "Cora Coordinator")


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def office(visit, stored):
    cora = make_person(stored, Role.COORDINATOR, name="Cora Coordinator")
    terms = [
        TermDates(date(2026, 9, 1), date(2027, 5, 28), "All but the last", "2026/27"),
        TermDates(date(2027, 6, 14), date(2027, 7, 21), "Summer 2", "2026/27"),
    ]
    calendar.keep_terms(stored, terms, source="for this test", by=CORA, at=TODAY)
    stored.commit()
    return visit.sign_in(cora)


def filled(**over):
    return {
        "title": "Quarterly briefing",
        "outcomes": "Know whom to ring\n\nKnow what to look for",
        "first_on": ["8", "12", "2026"],
        "every_months": "3",
        "start_time": "2pm",
        "minutes": "60",
        "mode": "in_person",
        "place_name": "Example Hall",
        "place_address": "1 Example Street, Norwich",
        "postcode": "nr1 1aa",
        "area": "Norwich",
        "online_link": "",
        "capacity": "20",
        "online_capacity": "",
        "host": "",
        "opens_days": "",
        "closes_days": "2",
        "dates_ahead": "4",
    } | over


def set_up(office, stored, **over):
    activity = make_briefing_activity(stored)
    stored.commit()
    office.get("/office/series/new")
    sent = office.post("/office/series/new", filled(activity=activity.slug) | over)
    assert sent.status == 303, office.last.errors
    return sent.location


def only(stored):
    stored.rollback()
    stored.expire_all()
    return stored.scalars(select(Series)).one()


def sessions_of(stored):
    stored.rollback()
    stored.expire_all()
    return stored.scalars(select(TrainingSession).order_by(TrainingSession.starts_at)).all()


def column(page, number):
    return [row[number] for row in page.table()[1:]]


def test_an_empty_list_says_what_to_do(office):
    page = office.get("/office/series")
    assert "No briefing comes round yet" in page.text
    assert "/office/series/new" in page.links()


def test_the_next_dates_are_shown_with_their_reasons_before_anything_is_public(office, stored):
    address = set_up(office, stored)
    page = office.get(address)
    assert "The second Tuesday, every 3 months from December 2026" in page.soup.find(class_="rose-caption").get_text()
    assert column(page, 0) == [
        "Tuesday 8 December 2026",
        "Tuesday 9 March 2027",
        "Tuesday 15 June 2027",
        "Tuesday 14 September 2027",
    ]
    assert column(page, 1)[2] == "8 Jun 2027: school holiday"
    assert column(page, 4) == ["Public soon"] * 3 + ["Waits for term dates"]
    assert "1 date waits because the term dates of 2027/28 are not in the calendar" in page.text
    assert sessions_of(stored) == []
    series = only(stored)
    assert (series.outcomes, series.postcode) == ("Know whom to ring\nKnow what to look for", "NR1 1AA")


def test_publish_now_publishes_all_and_whats_on_has_them(office, stored):
    address = set_up(office, stored)
    office.get(address)
    office.post(f"{address}/publish")
    page = office.get(address)
    assert "4 dates are public now" in page.soup.get_text()
    assert column(page, 4) == ["Public"] * 4
    assert "Publish" not in [button.get_text() for button in page.soup.select("main button")]
    assert len(office.get("/whats-on").soup.select(".rose-date")) == 4
    first = sessions_of(stored)[0]
    shown = office.get(f"/whats-on/{first.reference}")
    assert "Know whom to ring" in shown.text
    office.get(address)
    office.post(f"{address}/publish")
    assert "All dates were public already" in office.get(address).soup.get_text()


def test_a_change_of_the_template_says_that_public_dates_stay(office, stored):
    address = set_up(office, stored, dates_ahead="2")
    office.get(address)
    office.post(f"{address}/publish")
    page = office.get(f"{address}/change")
    assert "The 2 public dates stay as they are, and nobody gets an e-mail" in page.text
    assert page.soup.find(id="title")["value"] == "Quarterly briefing"
    office.post(f"{address}/change", filled(title="Spring briefing", dates_ahead="3"))
    assert "The 2 public dates stay as they are: change each on its own page." in office.get(address).soup.get_text()
    office.post(f"{address}/publish")
    assert [one.title for one in sessions_of(stored)] == ["Quarterly briefing"] * 2 + ["Spring briefing"]


def test_a_date_is_changed_on_its_own_and_the_series_leaves_it_alone(office, stored):
    address = set_up(office, stored)
    office.get(address)
    office.post(f"{address}/publish")
    moved, cancelled = sessions_of(stored)[:2]
    office.get(f"/office/sessions/{cancelled.reference}/cancel")
    office.post(f"/office/sessions/{cancelled.reference}/cancel", {"reason": "The hall is closed"})
    change = f"/office/sessions/{moved.reference}/change"
    office.get(change)
    sent = office.post(
        change,
        {
            "title": "Quarterly briefing",
            "starts_on": ["10", "12", "2026"],
            "start_time": "2pm",
            "end_time": "3pm",
            "mode": "in_person",
            "place_name": "Example Hall",
            "capacity": "20",
        },
    )
    assert sent.status == 303, office.last.errors
    page = office.get(address)
    assert column(page, 1)[0] == "8 Dec 2026: moved by the office"
    assert column(page, 4)[:2] == ["Public", "Cancelled"]
    assert "Publish" not in page.soup.find(class_="rose-actions").get_text().replace("Stop publishing", "")


def test_a_host_who_is_elsewhere_is_shown_and_holds_nothing_up(office, stored):
    host = make_facilitator(stored)
    elsewhere = make_session(stored, starts_at=datetime(2027, 3, 9, 14, 30, tzinfo=UTC), place_name="Town Hall")
    make_assignment(stored, elsewhere, host)
    stored.commit()
    address = set_up(office, stored, host=str(host.id))
    office.get(address)
    office.post(f"{address}/publish")
    delivered = column(office.get(address), 2)
    assert delivered[0] == host.person.name
    assert "Nobody yet" in delivered[1]
    assert "Town Hall" in delivered[1]


def test_both_kinds_of_places(office, stored):
    address = set_up(office, stored, mode="hybrid", online_capacity="50", online_link="https://meet.example/x")
    office.get(address)
    office.post(f"{address}/publish")
    first = sessions_of(stored)[0]
    assert (first.capacity, first.online_capacity) == (20, 50)
    make_registration(stored, first)
    stored.commit()
    assert column(office.get(address), 3)[0] == "1 of 70"


def test_a_series_can_be_stopped_and_go_on(office, stored):
    address = set_up(office, stored)
    office.get(address)
    office.post(f"{address}/stop")
    assert not only(stored).active
    assert set(column(office.get(address), 4)[:3]) == {"Not public"}
    assert "Stopped" in office.get("/office/series").text
    office.get(address)
    office.post(f"{address}/resume")
    assert only(stored).active


@pytest.mark.parametrize(
    ("over", "field", "sentence"),
    [
        ({"title": ""}, "title", "Enter a title"),
        ({"first_on": ["12", "12", "2026"]}, "first_on", "is a Saturday"),
        ({"first_on": ["24", "11", "2026"]}, "first_on", "5 December 2026 or later"),
        ({"first_on": ["", "", ""]}, "first_on", "Enter the first date"),
        ({"start_time": "two"}, "start_time", "Enter a time like"),
        ({"minutes": "2"}, "minutes", "between 5 and 480"),
        ({"capacity": ""}, "capacity", "Enter the number of places"),
        ({"mode": "hybrid"}, "online_capacity", "Enter the number of places online"),
        ({"place_name": ""}, "place_name", "Enter where the session takes place"),
        ({"opens_days": "3"}, "opens_days", "well before it closes"),
        ({"dates_ahead": "40"}, "dates_ahead", "between 1 and 12"),
        ({"every_months": "13"}, "every_months", "Not a valid choice"),
        ({"host": "999"}, "host", "Not a valid choice"),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field_and_what_was_typed_stays(office, stored, over, field, sentence):
    activity = make_briefing_activity(stored)
    stored.commit()
    office.get("/office/series/new")
    page = office.post("/office/series/new", filled(activity=activity.slug) | over)
    assert page.status == 422
    assert sentence in page.soup.find(id=f"{field}-error").get_text()
    assert page.soup.find(id="outcomes").get_text().strip() == "Know whom to ring\nKnow what to look for"
    stored.rollback()
    assert stored.scalars(select(Series)).all() == []


def test_the_same_is_said_when_a_template_is_changed(office, stored):
    address = set_up(office, stored)
    office.get(f"{address}/change")
    page = office.post(f"{address}/change", filled(minutes="2"))
    assert page.status == 422
    assert "between 5 and 480" in page.soup.find(id="minutes-error").get_text()


def test_a_series_that_is_not_there_is_not_found(office):
    for address in ("/office/series/SER-NONE-22", "/office/series/SER-NONE-22/change"):
        assert office.get(address).status == 404
    office.get("/office/series")
    assert office.post("/office/series/SER-NONE-22/publish").status == 404


def test_the_page_asks_a_fixed_number_of_questions(office, stored, count_queries):
    address = set_up(office, stored, dates_ahead="12", every_months="1")
    office.get(address)
    with count_queries() as before:
        office.get(address)
    office.post(f"{address}/publish")
    with count_queries() as after:
        office.get(address)
    assert len(after) <= len(before) + 2, str(after)
    assert {one.state for one in sessions_of(stored)} == {SessionState.SCHEDULED}
    assert sessions_of(stored)[-1].starts_at > TODAY + timedelta(days=300)

"""The office puts sessions on, moves them and calls them off."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from rose_training import clock
from rose_training.domain.permissions import Role
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import SessionMode, SessionState
from rose_training.models.outbox import OutboxMessage
from rose_training.models.sessions import Assignment, TrainingSession
from tests.factories import (
    make_assignment,
    make_briefing_activity,
    make_facilitator,
    make_person,
    make_registration,
    make_series,
    make_session,
)

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def office(visit, stored):
    cora = make_person(stored, Role.COORDINATOR, name="Cora Coordinator")
    stored.commit()
    return visit.sign_in(cora)


def filled(**over):
    return {
        "title": "",
        "starts_on": ["4", "3", "2027"],
        "start_time": "10am",
        "end_time": "11:00",
        "mode": "in_person",
        "place_name": "Example Hall",
        "place_address": "1 Example Street, Norwich",
        "postcode": "nr1 1aa",
        "area": "Norwich",
        "online_link": "",
        "capacity": "12",
    } | over


def only(stored):
    stored.rollback()
    stored.expire_all()
    return stored.scalars(select(TrainingSession)).one()


def test_an_empty_list_says_what_to_do(office):
    page = office.get("/office/sessions")
    assert "No session to come" in page.text
    assert "/office/sessions/new" in page.links()
    assert "Nothing is over yet" in office.get("/office/sessions?show=past").text


def test_a_briefing_is_put_on_with_its_facilitator_and_stands_on_whats_on(office, stored):
    activity = make_briefing_activity(stored)
    fay = make_facilitator(stored)
    stored.commit()
    office.get("/office/sessions/new")
    sent = office.post(
        "/office/sessions/new",
        filled(activity=activity.slug, facilitators=[str(fay.id)], starts_on=["30", "3", "2027"]),
    )
    assert sent.status == 303
    training = only(stored)
    assert training.starts_at == datetime(2027, 3, 30, 9, tzinfo=UTC)  # summer time
    assert (training.capacity, training.postcode, training.online_link) == (12, "NR1 1AA", None)
    assert stored.scalars(select(Assignment.facilitator_id)).all() == [fay.id]
    assert "12 places left" in office.get("/whats-on").text
    page = office.get(sent.location)
    assert fay.person.name in page.text
    assert "Nobody has a place" in page.text


@pytest.mark.parametrize(
    ("over", "field", "sentence"),
    [
        ({"starts_on": ["", "", ""]}, "starts_on", "Enter the date"),
        ({"starts_on": ["31", "2", "2027"]}, "starts_on", "must be a real date"),
        ({"starts_on": ["4"]}, "starts_on", "must be a real date"),
        ({"starts_on": ["4", "3", "27"]}, "starts_on", "four figures"),
        ({"starts_on": ["1", "1", "2026"]}, "starts_on", "must start in the future"),
        ({"start_time": "ten"}, "start_time", "Enter a time like"),
        ({"start_time": ""}, "start_time", "Enter when it starts"),
        ({"end_time": "9:30am"}, "end_time", "later than the start"),
        ({"mode": ""}, "mode", "Select how people take part"),
        ({"place_name": ""}, "place_name", "Enter where the session takes place"),
        ({"break_minutes": "60"}, "break_minutes", "must be shorter than the session"),
        ({"break_minutes": "some"}, "break_minutes", "Enter a whole number"),
        ({"capacity": "many"}, "capacity", "Enter a whole number"),
        ({"capacity": "0"}, "capacity", "between 1 and 500"),
        ({"mode": "online", "online_link": "http://x.example"}, "online_link", "must start with https://"),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field_and_nothing_is_put_on(office, stored, over, field, sentence):
    activity = make_briefing_activity(stored)
    stored.commit()
    office.get("/office/sessions/new")
    page = office.post("/office/sessions/new", filled(activity=activity.slug) | over)
    assert page.status == 422
    assert any(sentence in error for error in page.errors)
    assert sentence in page.soup.find(id=f"{field}-error").get_text()
    stored.rollback()
    assert stored.scalars(select(TrainingSession)).all() == []


def test_breaks_are_given_shown_and_changed(office, stored):
    activity = make_briefing_activity(stored)
    stored.commit()
    office.get("/office/sessions/new")
    sent = office.post("/office/sessions/new", filled(activity=activity.slug, break_minutes="15"))
    training = only(stored)
    assert (training.break_minutes, training.minutes) == (15, 45)
    assert "15 minutes" in office.get(sent.location).text
    address = f"/office/sessions/{training.reference}/change"
    assert office.get(address).soup.find(id="break_minutes")["value"] == "15"
    assert office.post(address, filled(break_minutes="")).status == 303
    assert only(stored).break_minutes == 0


def test_a_form_with_nothing_in_it_is_answered_in_sentences(office):
    office.get("/office/sessions/new")
    page = office.post("/office/sessions/new", {})
    assert page.status == 422
    assert "Enter the date" in page.errors


def test_an_hour_that_the_clocks_skip_is_refused(office, stored):
    activity = make_briefing_activity(stored)
    stored.commit()
    office.get("/office/sessions/new")
    page = office.post(
        "/office/sessions/new",
        filled(activity=activity.slug, starts_on=["28", "3", "2027"], start_time="1:30am", end_time="3am"),
    )
    assert page.status == 422
    assert "does not exist" in page.errors[0]


def test_a_facilitator_who_is_elsewhere_is_named(office, stored):
    fay = make_facilitator(stored)
    elsewhere = make_session(stored, starts_at=datetime(2027, 3, 4, 10, 30, tzinfo=UTC))
    make_assignment(stored, elsewhere, fay)
    stored.commit()
    office.get("/office/sessions/new")
    page = office.post("/office/sessions/new", filled(activity=elsewhere.activity.slug, facilitators=[str(fay.id)]))
    assert page.status == 422
    assert fay.person.name in page.errors[0]


def test_moving_a_session_tells_those_who_are_registered(office, stored):
    fay = make_facilitator(stored)
    training = make_session(stored)
    make_assignment(stored, training, fay)
    ada = make_registration(stored, training)
    stored.commit()
    address = f"/office/sessions/{training.reference}/change"
    page = office.get(address)
    assert page.soup.find(id="starts_on-day")["value"] == "08"
    assert page.soup.find("input", attrs={"name": "facilitators", "checked": True})
    sent = office.post(address, filled(capacity="20", facilitators=[str(fay.id)]))
    assert sent.location == f"/office/sessions/{training.reference}/places"
    moved = only(stored)
    assert moved.starts_at == datetime(2027, 3, 4, 10, tzinfo=UTC)
    assert stored.scalars(select(Assignment.starts_at)).all() == [moved.starts_at]
    assert {(m.kind, m.to) for m in stored.scalars(select(OutboxMessage))} == {
        ("session_changed", ada.email),
        ("assignment_changed", fay.person.email),
    }


def test_fewer_places_than_taken_are_refused_with_the_number(office, stored):
    training = make_session(stored)
    for _ in range(2):
        make_registration(stored, training)
    stored.commit()
    address = f"/office/sessions/{training.reference}/change"
    office.get(address)
    page = office.post(address, filled(capacity="1"))
    assert page.status == 422
    assert page.errors == ["2 people have a place or an offer of one, so there must be at least 2"]


def test_calling_a_session_off_needs_a_reason_and_tells_everybody(office, stored):
    training = make_session(stored)
    make_registration(stored, training)
    stored.commit()
    address = f"/office/sessions/{training.reference}/cancel"
    assert "1 people are told" not in office.get(address).text
    assert office.post(address, {"reason": "  "}).errors == ["Enter a reason: it goes to everybody registered"]
    assert office.post(address, {"reason": "The hall is flooded"}).status == 303
    assert only(stored).state is SessionState.CANCELLED
    page = office.get(f"/office/sessions/{training.reference}/places")
    assert "The hall is flooded" in page.text
    assert f"{address}" not in page.links()
    office.get(address)
    assert "has been cancelled" in office.post(address, {"reason": "Again"}).errors[0]


def test_the_reserve_list_stands_in_its_order(office, stored):
    training = make_session(stored, capacity=1)
    make_registration(stored, training)
    for number in (3, 1, 2):
        make_registration(
            stored,
            training,
            name=f"Waiting {number}",
            state=RegistrationState.RESERVE,
            queued_at=TODAY + timedelta(minutes=number),
        )
    stored.commit()
    page = office.get(f"/office/sessions/{training.reference}/places")
    rows = [
        [cell.get_text(strip=True) for cell in row.find_all(["th", "td"])][:2]
        for row in page.soup.select("#reserve tbody tr")
    ]
    assert rows == [["1", "Waiting 1"], ["2", "Waiting 2"], ["3", "Waiting 3"]]


def test_the_list_comes_in_pages_with_the_same_questions_however_long(office, stored, count_queries):
    activity = make_briefing_activity(stored)
    fay = make_facilitator(stored)
    counted = []
    for week in range(30):
        training = make_session(stored, activity=activity, starts_at=TODAY + timedelta(days=7 * week + 1))
        make_assignment(stored, training, fay)
        if week in {1, 29}:
            stored.commit()
            office.get("/office/sessions")
            with count_queries() as queries:
                page = office.get("/office/sessions")
            counted.append(len(queries))
    assert counted[0] == counted[1]
    assert len(page.soup.select("#sessions tbody tr")) == 25
    assert len(office.get("/office/sessions?page=2").soup.select("#sessions tbody tr")) == 5
    assert office.get("/office/sessions?page=nonsense").status == 200


def test_the_session_page_needs_the_same_questions_however_many_come(office, stored, count_queries):
    training = make_session(stored, capacity=5, mode=SessionMode.ONLINE)
    counted = []
    for _ in range(2):
        for state in (RegistrationState.CONFIRMED, RegistrationState.RESERVE):
            for _ in range(2):
                make_registration(stored, training, state=state)
        stored.commit()
        office.get("/office/sessions")
        with count_queries() as queries:
            office.get(f"/office/sessions/{training.reference}/places")
        counted.append(len(queries))
    assert counted[0] == counted[1]


@pytest.mark.parametrize("page", ["", "/new", "/{}/places", "/{}/change", "/{}/cancel", "/{}/add"])
def test_only_the_office_opens_these_pages(visit, stored, page):
    training = make_session(stored)
    fay = make_facilitator(stored)
    stored.commit()
    address = "/office/sessions" + page.format(training.reference)
    assert visit.get(address).status == 303
    assert visit.sign_in(fay.person).get(address).status == 403


def test_one_date_of_a_series_is_given_a_text_and_a_window_of_its_own(office, stored):
    series = make_series(stored, outcomes="The usual")
    training = make_session(stored, series_id=series.id, series_on=series.first_on, outcomes="The usual")
    stored.commit()
    address = f"/office/sessions/{training.reference}"
    assert "The usual" in office.get(f"{address}/change").text
    own = filled(
        title="With a guest",
        outcomes=" See the signs \n\n Know whom to ring",
        opens_on=["1", "2", "2027"],
        closes_on=["3", "3", "2027"],
        closes_time="noon",
    )
    assert office.post(f"{address}/change", own).status == 303
    changed = only(stored)
    assert (changed.title, changed.outcomes) == ("With a guest", "See the signs\nKnow whom to ring")
    assert changed.registration_opens_at == datetime(2027, 2, 1, 9, tzinfo=UTC)
    assert changed.registration_closes_at == datetime(2027, 3, 3, 12, tzinfo=UTC)
    assert "3 March 2027" in office.get(f"{address}/places").text
    office.get(f"{address}/change")
    again = office.post(f"{address}/change", own | {"starts_on": ["11", "3", "2027"]})
    assert again.status == 303
    assert only(stored).registration_closes_at == datetime(2027, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("over", "sentence"),
    [
        ({"closes_time": "noon"}, "Enter the date too, or leave the time empty"),
        ({"opens_on": ["1", "2", "2028"]}, "Booking must open before it closes"),
        ({"closes_on": ["5", "3", "2027"]}, "Booking must close before the session starts"),
        ({"opens_on": ["31", "2", "2027"]}, "Booking opens must be a real date, like 8 12 2026"),
    ],
)
def test_a_window_that_makes_no_sense_gets_a_sentence(office, stored, over, sentence):
    training = make_session(stored)
    stored.commit()
    office.get(f"/office/sessions/{training.reference}/change")
    sent = office.post(f"/office/sessions/{training.reference}/change", filled(**over))
    assert sent.status == 422
    assert sentence in " ".join(sent.errors)

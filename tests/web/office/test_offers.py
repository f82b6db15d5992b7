"""The office sees the order and the reasons, and does everything on somebody's behalf."""

from datetime import UTC, datetime, timedelta

import pytest

from rose_training import clock
from rose_training.domain.permissions import Role
from rose_training.domain.registrations import Attends, RegistrationState
from rose_training.domain.sessions import SessionMode
from rose_training.models.parties import Party
from rose_training.models.registrations import Registration
from tests.factories import SOON, make_person, make_registration, make_session

TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC)
OFFERED, RESERVE = RegistrationState.OFFERED, RegistrationState.RESERVE
CONFIRMED, CANCELLED = RegistrationState.CONFIRMED, RegistrationState.CANCELLED


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(TODAY):
        yield


@pytest.fixture
def office(visit, stored):
    cora = make_person(stored, Role.COORDINATOR, name="Cora Coordinator")
    stored.commit()
    return visit.sign_in(cora)


@pytest.fixture
def training(stored):
    return make_session(stored, capacity=1)


def waiting(stored, training, number, **over):
    person = make_person(stored, name=f"Waiting {number}")
    queued_at = TODAY - timedelta(days=1) + timedelta(minutes=number)
    return make_registration(stored, training, person=person, **({"state": RESERVE, "queued_at": queued_at} | over))


def states(stored, *registrations):
    stored.rollback()
    return [stored.get_one(Registration, one.id, populate_existing=True).state for one in registrations]


def page_of(office, training):
    return office.get(f"/office/sessions/{training.reference}/places")


def rows(page, table):
    return [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
        for row in page.soup.select(f"#{table} tbody tr")
    ]


def test_the_office_sees_what_is_held_until_when_and_who_waits(office, stored, training):
    waiting(stored, training, 1, state=OFFERED, offered_until=TODAY + timedelta(hours=48))
    waiting(stored, training, 2)
    stored.commit()
    page = page_of(office, training)
    ((name, *_, until, actions),) = rows(page, "offered")
    assert (name, until) == ("Waiting 1", "23 Nov 2026, 9am")
    assert "Take it for them" in actions
    assert "Withdraw" in actions
    ((turn, name, *_, _actions),) = rows(page, "reserve")
    assert (turn, name) == ("1", "Waiting 2")
    assert "1 on the reserve list, 1 with a place held" in page.text


def test_the_office_takes_a_place_for_somebody_who_rang(office, stored, training):
    bo = waiting(stored, training, 1, state=OFFERED, offered_until=TODAY + timedelta(hours=48))
    stored.commit()
    page_of(office, training)
    page = office.post(f"/office/registrations/{bo.reference}/accept", follow=True)
    assert "Waiting 1: the place is taken" in page.text
    assert states(stored, bo) == [CONFIRMED]


def test_an_offer_that_is_withdrawn_goes_to_the_next_with_the_reason_in_the_list(office, stored, training):
    bo = waiting(stored, training, 1, state=OFFERED, offered_until=TODAY + timedelta(hours=48))
    cy = waiting(stored, training, 2)
    stored.commit()
    page_of(office, training)
    page = office.post(f"/office/registrations/{bo.reference}/withdraw", follow=True)
    assert "The place is now held for Waiting 2" in page.text
    assert "Not asked on 21 Nov 2026: the office had just withdrawn their offer" in page.text
    assert states(stored, bo, cy) == [RESERVE, OFFERED]


def test_an_offer_is_not_withdrawn_when_nobody_else_could_have_it(office, stored, training):
    bo = waiting(stored, training, 1, state=OFFERED, offered_until=TODAY + timedelta(hours=48))
    stored.commit()
    page_of(office, training)
    page = office.post(f"/office/registrations/{bo.reference}/withdraw", follow=True)
    assert "Nobody else waits who could have this place" in page.text
    assert states(stored, bo) == [OFFERED]


def test_in_the_last_hour_the_office_offers_a_free_place_to_whom_it_reaches(office, stored, training):
    bo, cy = waiting(stored, training, 1), waiting(stored, training, 2)
    cora = make_person(stored, Role.COORDINATOR)
    stored.commit()
    with clock.set_to(SOON - timedelta(minutes=30)):
        office.sign_in(cora)
        page_of(office, training)
        page = office.post(f"/office/registrations/{cy.reference}/offer", follow=True)
        assert "A place is held for Waiting 2" in page.text
        assert "the office asked somebody else first" in page.text
        assert "Offer now" not in page.text, "nothing is free any more"
        refused = office.post(f"/office/registrations/{bo.reference}/offer", follow=True)
        assert "Too few places are free" in refused.text
    assert states(stored, bo, cy) == [RESERVE, OFFERED]


def test_who_comes_all_together_is_marked_and_the_reason_why_they_were_passed_over(office, stored, training):
    party = Party(
        reference="PTY-2222-22",
        session_id=training.id,
        lead_name="Lee Lead",
        lead_email="lee@agency.example",
        together=True,
        size=2,
        made_at=TODAY,
    )
    stored.add(party)
    stored.flush()
    for number in (1, 2):
        waiting(stored, training, number, party_id=party.id)
    single = waiting(stored, training, 3)
    seated = make_registration(stored, training)
    stored.commit()
    page_of(office, training)
    office.post(f"/office/registrations/{seated.reference}/cancel", {"reason": ""})
    assert states(stored, single) == [OFFERED]
    first, second = rows(page_of(office, training), "reserve")
    assert (first[0], second[0]) == ("1", "1")
    assert "all 2 together" in first[5]
    assert "Not asked on 21 Nov 2026: they need more places at once than were free" in first[5]


def test_the_office_lets_those_who_wait_together_come_on_single_places(office, stored):
    training = make_session(stored, capacity=2)
    party = Party(
        reference="PTY-2222-22",
        session_id=training.id,
        lead_name="Lee Lead",
        lead_email="lee@agency.example",
        together=True,
        size=2,
        made_at=TODAY,
    )
    stored.add(party)
    stored.flush()
    one, other = (waiting(stored, training, number, party_id=party.id) for number in (1, 2))
    alone = make_registration(stored, training)
    stored.commit()
    address = f"/office/registrations/{one.reference}"
    assert "Let them come on single places" in office.get(address).text
    page = office.post(f"{address}/split", follow=True)
    assert "A place is held for Waiting 1" in page.text
    assert "Let them come" not in page.text
    assert states(stored, one, other) == [OFFERED, RESERVE]
    assert "on single places already" in office.post(f"{address}/split", follow=True).text
    assert office.post(f"/office/registrations/{alone.reference}/split").status == 404


def test_the_page_asks_the_same_number_of_questions_however_many_wait(office, stored, training, count_queries):
    def queries():
        with count_queries() as counted:
            page_of(office, training)
        return len(counted)

    for number in range(3):
        waiting(stored, training, number)
    make_registration(stored, training)
    stored.commit()
    page_of(office, training)
    few = queries()
    for number in range(3, 30):
        waiting(stored, training, number)
    stored.commit()
    assert queries() == few


def test_a_change_of_the_date_keeps_both_numbers_of_places(office, stored):
    training = make_session(stored, capacity=4, online_capacity=2, mode=SessionMode.HYBRID)
    make_registration(stored, training, attends=Attends.ONLINE)
    stored.commit()
    address = f"/office/sessions/{training.reference}/change"
    page = office.get(address)
    assert page.soup.find(id="online_capacity")["value"] == "2"
    answers = {
        "title": "",
        "starts_on": ["4", "3", "2027"],
        "start_time": "10am",
        "end_time": "11am",
        "mode": "hybrid",
        "place_name": "Example Hall",
        "place_address": "",
        "postcode": "",
        "area": "",
        "online_link": "",
        "capacity": "3",
        "online_capacity": "1",
    }
    assert office.post(address, answers).status == 303
    stored.rollback()
    stored.refresh(training)
    assert (training.capacity, training.online_capacity, training.online_taken) == (3, 1, 1)
    office.get(address)
    assert office.post(address, answers | {"online_capacity": "0"}).errors == [
        "The number of places must be between 1 and 500"
    ]


def test_long_lists_of_a_session_come_in_pages_and_cost_the_same(office, stored, count_queries):
    training = make_session(stored, capacity=200)
    deadline = TODAY + timedelta(hours=48)
    lists = {
        "placed": {"state": CONFIRMED},
        "offered": {"state": OFFERED, "offered_until": deadline},
        "reserve": {},
        "gone": {"state": CANCELLED, "cancelled_at": TODAY},
    }

    def add(numbers):
        for number in numbers:
            for over in lists.values():
                waiting(stored, training, number, name=f"Person {number:03}", **over)
        stored.commit()

    def queries(address):
        with count_queries() as counted:
            page = office.get(address)
        return len(counted), page

    add(range(10, 12))
    address = f"/office/sessions/{training.reference}/places"
    office.get(address)
    few, page = queries(address)
    assert "Pages of" not in page.html
    add(range(12, 65))
    many, page = queries(address)
    assert many == few
    assert [len(rows(page, table)) for table in lists] == [50] * 4
    assert [cells[0] for cells in rows(page, "placed")] == [f"Person {number:03}" for number in range(10, 60)]

    second = f"{address}?placed=2&reserve=2"
    many, page = queries(second)
    assert many == few
    assert [len(rows(page, table)) for table in lists] == [5, 50, 5, 50]
    assert [cells[0] for cells in rows(page, "reserve")] == ["51", "52", "53", "54", "55"]
    assert f"{address}?placed=2&reserve=2&gone=2#gone" in page.links(), "the other lists stay where they are"
    assert office.get(f"{address}?placed=9&reserve=x").status == 200

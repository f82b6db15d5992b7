"""A school enters its own days, and nobody else's."""

from datetime import UTC, datetime, time, timedelta
from io import BytesIO

import pytest

from rose_training import clock
from rose_training.domain.bookings import BookingState
from rose_training.domain.permissions import Role
from rose_training.models.people import RoleGrant
from tests.factories import LONG_AGO, make_booking, make_organisation, make_person, make_session


@pytest.fixture
def ours(stored):
    found = make_organisation(stored, name="Example Primary School")
    stored.commit()
    return found


@pytest.fixture
def booker(visit, stored, ours):
    person = make_person(stored, Role.SCHOOL_BOOKER, organisation=ours)
    stored.commit()
    return visit.sign_in(person)


def here(school, page=""):
    return f"/school/days/{school.reference}{page}"


def test_whoever_books_for_one_school_is_led_straight_on(booker, ours):
    assert booker.get("/school/days").location == here(ours)
    assert "Our days: Example Primary School" in booker.get(here(ours)).heading


def test_whoever_books_for_several_chooses(visit, stored, ours):
    other = make_organisation(stored)
    person = make_person(stored, Role.SCHOOL_BOOKER, organisation=ours)
    stored.add(RoleGrant(person_id=person.id, role=Role.SCHOOL_BOOKER, organisation_id=other.id, granted_at=LONG_AGO))
    stored.commit()
    links = visit.sign_in(person).get("/school/days").links()
    assert here(ours) in links
    assert here(other) in links


def test_a_training_day_is_entered_shown_and_removed(booker, ours):
    sent = {"day": ["2", "11", "2026"], "title": "INSET day", "kind": "training_day"}
    booker.get(here(ours, "/new"))
    assert booker.post(here(ours, "/new"), sent).location == here(ours)
    page = booker.get(f"{here(ours)}?year=2026/27")
    assert "INSET day" in page.text
    booker.post(page.soup.select_one("#closures form")["action"])
    assert "INSET day" not in booker.get(f"{here(ours)}?year=2026/27").text


def test_whoever_closes_a_booked_day_is_shown_the_booking_and_so_is_the_office(visit, booker, stored, ours):
    day = next(day for n in range(30, 37) if (day := clock.today() + timedelta(days=n)).weekday() == 2)
    starts_at = datetime.combine(day, time(10), UTC)
    booking = make_booking(stored, organisation=ours, state=BookingState.CONFIRMED)
    make_session(stored, booking=booking, starts_at=starts_at)
    coordinator = make_person(stored, Role.COORDINATOR)
    stored.commit()
    booker.get(here(ours, "/new"))
    booker.post(
        here(ours, "/new"),
        {
            "day": [str(part) for part in (day.day, day.month, day.year)],
            "title": "Staff training",
            "kind": "training_day",
        },
    )
    page = booker.get(here(ours))
    assert "We are booked with you" in page.text
    assert f"/school/bookings/{booking.reference}/move" in page.links()
    row = visit.sign_in(coordinator).get("/office/bookings/wishes").soup.select_one("#closed tbody tr")
    for words in (f"{day:%-d %B}", "Staff training", "Bo Booker"):
        assert words in row.get_text()


def test_bank_holidays_are_not_a_schools_to_set(booker, ours):
    booker.get(here(ours, "/new"))
    sent = {"day": ["2", "11", "2026"], "title": "Free", "kind": "bank_holiday"}
    assert booker.post(here(ours, "/new"), sent).status == 422


def test_an_empty_form_says_what_is_missing(booker, ours):
    booker.get(here(ours, "/new"))
    page = booker.post(here(ours, "/new"), {})
    assert page.status == 422
    assert "Enter the date" in page.errors


@pytest.mark.parametrize("page", ["", "/new", "/terms/new", "/import"])
def test_the_days_of_another_school_are_not_found(booker, stored, page):
    other = make_organisation(stored)
    stored.commit()
    assert booker.get(here(other, page)).status == 404


def read_in(booker, ours, name, content):
    booker.get(here(ours, "/import"))
    return booker.post(here(ours, "/import"), {"file": (BytesIO(content), name)}, content_type="multipart/form-data")


def test_a_file_of_bank_holidays_is_not_a_schools_to_keep(booker, ours):
    page = read_in(booker, ours, "own.csv", b"event,date\nINSET day,2026-11-02\nBank holiday,2026-11-03\n")
    assert "Added: 1" in page.text
    assert "1 left out" in page.text
    booker.post(here(ours, "/import/keep"), {"dates": page.soup.select_one("[name=dates]")["value"]})
    kept = booker.get(f"{here(ours)}?year=2026/27").soup.select_one("#closures").get_text(" ")
    assert "INSET day" in kept
    assert "Bank holiday" not in kept


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"event,date,end\nAutumn term,0001-01-01,0001-04-01\n", "0001-01-01 cannot be meant: check the year"),
        (b"event,date\nINSET day,9999-12-31\n", "9999-12-31 cannot be meant: check the year"),
        (
            b"academic_year,term,event,date\n2026-27,%(n)b,opens,2026-09-01\n2026-27,%(n)b,closes,2026-12-01\n"
            % {b"n": b"T" * 300},
            "The name of a half-term must have 40 characters at most",
        ),
        (
            b"event,date\n" + b"".join(b"INSET day,%d-%02d-%02d\n" % (y, m, d) for y in range(2020, 2030)
                                       for m in range(1, 13) for d in range(1, 29)),
            "The file has more than 1,000 dates: give us the file of one school",
        ),
    ],
)  # fmt: skip
def test_a_file_with_what_cannot_be_kept_says_so_beside_it(booker, ours, content, sentence):
    page = read_in(booker, ours, "own.csv", content)
    assert page.status == 422
    assert sentence in page.errors


def test_what_no_database_keeps_is_left_out_of_a_name(booker, ours):
    page = read_in(booker, ours, "own.csv", b"event,date\nINSET\0 day,2026-11-02\n")
    assert "INSET day" in page.text
    assert "\0" not in page.html

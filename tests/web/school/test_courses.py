"""A school prints the cards of its own group and reads, in sums alone, how far it got."""

import pytest

from rose_training.domain.bookings import BookingState
from rose_training.domain.permissions import Role
from tests.factories import make_activity, make_booking, make_cohort, make_person, make_session
from tests.support.evidence import make_mark

OWN = "/school/bookings"


def group(stored, size):
    activity = make_activity(stored, weeks=6, targeted=True, title="A course of six weeks")
    booking = make_booking(stored, activity=activity, state=BookingState.CONFIRMED)
    training = make_session(stored, booking=booking, week_number=1)
    for card in make_cohort(stored, booking, size=size)[1]:
        make_mark(stored, card, training=training)
    return booking


@pytest.fixture
def sign_in(visit, stored):
    def as_booker_of(booking):
        person = make_person(stored, Role.SCHOOL_BOOKER, organisation=booking.organisation)
        stored.commit()
        return visit.sign_in(person)

    return as_booker_of


def test_a_small_group_is_told_about_in_words(stored, sign_in):
    booking = group(stored, 8)
    page = sign_in(booking).get(f"{OWN}/{booking.reference}")
    assert "1 week of 6 has taken place" in page.text
    assert "too small for figures" in page.text
    assert "of 8 young people" not in page.text


def test_a_larger_group_is_told_about_in_sums_and_never_by_card(stored, sign_in):
    booking = group(stored, 12)
    page = sign_in(booking).get(f"{OWN}/{booking.reference}")
    assert "0 of 12 young people came to at least 4 of 6 weeks so far" in page.text
    assert page.soup.find("svg", attrs={"role": "img"}) is not None
    assert not page.soup.select(".rose-weeks__dot")


@pytest.mark.parametrize("paper", ["cards.pdf", "card-list.pdf"])
def test_cards_and_list_are_printed_for_ones_own_school_alone(stored, sign_in, paper):
    booking, neighbour = group(stored, 8), group(stored, 8)
    school = sign_in(booking)
    answer = school.get(f"{OWN}/{booking.reference}/{paper}")
    assert answer.response.mimetype == "application/pdf"
    assert answer.response.headers["Cache-Control"]
    assert school.get(f"{OWN}/{neighbour.reference}/{paper}").status == 404

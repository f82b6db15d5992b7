"""A facilitator sees how far a group got, and prints its cards: of their own sessions alone."""

import pytest
from sqlalchemy import select

from rose_training.models.bookings import CohortCard
from tests.support.evidence import make_mark

SESSIONS = "/facilitator/sessions"


@pytest.fixture
def fay(visit, day):
    return visit.sign_in(day.person)


def test_how_far_the_group_got_stands_on_the_session(fay, stored, day):
    page = fay.get(f"{SESSIONS}/{day.course.reference}")
    assert "No register has been taken yet" in page.text

    for card in stored.scalars(select(CohortCard)).all():
        make_mark(stored, card, training=day.course)
    stored.commit()

    page = fay.get(f"{SESSIONS}/{day.course.reference}")
    assert "4 of 4 young people came to at least 1 of 1 weeks" in page.text
    assert "How far the group got" not in fay.get(f"{SESSIONS}/{day.lesson.reference}").text


@pytest.mark.parametrize("paper", ["cards.pdf", "card-list.pdf"])
def test_cards_and_list_are_printed_for_ones_own_groups_alone(fay, day, paper):
    assert fay.get(f"{SESSIONS}/{day.course.reference}/{paper}").response.mimetype == "application/pdf"
    for other in (day.strange, day.lesson, day.briefing):
        assert fay.get(f"{SESSIONS}/{other.reference}/{paper}").status == 404

"""A facilitator sees how far a group got, and prints its cards: of their own sessions alone."""

import pytest
from sqlalchemy import select

from rose_training.domain.cards import card_code
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


@pytest.mark.parametrize(("page", "anchor"), [("register", "#mark-card-3"), ("scores", "#before-3-1")])
def test_a_number_typed_from_a_card_leads_to_its_row(fay, stored, day, page, anchor):
    group = stored.scalars(select(CohortCard.cohort_id)).first()
    address = f"{SESSIONS}/{day.course.reference}/{page}"
    code = card_code(group, 3)

    for typed in (code, code.replace("-", ""), "3"):
        found = fay.get(f"{address}?card={typed}")
        assert found.status == 303
        assert found.location.endswith(anchor)
    assert fay.get(found.location).soup.find(id=anchor.removeprefix("#")) is not None


@pytest.mark.parametrize("page", ["register", "scores"])
def test_a_slip_of_the_hand_is_found_out(fay, stored, day, page):
    group = stored.scalars(select(CohortCard.cohort_id)).first()
    wrong = f"03-{(int(card_code(group, 3)[-1]) + 1) % 10}"
    address = f"{SESSIONS}/{day.course.reference}/{page}"

    refused = fay.get(f"{address}?card={wrong}")

    assert (refused.status, len(refused.errors)) == (422, 1)
    assert "not a card of this group" in refused.errors[0]
    assert refused.soup.find("input", id="card")["value"] == wrong
    assert "cards 1 to 4" in fay.get(f"{address}?card=9").errors[0]
    assert "such as 07-3" in fay.get(f"{address}?card=").errors[0]


def test_a_headcount_asks_for_no_card(fay, day):
    assert "Go to a card" not in fay.get(f"{SESSIONS}/{day.lesson.reference}/scores").text

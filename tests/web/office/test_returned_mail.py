"""What came back, told where somebody can do something about it."""

import pytest
from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.domain.actors import Actor
from rose_training.domain.bounces import BounceKind
from rose_training.domain.outbox import NOBODY
from rose_training.domain.permissions import Role
from rose_training.models.outbox import OutboxMessage
from rose_training.services import bounces, outbox
from tests.factories import make_booking, make_person, make_registration
from tests.support.visitor import Visitor
from tests.web.office.test_mail import REFUSED, SENT, queued


@pytest.fixture
def office(visit: Visitor, stored: Session) -> Visitor:
    """The coordinator, signed in."""
    coordinator = make_person(stored, Role.COORDINATOR, name="Cora Example")
    stored.commit()
    return visit.sign_in(coordinator)


def came_back(stored: Session, occasion: str = "sent") -> OutboxMessage:
    message = queued(stored, occasion, SENT)
    bounces.note(
        stored,
        message_id=message.message_id,
        kind=BounceKind.FOR_GOOD,
        reason="550 no such user",
        by=Actor.system("worker"),
        at=now(),
    )
    stored.commit()
    return message


def test_listed_with_the_number_to_ring_and_settled(office: Visitor, stored: Session) -> None:
    make_person(stored, email="ann@school.example", phone="01603 111111")
    came_back(stored)
    page = office.get("/office/mail/returned")
    assert page.table()[1][:2] == ["ann@school.example", page.table()[1][1]]
    assert "550 no such user" in page.table()[1][2]
    assert page.table()[1][3] == "01603 111111"
    assert "1 e-mail came back" in page.text

    number = page.soup.find("form", action=lambda to: to and to.endswith("/settled"))["action"]
    page = office.post(number, follow=True)

    assert "Settled for ann@school.example." in page.text
    assert "Nothing came back" in page.text
    assert "Mail did not arrive" not in page.text


def test_written_down_by_hand(office: Visitor, stored: Session) -> None:
    sent = queued(stored, "sent", SENT)
    address = f"/office/mail/{sent.message_id}/returned"
    office.get(address)
    assert office.post(address, {"reason": "Moved on"}).status == 422

    page = office.post(address, {"kind": "for_good", "reason": "Moved on"}, follow=True)

    assert "The address does not work: Moved on" in page.text
    assert "Settled: I have told them" in page.text
    assert "Came back (1)" in office.get("/office/mail").text


def test_what_has_not_left_is_not_written_down(office: Visitor, stored: Session) -> None:
    waiting = queued(stored, "waits")
    address = f"/office/mail/{waiting.message_id}/returned"
    office.get(address)
    page = office.post(address, {"kind": "for_now"})
    assert (page.status, "has not left" in page.text) == (422, True)


def test_what_failed_is_told_with_the_number_to_ring(office: Visitor, stored: Session) -> None:
    make_person(stored, email="ann@school.example", phone="01603 111111")
    failed = queued(stored, "failed", REFUSED)
    assert office.get("/office/mail").table()[1][5] == "01603 111111"
    assert "01603 111111" in office.get(f"/office/mail/{failed.message_id}").text


def test_it_stands_beside_the_registration(office: Visitor, stored: Session) -> None:
    registration = make_registration(stored, person=make_person(stored, email="ann@school.example"))
    came_back(stored)
    page = office.get(f"/office/sessions/{registration.session.reference}/places")
    assert "E-mail does not arrive" in page.text
    assert "550 no such user" in page.text


def test_it_stands_beside_the_booking(office: Visitor, stored: Session) -> None:
    booking = make_booking(stored, booker_email="ann@school.example")
    came_back(stored)
    assert "E-mail does not arrive" in office.get(f"/office/bookings/{booking.reference}").text


def test_mails_to_nobody_are_left_out(office: Visitor, stored: Session) -> None:
    outbox.queue(stored, kind="sign_in_link", to=NOBODY, about="nonce", occasion="one", at=now())
    stored.commit()
    page = office.get("/office/mail?state=queued")
    assert "Waiting (0)" in page.text
    assert NOBODY not in page.text


def test_unknown_ones_are_404(office: Visitor) -> None:
    office.get("/office/mail/returned")
    assert office.post("/office/mail/returned/99/settled").status == 404
    assert office.get("/office/mail/rose-unknown/returned").status == 404


def test_a_list_of_fifty_asks_no_more_than_a_list_of_one(
    office: Visitor, stored: Session, count_queries: object
) -> None:
    came_back(stored, "0")
    office.get("/office/mail/returned")
    with count_queries() as one:  # type: ignore[operator]
        office.get("/office/mail/returned")
    for number in range(1, 30):
        came_back(stored, str(number))
    with count_queries() as many:  # type: ignore[operator]
        office.get("/office/mail/returned")
    assert len(many) == len(one)

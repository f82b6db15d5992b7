"""Minutes beside a mark: for those who came late or left early."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.models.attendance import AttendanceMark
from rose_training.models.registrations import Registration
from tests.support.visitor import Page, Visitor
from tests.web.facilitator.conftest import Day


def address(day: Day) -> str:
    return f"/facilitator/sessions/{day.briefing.reference}/register"


def references(stored: Session, day: Day) -> list[str]:
    asked = select(Registration.reference).where(Registration.session_id == day.briefing.id)
    return list(stored.scalars(asked.order_by(Registration.name)))


def minutes(stored: Session, day: Day) -> list[tuple[str, int | None]]:
    stored.rollback()
    asked = (
        select(AttendanceMark)
        .join(Registration, Registration.id == AttendanceMark.registration_id)
        .where(AttendanceMark.session_id == day.briefing.id, AttendanceMark.current)
        .order_by(Registration.name)
    )
    return [(mark.mark.value, mark.minutes) for mark in stored.scalars(asked)]


def send(visit: Visitor, page: Page, day: Day, **boxes: str) -> Page:
    shown = {str(i["name"]): str(i["value"]) for i in page.soup.select("input[type=hidden][name^=shown-]")}
    return visit.post(address(day), shown | boxes)


def test_noted_and_shown_again(visit: Visitor, stored: Session, day: Day) -> None:
    abe, bea = references(stored, day)
    page = visit.sign_in(day.person).get(address(day))
    assert "from 48 of 60 minutes they get a certificate" in page.text
    send(visit, page, day, **{f"mark-{abe}": "late", f"minutes-{abe}": " 50 ", f"mark-{bea}": "present"})
    assert minutes(stored, day) == [("late", 50), ("present", None)]
    page = visit.get(address(day))
    assert page.soup.find(id=f"minutes-{abe}")["value"] == "50"  # type: ignore[index]
    assert "Late, 50 minutes" in page.text
    send(visit, page, day, **{f"mark-{abe}": "late", f"minutes-{abe}": "45", f"mark-{bea}": "present"})
    assert minutes(stored, day) == [("late", 45), ("present", None)]
    assert "Was Late, 50 minutes" in visit.get(address(day)).text


def test_minutes_left_behind_by_a_change_of_mind_mean_nothing(visit: Visitor, stored: Session, day: Day) -> None:
    abe, bea = references(stored, day)
    page = visit.sign_in(day.person).get(address(day))
    send(visit, page, day, **{f"mark-{abe}": "present", f"minutes-{abe}": "20", f"mark-{bea}": "excused"})
    assert minutes(stored, day) == [("present", None), ("excused", None)]


def test_minutes_that_cannot_be_are_said_at_their_row_and_kept(visit: Visitor, stored: Session, day: Day) -> None:
    abe, bea = references(stored, day)
    page = visit.sign_in(day.person).get(address(day))
    for typed, said in (
        ("half", "Enter the minutes as a whole number, such as 45"),
        ("90", "The session lasted 60 minutes: enter 60 or less"),
        ("10", "10 of 60 minutes is less than half: choose Absent"),
    ):
        back = send(visit, page, day, **{f"mark-{abe}": "late", f"minutes-{abe}": typed, f"mark-{bea}": "present"})
        assert (back.status, back.errors) == (422, [said])
        assert back.soup.find(id=f"minutes-{abe}")["value"] == typed  # type: ignore[index]
    assert minutes(stored, day) == []


def test_cards_have_no_minutes(visit: Visitor, day: Day) -> None:
    page = visit.sign_in(day.person).get(f"/facilitator/sessions/{day.course.reference}/register")
    assert not page.soup.select("[name^=minutes-]")

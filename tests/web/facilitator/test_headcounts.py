"""Counting a class, without a script."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.clock import now
from rose_training.domain.actors import Actor
from rose_training.domain.attendance import HeadcountAudience
from rose_training.domain.sessions import SessionState
from rose_training.domain.year_groups import YearGroup
from rose_training.models.attendance import Headcount
from rose_training.services.headcounts import Sent, record_headcount
from tests.support.visitor import Page, Visitor
from tests.web.facilitator.conftest import Day

YEAR_7 = (HeadcountAudience.PUPIL, YearGroup.YEAR_7)


def address(day: Day) -> str:
    return f"/facilitator/sessions/{day.lesson.reference}/headcount"


def shown(page: Page) -> dict[str, str]:
    """The versions that the page remembers."""
    return {str(i["name"]): str(i["value"]) for i in page.soup.select("input[type=hidden][name^=shown-]")}


def counted(stored: Session, day: Day) -> dict[str, int]:
    """The numbers that count."""
    stored.rollback()
    rows = stored.scalars(select(Headcount).where(Headcount.session_id == day.lesson.id, Headcount.current))
    return {one.year_group or one.audience.value: one.number for one in rows}


def test_the_years_of_the_group_stand_open_and_others_are_at_hand(visit: Visitor, day: Day) -> None:
    page = visit.sign_in(day.person).get(address(day))
    folded = {str(i["name"]) for i in page.soup.select("details input[type=text]")}
    assert "count-pupil-9" in folded
    assert not {"count-pupil-7", "count-pupil-8", "count-school_staff"} & folded


def test_numbers_are_saved_and_the_session_is_delivered(visit: Visitor, stored: Session, day: Day) -> None:
    page = visit.sign_in(day.person).get(address(day))
    numbers = {"count-pupil-7": "28", "count-pupil-8": "1,021", "count-school_staff": "0"}
    answer = visit.post(address(day), shown(page) | numbers | {"anyway": "1049"})
    assert answer.location == f"/facilitator/sessions/{day.lesson.reference}"
    assert counted(stored, day) == {"7": 28, "8": 1021, "school_staff": 0}
    assert "1049 people counted" in visit.get(answer.location).text.replace(",", "")
    stored.refresh(day.lesson)
    assert day.lesson.state is SessionState.DELIVERED


def test_many_more_than_expected_is_asked_about_once(visit: Visitor, stored: Session, day: Day) -> None:
    page = visit.sign_in(day.person).get(address(day))
    assert not page.soup.find("button", attrs={"name": "anyway"})
    numbers = {"count-pupil-7": "260", "count-school_staff": "2"}

    page = visit.post(address(day), shown(page) | numbers)

    assert page.status == 422
    assert page.errors == ["You counted 260, and 24 were expected. Check the number, or save it anyway"]
    assert page.soup.find(id="count-pupil-7")["value"] == "260"  # type: ignore[index]
    assert page.soup.find(id="count-school_staff")["value"] == "2"  # type: ignore[index]
    assert counted(stored, day) == {}

    again = {"anyway": str(page.soup.find("button", attrs={"name": "anyway"})["value"])}  # type: ignore[index]
    other = visit.post(address(day), shown(page) | numbers | again | {"count-pupil-7": "620"})
    assert "You counted 620" in other.errors[0]
    assert visit.post(address(day), shown(page) | numbers | again).status == 303
    assert counted(stored, day) == {"7": 260, "school_staff": 2}


def test_one_bad_number_and_nothing_is_saved(visit: Visitor, stored: Session, day: Day) -> None:
    page = visit.sign_in(day.person).get(address(day))
    page = visit.post(address(day), shown(page) | {"count-pupil-7": "27-22-20", "count-pupil-8": "30"})
    assert page.status == 422
    assert page.errors == ["Enter a whole number, such as 28"]
    assert page.soup.select_one(".govuk-error-summary a")["href"] == "#count-pupil-7"  # type: ignore[index]
    assert page.soup.find(id="count-pupil-7")["value"] == "27-22-20"  # type: ignore[index]
    assert page.soup.find(id="count-pupil-8")["value"] == "30"  # type: ignore[index]
    assert counted(stored, day) == {}


def test_nothing_typed_is_told(visit: Visitor, day: Day) -> None:
    page = visit.sign_in(day.person).post(address(day), {})
    assert page.errors == ["Enter how many people were there"]


def test_a_correction_shows_the_number_before_and_cannot_be_wiped(visit: Visitor, stored: Session, day: Day) -> None:
    visit.sign_in(day.person)
    for number in ("28", "26"):
        page = visit.get(address(day))
        visit.post(address(day), shown(page) | {"count-pupil-7": number})
    page = visit.get(address(day))
    assert f"Was 28: {day.person.name}" in page.text
    page = visit.post(address(day), shown(page) | {"count-pupil-7": ""})
    assert page.errors == ["Enter a number: 26 was recorded before. Enter 0 for nobody"]
    assert counted(stored, day) == {"7": 26}


def test_somebody_elses_number_is_shown_beside_mine(visit: Visitor, stored: Session, day: Day) -> None:
    page = visit.sign_in(day.person).get(address(day))
    other = Actor(None, "Flo Example")
    record_headcount(stored, training=day.lesson, sent={YEAR_7: Sent(30, 0)}, by=other, at=now())
    stored.commit()
    page = visit.post(address(day), shown(page) | {"count-pupil-7": "28", "count-pupil-8": "2"})
    assert page.status == 409
    assert "Flo Example counted 30" in page.errors[0]
    assert "You typed 28" in page.errors[0]
    assert counted(stored, day) == {"7": 30, "8": 2}


def test_the_young_people_of_a_course_are_not_counted_twice(visit: Visitor, day: Day) -> None:
    page = visit.sign_in(day.person).get(f"/facilitator/sessions/{day.course.reference}/headcount")
    assert not page.soup.select("input[name^=count-pupil]")
    assert page.soup.find(id="count-school_staff")

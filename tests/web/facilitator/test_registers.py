"""The register on a phone, without a script."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.clock import now, set_to
from rose_training.domain.actors import Actor
from rose_training.domain.attendance import Mark
from rose_training.domain.sessions import SessionState
from rose_training.models.attendance import AttendanceMark
from rose_training.models.bookings import CohortCard
from rose_training.models.history import AccessEntry
from rose_training.models.registrations import Registration
from rose_training.services.attendance import Sent, take_register
from tests.support.queries import Queries
from tests.support.visitor import Page, Visitor
from tests.web.facilitator.conftest import HOUR, Day

OTHER = Actor(None, "Flo Example")


def address(day: Day) -> str:
    return f"/facilitator/sessions/{day.course.reference}/register"


def ticked(page: Page) -> dict[str, str]:
    """The mark that is chosen in each row."""
    return {str(i["name"]): str(i["value"]) for i in page.soup.select("input[type=radio][checked]")}


def shown(page: Page) -> dict[str, str]:
    """The versions that the page remembers."""
    return {str(i["name"]): str(i["value"]) for i in page.soup.select("input[type=hidden][name^=shown-]")}


def stored_marks(stored: Session, day: Day) -> list[tuple[int, str]]:
    """The marks that count, by card."""
    stored.rollback()
    rows = stored.execute(
        select(CohortCard.number, AttendanceMark.mark)
        .join(AttendanceMark, AttendanceMark.card_id == CohortCard.id)
        .where(AttendanceMark.session_id == day.course.id, AttendanceMark.current)
        .order_by(CohortCard.number)
    )
    return [(number, mark.value) for number, mark in rows]


def test_cards_and_never_names(visit: Visitor, day: Day) -> None:
    page = visit.sign_in(day.person).get(address(day))
    legends = [legend.get_text(strip=True) for legend in page.soup.select("legend.rose-register__name")]
    assert legends == ["Card 1", "Card 2", "Card 3", "Card 4"]
    assert "Cards only, never names" in page.text
    assert ticked(page) == {}


def test_all_present_first_then_the_exceptions(visit: Visitor, stored: Session, day: Day) -> None:
    page = visit.sign_in(day.person).get(address(day))
    start = next(link for link in page.links() if "start=present" in link)
    page = visit.get(start)
    marks = ticked(page)
    assert set(marks.values()) == {"present"}
    assert stored_marks(stored, day) == []
    answer = visit.post(address(day), shown(page) | marks | {"mark-card-3": "absent"})
    assert answer.location == f"/facilitator/sessions/{day.course.reference}"
    assert stored_marks(stored, day) == [(1, "present"), (2, "present"), (3, "absent"), (4, "present")]
    assert "3 of 4 attended" in visit.get(answer.location).text
    stored.refresh(day.course)
    assert day.course.state is SessionState.DELIVERED


def test_a_part_of_the_register_can_be_saved(visit: Visitor, stored: Session, day: Day) -> None:
    page = visit.sign_in(day.person).get(address(day))
    answer = visit.post(address(day), shown(page) | {"mark-card-2": "late"})
    assert answer.location == address(day)
    page = visit.get(address(day))
    assert "1 mark saved. 3 lines still without a mark." in page.text
    assert ticked(page) == {"mark-card-2": "late"}


def test_a_correction_shows_what_was_there_before(visit: Visitor, stored: Session, day: Day) -> None:
    visit.sign_in(day.person)
    for mark in ("absent", "late"):
        page = visit.get(address(day))
        visit.post(address(day), shown(page) | {"mark-card-1": mark})
    page = visit.get(address(day))
    assert f"Was Absent: {day.person.name}" in page.text
    assert ticked(page)["mark-card-1"] == "late"


def test_nothing_chosen_is_told_and_changes_nothing(visit: Visitor, stored: Session, day: Day) -> None:
    page = visit.sign_in(day.person).get(address(day))
    page = visit.post(address(day), shown(page))
    assert page.status == 422
    assert page.errors == ["Choose a mark for at least one line, or start with all present"]
    assert stored_marks(stored, day) == []


def test_a_mark_that_does_not_exist_stores_nothing(visit: Visitor, stored: Session, day: Day) -> None:
    visit.sign_in(day.person)
    assert visit.post(address(day), {"mark-card-1": "perhaps", "shown-card-1": "x"}).status == 422
    assert stored_marks(stored, day) == []


def test_two_facilitators_with_the_same_row_both_see_both_marks(visit: Visitor, stored: Session, day: Day) -> None:
    page = visit.sign_in(day.person).get(address(day))
    take_register(stored, training=day.course, sent={"card-1": Sent(Mark.ABSENT, 0)}, by=OTHER, at=now())
    stored.commit()
    mine = shown(page) | {"mark-card-1": "present", "mark-card-2": "late"}
    page = visit.post(address(day), mine)
    assert page.status == 409
    (said,) = page.errors
    assert "Flo Example marked Absent" in said
    assert "You chose Present" in said
    assert stored_marks(stored, day) == [(1, "absent"), (2, "late")]
    assert ticked(page) == {"mark-card-2": "late"}
    visit.post(address(day), shown(page) | {"mark-card-1": "present", "mark-card-2": "late"})
    assert stored_marks(stored, day) == [(1, "present"), (2, "late")]


def test_different_rows_at_once_are_no_conflict(visit: Visitor, stored: Session, day: Day) -> None:
    page = visit.sign_in(day.person).get(address(day))
    take_register(stored, training=day.course, sent={"card-1": Sent(Mark.ABSENT, 0)}, by=OTHER, at=now())
    stored.commit()
    assert visit.post(address(day), shown(page) | {"mark-card-2": "late"}).status == 303
    assert stored_marks(stored, day) == [(1, "absent"), (2, "late")]


def test_not_before_the_day_and_what_was_chosen_stays(visit: Visitor, stored: Session, day: Day) -> None:
    before = day.course.starts_at - 36 * HOUR
    with set_to(before):
        page = visit.sign_in(day.person).get(address(day))
        page = visit.post(address(day), shown(page) | {"mark-card-1": "late"})
        assert page.status == 422
        assert "has not taken place yet" in page.errors[0]
        assert ticked(page) == {"mark-card-1": "late"}
    assert stored_marks(stored, day) == []


def test_reading_the_cards_of_a_course_is_logged(visit: Visitor, stored: Session, day: Day) -> None:
    visit.sign_in(day.person).get(address(day))
    visit.get(f"/facilitator/sessions/{day.briefing.reference}/register")
    stored.rollback()
    entries = stored.scalars(select(AccessEntry)).all()
    assert [(one.subject, one.page, one.by_id) for one in entries] == [
        (day.course.reference, "register", day.person.id)
    ]


def test_a_class_has_no_register(visit: Visitor, day: Day) -> None:
    base = f"/facilitator/sessions/{day.lesson.reference}"
    assert visit.sign_in(day.person).get(f"{base}/register").location == f"{base}/headcount"


def test_the_register_takes_the_same_queries_for_4_and_for_40(
    visit: Visitor,
    stored: Session,
    day: Day,
    count_queries: Callable[[], AbstractContextManager[Queries]],
) -> None:
    visit.sign_in(day.person).get(address(day))
    with count_queries() as few:
        visit.get(address(day))
    cohort = stored.scalars(select(CohortCard.cohort_id)).first()
    stored.add_all(CohortCard(cohort_id=cohort, number=number) for number in range(5, 41))
    stored.commit()
    with count_queries() as many:
        page = visit.get(address(day))
    assert "Card 40" in page.text
    assert len(many) == len(few)


class TestNames:
    def test_a_briefing_lists_names_and_takes_walk_ins(self, visit: Visitor, stored: Session, day: Day) -> None:
        base = f"/facilitator/sessions/{day.briefing.reference}"
        page = visit.sign_in(day.person).get(f"{base}/register")
        assert "Abe Example" in page.text
        assert f"{base}/walk-in" in page.links()
        page = visit.get(f"{base}/walk-in")
        assert "All places are taken" in page.text
        answer = visit.post(f"{base}/walk-in", {"name": "Dot Example", "email": "dot@agency.example"})
        assert answer.location == f"{base}/register"
        page = visit.get(answer.location)
        assert "Dot Example Came without a place" in page.text
        assert list(ticked(page).values()) == ["present"]
        stored.rollback()
        assert stored.scalars(select(Registration.walk_in).where(Registration.name == "Dot Example")).one()

    def test_a_walk_in_needs_a_name_and_keeps_what_was_typed(self, visit: Visitor, day: Day) -> None:
        base = f"/facilitator/sessions/{day.briefing.reference}/walk-in"
        page = visit.sign_in(day.person).post(base, {"name": "", "email": "dot at agency", "organisation": "Housing"})
        assert page.status == 422
        assert page.errors[0] == "Enter their full name"
        assert page.soup.find("input", attrs={"name": "email"})["value"] == "dot at agency"  # type: ignore[index]

    def test_somebody_on_the_register_is_not_added_twice(self, visit: Visitor, stored: Session, day: Day) -> None:
        base = f"/facilitator/sessions/{day.briefing.reference}/walk-in"
        email = stored.scalars(select(Registration.email).where(Registration.name == "Abe Example")).one()
        page = visit.sign_in(day.person).post(base, {"name": "Abe Example", "email": email})
        assert page.errors == ["Abe Example is on the register already"]

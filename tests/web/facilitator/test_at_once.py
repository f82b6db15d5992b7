"""Several people press 'Save' at the same moment."""

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.models.attendance import AttendanceMark
from tests.support.visitor import Visitor
from tests.web.facilitator.conftest import Day

MARKS = ["present", "late", "left_early", "excused", "absent"]


def test_of_five_marks_for_one_row_one_is_stored_and_four_are_told(app: Flask, stored: Session, day: Day) -> None:
    address = f"/facilitator/sessions/{day.course.reference}/register"

    def opened() -> Visitor:
        visitor = Visitor(app).sign_in(day.person)
        visitor.get(address)
        return visitor

    def save(visitor: Visitor, mark: str) -> int:
        return visitor.post(address, {"mark-card-1": mark, "shown-card-1": "0"}).status

    visitors = [opened() for _ in MARKS]
    with ThreadPoolExecutor(len(MARKS)) as pool:
        statuses = list(pool.map(save, visitors, MARKS))
    assert sorted(statuses) == [303, 409, 409, 409, 409]
    stored.rollback()
    (mark,) = stored.scalars(select(AttendanceMark)).all()
    assert mark.mark.value == MARKS[statuses.index(303)]


def test_five_people_with_a_row_each_are_all_saved(app: Flask, stored: Session, day: Day) -> None:
    address = f"/facilitator/sessions/{day.course.reference}/register"

    def save(number: int) -> int:
        visitor = Visitor(app).sign_in(day.person)
        visitor.get(address)
        return visitor.post(address, {f"mark-card-{number}": "present", f"shown-card-{number}": "0"}).status

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(save, range(1, 5))) == [303] * 4
    stored.rollback()
    assert len(stored.scalars(select(AttendanceMark)).all()) == 4

"""`flask impact`, for people and for programs."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from rose_training.clock import set_to
from rose_training.domain.attendance import HeadcountAudience
from rose_training.domain.impact import FigureKey
from rose_training.domain.sessions import SessionState
from rose_training.domain.surveys import Wave
from tests.factories import make_agency, make_organisation, make_session
from tests.support.evidence import make_attended, make_headcount, make_paper, make_survey, make_visit, on

THREE_YEARS = ("--from", "2011-09-01", "--to", "2014-08-31")


def run(app: Flask, *arguments: str) -> Result:
    with set_to(datetime(2026, 11, 21, 14, 3, tzinfo=UTC)):
        return app.test_cli_runner().invoke(args=["impact", *arguments])


@pytest.fixture
def registers(stored: Session) -> None:
    school = make_organisation(stored)
    _, (lesson,) = make_visit(stored, school, on(2014, 8, 31), pupils=1024)
    make_headcount(stored, lesson, 2, HeadcountAudience.SCHOOL_STAFF)
    survey = make_survey(stored)
    for sheet in range(1, 11):
        make_paper(stored, survey, lesson, Wave.BEFORE, sheet, "rrrwwwwwww")
        make_paper(stored, survey, lesson, Wave.AFTER, sheet, "rrrrrrrrrr")
    briefing = make_session(stored, starts_at=on(2012, 10, 4), state=SessionState.DELIVERED)
    make_attended(stored, briefing, organisation_id=make_agency(stored, name="Example Agency").id)
    stored.commit()


@pytest.mark.usefixtures("registers")
def test_json_has_every_figure_as_other_programs_expect_it(app: Flask) -> None:
    result = run(app, *THREE_YEARS, "--json")
    assert result.exit_code == 0
    report = json.loads(result.stdout)
    assert report["period"] == {"from": "2011-09-01", "to": "2014-08-31"}
    assert report["as_at"] == "2026-11-21T14:03:00+00:00"
    figures = {figure["key"]: figure for figure in report["figures"]}
    assert list(figures) == [key.value for key in FigureKey]
    for figure in figures.values():
        assert {"key", "label", "value", "unit", "definition", "definition_version", "left_out"} <= set(figure)
        assert all(set(line) == {"reason", "count"} for line in figure["left_out"])
    assert figures["children_reached"]["value"] == 1024
    assert figures["agencies"]["value"] == ["Example Agency"]
    assert figures["professionals_trained"]["left_out"] == [
        {"reason": "school staff counted at sessions that were not for staff", "count": 2}
    ]
    knowledge = figures["knowledge_increased"]
    assert (knowledge["value"], knowledge["numerator"], knowledge["denominator"]) == (100, 10, 10)
    assert knowledge["interval"] == {"low": 72.2, "high": 100.0, "confidence": 95, "method": "Wilson"}


@pytest.mark.usefixtures("registers")
def test_the_readable_form_says_what_is_left_out_and_sums_up(app: Flask) -> None:
    lines = run(app, *THREE_YEARS).stdout.splitlines()
    assert lines[0] == "September 2011 to August 2014 (1 September 2011 to 31 August 2014)"
    assert any("Children and young people reached" in line and line.endswith("1,024 people") for line in lines)
    assert "    not counted: school staff counted at sessions that were not for staff: 2" in lines
    assert "    10 of 10 valid pairs; 0 the same, 0 lower; 95% interval 72% to 100%" in lines
    assert "    Academic year 2011/12: 0 of 0" in lines
    assert "    Academic year 2013/14: 100%, 10 of 10; 95% interval 72% to 100%" in lines
    assert lines[-1].startswith("12 figures, counted on 2026-11-21 at 14:03 UTC.")


@pytest.mark.usefixtures("registers")
def test_the_last_day_is_included(app: Flask) -> None:
    # The lesson was on 31 August 2014 itself.
    for last_day, children in (("2014-08-30", 0), ("2014-08-31", 1024)):
        report = json.loads(run(app, "--from", "2013-09-01", "--to", last_day, "--json").stdout)
        assert report["figures"][0]["value"] == children


@pytest.mark.parametrize(
    ("arguments", "first", "last"),
    [
        ((), "2026-09-01", "2027-08-31"),
        (("--from", "2012-01-01"), "2012-01-01", "2012-12-31"),
        (("--from", "2012-02-29"), "2012-02-29", "2013-02-27"),
    ],
)
def test_without_days_it_is_this_academic_year_or_one_from_the_first(
    app: Flask, arguments: tuple[str, ...], first: str, last: str
) -> None:
    report = json.loads(run(app, *arguments, "--json").stdout)
    assert report["period"] == {"from": first, "to": last}


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("--from", "2014-08-31", "--to", "2011-09-01"), 1, "The last day must not be before the first day"),
        (("--to", "2014-08-31"), 1, "give the first day too"),
        (("--from", "1 September"), 2, "does not match the format"),
    ],
)
def test_days_that_are_no_period_end_in_a_sentence(
    app: Flask, arguments: tuple[str, ...], status: int, words: str
) -> None:
    result = run(app, *arguments)
    assert result.exit_code == status
    assert words in result.output

"""`flask surveys`."""

from pathlib import Path

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rose_training.adapters.survey_file import first_surveys
from rose_training.models.surveys import Survey
from tests.factories import make_activity

GOOD = """
[[survey]]
key = "first-11-18"
title = "First"
years = [7, 13]
items = [
    { right = true, statement = "One." },
    { right = false, statement = "Two." },
    { right = true, statement = "Three." },
]
"""


def test_publishing_twice_publishes_once(app: Flask, stored: Session) -> None:
    for code in ("JT-A", "JT-B", "JT-C"):
        make_activity(stored, code=code)
    stored.commit()
    run = app.test_cli_runner()
    number = len(first_surveys())
    first = run.invoke(args=["surveys", "publish"])
    assert (first.exit_code, first.output.splitlines()[-1]) == (
        0,
        f"{number} surveys read, {number} published, 0 unchanged.",
    )
    second = run.invoke(args=["surveys", "publish"])
    assert second.output.splitlines()[-1] == f"{number} surveys read, 0 published, {number} unchanged."
    assert run.invoke(args=["surveys", "list"]).output.splitlines()[-1] == f"{number} versions."


def test_one_bad_survey_and_none_is_published(app: Flask, stored: Session, tmp_path: Path) -> None:
    file = tmp_path / "surveys.toml"
    bad = GOOD.replace("first-11-18", "second-11-18").replace("Two.", "Have you met anybody?")
    file.write_text(GOOD + bad, encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["surveys", "publish", str(file)])
    assert result.exit_code == 1
    assert "second-11-18, item-2: Write about people in general" in result.output
    stored.rollback()
    assert stored.scalar(select(func.count()).select_from(Survey)) == 0


def test_a_file_that_is_none_says_so(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "surveys.toml"
    file.write_text("title = 'nothing'", encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["surveys", "publish", str(file)])
    assert (result.exit_code, result.output) == (1, "Error: There is no [[survey]] in the file\n")

"""What holds for every kind of e-mail, read off the texts that are kept."""

import re
from pathlib import Path

import pytest
from flask import Flask

from rose_training.domain.wording import topic_words
from rose_training.messages.examples import subject_for
from rose_training.messages.originals import DATES, PLACES, kinds, original
from tests.support.kinds import shipped_writers

KEPT = Path(__file__).parent / "kept"

PLACED = ("registration_confirmed", "place_freed", "session_changed", "substituted_in", "reminder_place")
"""Letters to somebody who has a place."""

IN_THE_FOOT = "A question about our training: 01603 610256"


def kept_of(kind: str) -> list[str]:
    others = [other for other in shipped_writers() if other != kind and other.startswith(kind)]
    return [
        path.read_text()
        for path in sorted(KEPT.glob(f"{kind}*.txt"))
        if not any(path.stem.startswith(other) for other in others)
    ]


def test_every_kind_has_a_kept_text() -> None:
    missing = sorted(kind for kind in shipped_writers() if not kept_of(kind))
    assert missing == []


def test_every_letter_says_whom_to_ring() -> None:
    """indico#2881: a confirmation without the things that people need. The foot of every letter has the number."""
    for kind in shipped_writers():
        assert all(IN_THE_FOOT in text for text in kept_of(kind)), kind


def test_a_letter_about_a_session_says_when_in_words(app: Flask) -> None:
    """moodle-mod_booking#1052: people who don't know what to do with an .ics file missed the training."""
    with app.app_context():
        for kind in kinds():
            shipped = original(kind)
            assert shipped is not None
            if "calendar" in shipped.body or "diary" in shipped.body:
                whys = [one.why for one in shipped.required]
                assert "people see the date" in whys, kind


def test_whoever_has_a_date_can_put_it_in_a_calendar_by_a_link() -> None:
    """moodle-mod_booking#1052: a link beside the attachment."""
    for kind in (*PLACED, "booking_confirmed", "booking_changed", "reminder_visit"):
        assert re.search(r"Calendar: put the dates? in yours: https?://\S+\.ics$", kept_of(kind)[0], re.MULTILINE), kind


@pytest.mark.parametrize("names", [DATES, PLACES])
def test_whoever_has_a_place_reads_the_date_and_the_place(app: Flask, names: frozenset[str]) -> None:
    """indico#2881: the confirmation lacks date and place."""
    with app.app_context():
        for kind in (*PLACED, "booking_confirmed", "booking_changed", "reminder_visit"):
            shipped = original(kind)
            assert shipped is not None
            assert shipped.facts & names, kind


def test_the_editor_shows_each_subject_as_the_site_writes_it(app: Flask) -> None:
    with app.app_context():
        for kind in kinds():
            subject = (KEPT / f"{kind}.txt").read_text().partition("\n")[0]
            assert f"Subject: {subject_for(kind)}" == subject, f"{kind}: say so in messages/examples.py"


def test_no_subject_tells_the_topic() -> None:
    for kind in shipped_writers():
        for text in kept_of(kind):
            subject = text.partition("\n")[0]
            assert topic_words(subject.replace("JT-HR", "")) == [], subject

"""What people need to take part is for whoever prepares the room, and for nobody else."""

import re
import subprocess
from pathlib import Path

from sqlalchemy.orm import Session

from rose_training.domain.registrations import RegistrationState
from tests.factories import make_registration
from tests.support.visitor import Visitor
from tests.web.facilitator.conftest import Day

ROOT = Path(__file__).parents[3]

MAY_KNOW = {
    "rose_training/jobs/registrations.py",
    "rose_training/models/registrations.py",
    "rose_training/services/place_changes.py",
    "rose_training/services/registrations.py",
    "rose_training/web/forms/registrations.py",
    "templates/components/registering.html",
    "templates/facilitator/sessions/session.html",
    "templates/office/sessions/_person.html",
    "templates/office/sessions/registration.html",
    "templates/public/registrations/substitute.html",
}
"""Where the word may stand: nothing that writes a mail, a calendar, a log or an export is among them."""


def test_whoever_delivers_the_session_reads_what_to_prepare(visit: Visitor, stored: Session, day: Day) -> None:
    day.briefing.capacity = 20
    make_registration(stored, day.briefing, name="Ada Example", access_needs="A ramp")
    gone = RegistrationState.CANCELLED
    make_registration(
        stored, day.briefing, state=gone, cancelled_at=day.briefing.starts_at, access_needs="A hearing loop"
    )
    stored.commit()
    page = visit.sign_in(day.person).get(f"/facilitator/sessions/{day.briefing.reference}")
    needs = page.soup.find(id="access-needs")
    assert needs is not None
    assert "Ada Example" in needs.get_text()
    assert "A ramp" in needs.get_text()
    assert "hearing loop" not in page.html


def test_a_session_without_any_says_nothing_of_it(visit: Visitor, day: Day) -> None:
    page = visit.sign_in(day.person).get(f"/facilitator/sessions/{day.briefing.reference}")
    assert "What people need" not in page.text


def test_nothing_else_in_the_site_knows_of_it() -> None:
    """Never in exports, mails or logs: the word stands in these files alone."""
    tracked = subprocess.run(
        ["git", "ls-files", "rose_training", "templates"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    known = {name for name in tracked if re.search("access.needs", (ROOT / name).read_text(errors="ignore"))}
    assert known <= MAY_KNOW

"""What a story across several people needs: the site on its first morning, its clock, its post, its browsers."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training import clock
from rose_training.adapters.gias import read_links, read_register
from rose_training.adapters.passwords import hash_of
from rose_training.domain.actors import Actor
from rose_training.domain.permissions import Role
from rose_training.domain.register import RegisterLink, RegisterRow
from rose_training.jobs import base_data
from rose_training.jobs.postman import deliver_due
from rose_training.models.people import Facilitator
from rose_training.services import people, school_links, school_register
from tests.factories import make_vetting

PASSWORD = "tulip kettle fjord"
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
BOOKER = "bo.booker@school.example"
COORDINATOR = "cora@rose.example"
STAFF = (
    (COORDINATOR, "Cora Keeler", Role.COORDINATOR),
    ("fay@rose.example", "Fay Thirtle", Role.FACILITATOR),
    ("finn@rose.example", "Finn Quantrill", Role.FACILITATOR),
)


class Hour:
    """What hour it is on the server. It ticks; `becomes` moves its hands."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The hour of the story, aware, in UTC."""
        return datetime.now(UTC) + self._ahead

    def becomes(self, day: str, at: str = "09:00") -> None:
        """A day such as '7 October 2025', and the time on a clock in Norfolk."""
        moment = datetime.strptime(f"{day} {at}", "%d %B %Y %H:%M").replace(tzinfo=clock.LONDON)
        self._ahead = moment - datetime.now(UTC)


@dataclass
class Story:
    """The running site. `new_browser` gives somebody a browser of their own."""

    app: Flask
    address: str
    hour: Hour
    chrome: Browser
    stored: Session
    script: bool = True
    _contexts: list[BrowserContext] = field(default_factory=list)

    def new_browser(self, size: dict[str, int] = DESKTOP) -> Page:
        """A tab in a browser that has never been here; without JavaScript where the story says so."""
        context = self.chrome.new_context(
            viewport=size,  # type: ignore[arg-type]
            base_url=self.address,
            java_script_enabled=self.script,
        )
        self._contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    def post_arrives(self) -> None:
        """The worker does its round."""
        with self.app.app_context(), clock.set_to(self.hour.now()):
            deliver_due()

    def end(self) -> None:
        """Everybody closes their browser."""
        for context in self._contexts:
            context.close()


def lay_out_norfolk(session: Session, *, at: datetime) -> None:
    """What the site begins with, the schools of Norfolk, and a coordinator and two facilitators."""
    site = Actor.system("set-up")
    base_data.lay_out(session, at=at)
    register = [row for row in read_register(_shipped("gias_norfolk.csv")) if isinstance(row, RegisterRow)]
    links = [link for link in read_links(_shipped("gias_links_norfolk.csv")) if isinstance(link, RegisterLink)]
    school_register.import_register(session, register, by=site, at=at)
    school_links.link_successors(session, links, by=site, at=at)
    for email, name, role in STAFF:
        person = people.know_person(session, email=email, name=name, by=site, at=at)
        people.grant_role(session, person=person, role=role, by=site, at=at)
        person.password_hash = hash_of(PASSWORD)
    for facilitator in session.scalars(select(Facilitator)):
        make_vetting(session, facilitator)


def _shipped(name: str) -> Path:
    return Path(str(files("rose_training").joinpath("data", "schools", name)))

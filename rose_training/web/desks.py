"""The desk at which registers and scores are worked on: a facilitator's own, or the office.

Both open the same pages with the same words. They differ in which sessions may be opened, and when:
a facilitator opens what they deliver, from 14 days before to 30 days after (§5.3 of the domain
notes); the coordinator opens any session, on somebody's behalf.
"""

from dataclasses import dataclass

from flask import abort, make_response, render_template, url_for
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.attendance import RegisterKind
from rose_training.models.sessions import TrainingSession
from rose_training.services import access_log, delivery
from rose_training.web.guards import who

Page = str | Response | tuple[str, int]
"""What a view answers: a page, a way onwards, or a page with its status."""


@dataclass(frozen=True)
class Desk:
    """Where somebody sits: the blueprint, the layout, and whose sessions they may open (None: all)."""

    actor: str
    layout: str
    facilitator_id: int | None

    def address(self, page: str, training: TrainingSession, **arguments: object) -> str:
        """The address of a session's page at this desk: `day`, `register`, `headcount`, `scores`."""
        name = f"{self.actor}.session_{page}"
        return url_for(name, reference=training.reference, **arguments)  # type: ignore[arg-type]

    @property
    def home(self) -> str:
        """The address of the list that one comes from."""
        return url_for("facilitator.sessions" if self.actor == "facilitator" else "office.registers")

    def find(self, session: Session, reference: str) -> TrainingSession:
        """The session with this reference. Answers 404 when it is not on this desk."""
        training = delivery.find(session, reference=reference, facilitator_id=self.facilitator_id)
        if training is None:
            abort(404)
        return training

    def open(self, reference: str) -> TrainingSession:
        """The same, to look at: a facilitator outside the days reads when it can be opened (403)."""
        session = db.session()
        training = self.find(session, reference)
        if self.facilitator_id is not None:
            window = delivery.opening_window(session)
            if not window.is_open(starts_at=training.starts_at, ends_at=training.ends_at, at=now()):
                page = render_template(
                    "facilitator/sessions/closed.html",
                    desk=self,
                    training=training,
                    window=window,
                    over=training.ends_at < now(),
                )
                abort(make_response(page, 403))
        return training


def facilitators_desk() -> Desk:
    """The desk of the facilitator who is signed in. Answers 404 for somebody who delivers nothing."""
    facilitator_id = who().facilitator_id
    if facilitator_id is None:
        abort(404)
    return Desk("facilitator", "layouts/account.html", facilitator_id)


def office_desk() -> Desk:
    """The coordinator's desk."""
    return Desk("office", "layouts/office.html", None)


def note_read(training: TrainingSession, *, kind: RegisterKind, page: str) -> None:
    """Write down that somebody opened a page about the cards of a course (§5.3 of the domain notes)."""
    if kind is not RegisterKind.CARDS:
        return
    subject = training.reference
    with transaction() as session:
        access_log.note_read(session, subject=subject, page=page, by=who().actor, at=now())


def status_of(form: FlaskForm, *, conflicts: bool = False) -> int:
    """409 when somebody else was quicker, 422 when what was sent is no good, otherwise 200."""
    if conflicts:
        return 409
    return 422 if form.errors else 200


def title_of(training: TrainingSession) -> str:
    """What to call a session on a page: the code of a targeted course, never its topic."""
    activity = training.activity
    title = activity.code if activity.targeted else training.title or activity.title
    return f"{title}, week {training.week_label}" if training.week_label else title


def place_of(training: TrainingSession) -> str:
    """Whose session it is, or where: the school's name, or the place of an open session."""
    booking = training.booking
    if booking is not None:
        return booking.organisation.name if booking.organisation else booking.organisation_described or ""
    return training.place_name or "Online"

"""Mail that is stuck or does not arrive, told on the pages of the office until somebody has looked at it."""

import time

from flask import Flask, g

from rose_training.clock import now
from rose_training.database import db
from rose_training.services import bounces, outbox
from rose_training.services.outbox import Stuck

REMEMBERED_SECONDS = 20
"""How long a process may go without looking, so that a page of the office costs no query for this."""


class StuckMail:
    """Answers what is stuck when a template asks: `{% set stuck = stuck_mail() %}`."""

    def __init__(self) -> None:
        self._answer = Stuck(waiting=0, since=None, failed=0)
        self._until = 0.0

    def __call__(self) -> Stuck:
        """What is late or has failed; falsy when nothing is."""
        if time.monotonic() >= self._until:
            self._answer = outbox.stuck(db.session(), at=now())
            self._until = time.monotonic() + REMEMBERED_SECONDS
        return self._answer

    def forget(self) -> None:
        """Look again at the next page, because somebody has just done something about it."""
        self._until = 0.0


def mail_trouble(address: str | None) -> str | None:
    """Why our e-mails do not reach this address; None when they do. Two queries for a whole page."""
    if "mail_trouble" not in g:
        g.mail_trouble = bounces.troubled(db.session())
    found: dict[str, str] = g.mail_trouble
    return found.get(address.lower()) if address else None


def register(app: Flask) -> None:
    """Hand both to the templates."""
    app.jinja_env.globals["stuck_mail"] = app.extensions["stuck_mail"] = StuckMail()
    app.jinja_env.globals["mail_trouble"] = mail_trouble

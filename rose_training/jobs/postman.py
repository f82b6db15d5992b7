"""Flask-Mail's settings and connection, and one round of the outbox over it."""

import logging
import smtplib
import ssl
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from types import TracebackType
from typing import Self

import flask_mail
from flask import current_app
from sqlalchemy.exc import OperationalError

from config import Settings
from rose_training.adapters.mail import AddressError, compose, deliver, unreachable
from rose_training.adapters.traces import without_words
from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.bounces import RING_INSTEAD
from rose_training.domain.outbox import Attempt, NextStep, OutboxState, Outcome
from rose_training.messages.catalogue import write
from rose_training.messages.letter import Letter
from rose_training.messages.rendering import Words, render
from rose_training.models.outbox import OutboxMessage
from rose_training.services import bounces, outbox_delivery
from rose_training.services.outbox_delivery import Kept

NOT_KEPT = "The text is not kept, because it held a personal link."
FAULT = "The site could not write this e-mail ({}). Please tell whoever looks after the site."
DATABASE_PAUSES = (0.5, 1, 2, 4, 8, 16, 30)
"""Seconds between attempts to write down what has already left."""

log = logging.getLogger("rose_training.mail")


class PatientConnection(flask_mail.Connection):
    """Flask-Mail's connection, which also checks the server's certificate and does not wait for ever."""

    def configure_host(self) -> smtplib.SMTP:
        """Connect and sign in as the MAIL_ settings say. Raises OSError or SMTPException."""
        settings: Settings = current_app.extensions["settings"]
        wait, mail = settings.mail_timeout, self.mail
        host: smtplib.SMTP
        if mail.use_ssl:
            host = smtplib.SMTP_SSL(mail.server, mail.port, timeout=wait, context=ssl.create_default_context())
        else:
            host = smtplib.SMTP(mail.server, mail.port, timeout=wait)
        try:
            if mail.use_tls:
                host.starttls(context=ssl.create_default_context())
            if mail.username and mail.password:
                host.login(mail.username, mail.password)
        except (OSError, smtplib.SMTPException):
            host.close()
            raise
        return host


class PatientMail(flask_mail.Mail):
    """Flask-Mail with such connections."""

    def connect(self) -> PatientConnection:
        """A connection as the application's MAIL_ settings say; it opens on entering."""
        return PatientConnection(current_app.extensions["mail"])


mail = PatientMail()


class Postman:
    """Carries e-mails over one connection: opened for the first, renewed after it broke."""

    def __init__(self) -> None:
        self._host: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self._hang_up()

    def carry(self, letter: EmailMessage) -> Attempt:
        """Hand one e-mail to the mail server and say how it ended; raises nothing of SMTP."""
        used_before = self._host is not None
        attempt = self._try_once(letter)
        if attempt.outcome is Outcome.UNREACHABLE and used_before:
            # Some servers take so many e-mails and no more over one connection.
            attempt = self._try_once(letter)
        return attempt

    def _try_once(self, letter: EmailMessage) -> Attempt:
        try:
            host = self._host = self._host or mail.connect().__enter__().host
        except (OSError, smtplib.SMTPException) as trouble:
            return unreachable(trouble)
        if host is None:
            return Attempt(Outcome.UNREACHABLE, "Sending is switched off (MAIL_SUPPRESS_SEND).")
        settings: Settings = current_app.extensions["settings"]
        attempt = deliver(host, letter, bounces_to=settings.bounce_address or None)
        if attempt.outcome in (Outcome.TRY_AGAIN, Outcome.UNREACHABLE):
            self._hang_up()
        return attempt

    def _hang_up(self) -> None:
        host, self._host = self._host, None
        if host is not None:
            with suppress(OSError, smtplib.SMTPException):
                host.quit()
            host.close()


def deliver_due(stop: Callable[[], bool] = lambda: False) -> Counter[OutboxState]:
    """Deliver every e-mail that is due, and count what became of them.

    Ends when nothing is due, when the mail server cannot be reached, or before the next e-mail once
    `stop()` says so. Several processes may do this at once.
    """
    done: Counter[OutboxState] = Counter()
    with Postman() as postman:
        while not stop() and outbox_delivery.anything_due(db.session(), at=now()):
            with transaction() as session:
                claimed = outbox_delivery.claim(session, at=now())
            if claimed is None:
                break  # another worker was quicker
            attempt, state = _deliver_one(claimed, postman)
            done[state] += 1
            if attempt is not None and attempt.outcome is Outcome.UNREACHABLE:
                break
    return done


def _deliver_one(claimed: OutboxMessage, postman: Postman) -> tuple[Attempt | None, OutboxState]:
    """Write one e-mail from the facts of this moment, let it leave, and write down how that ended."""
    key, number = str(claimed.lease_key), claimed.message_id
    settings: Settings = current_app.extensions["settings"]
    kept: Kept | None = None
    try:
        letter = write(db.session(), claimed)
        if letter is None:
            with transaction() as session:
                outbox_delivery.withdraw(session, lease_key=key)
            return None, OutboxState.WITHDRAWN
        if bounces.is_given_up(db.session(), address=claimed.to):
            raise AddressError(RING_INSTEAD)
        words = render(letter)
        composed = _compose(claimed, letter, words)
    except AddressError as trouble:
        attempt = Attempt(Outcome.REFUSED, str(trouble))
    except OperationalError:
        raise  # the database is away, which says nothing about this e-mail
    except Exception as trouble:
        # A fault of ours: it waits like any other, since the next release may be able to write it.
        told = {"mail": number, "kind": claimed.kind, **without_words(trouble)}
        log.error("an e-mail could not be written", extra=told)  # noqa: TRY400  (its words stay out)
        attempt = Attempt(Outcome.TRY_AGAIN, FAULT.format(type(trouble).__name__))
    else:
        kept = _kept(letter, words, post_box=settings.mailbox_page)
        db.session.rollback()  # no open transaction while the mail server takes its time
        attempt = Attempt(Outcome.ACCEPTED) if settings.mailbox_page else postman.carry(composed)
    step = _write_down(key, attempt, kept, post_box=settings.mailbox_page)
    if step is None:
        log.warning("another worker has taken over an e-mail", extra={"mail": number})
        return attempt, OutboxState.SENDING
    if step.state is not OutboxState.SENT:
        log.warning("an e-mail did not leave", extra={"mail": number, "outcome": attempt.outcome, "state": step.state})
    return attempt, step.state


def _compose(claimed: OutboxMessage, letter: Letter, words: Words) -> EmailMessage:
    return compose(
        sender=current_app.config["MAIL_DEFAULT_SENDER"],
        to=claimed.to,
        subject=words.subject,
        text=words.text,
        html=words.html,
        message_id=claimed.message_id,
        at=now(),
        calendar=letter.calendar,
        unsubscribe=letter.unsubscribe,
    )


def _kept(letter: Letter, words: Words, *, post_box: bool) -> Kept:
    if not (letter.keep or post_box):
        return Kept(words.subject, NOT_KEPT)
    calendar = letter.calendar.content.decode() if letter.calendar else None
    return Kept(words.subject, words.text, words.html, calendar)


def _write_down(key: str, attempt: Attempt, kept: Kept | None, *, post_box: bool) -> NextStep | None:
    """Write down how an attempt ended, with patience: what has left must not leave twice only because
    the database was away for a moment."""

    def record() -> NextStep | None:
        with transaction() as session:
            return outbox_delivery.record_attempt(
                session, lease_key=key, attempt=attempt, at=now(), kept=kept, post_box=post_box
            )

    for pause in DATABASE_PAUSES:
        try:
            return record()
        except OperationalError:
            time.sleep(pause)
    return record()

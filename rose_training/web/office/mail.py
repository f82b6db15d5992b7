"""The outbox as the office sees it: what was sent, what waits, what failed, and what to do about it."""

import logging

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rose_training.adapters.traces import without_words
from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.outbox import OutboxState
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.messages.catalogue import write
from rose_training.messages.rendering import Words, render
from rose_training.models.outbox import OutboxMessage
from rose_training.services import access_log, bounces, outbox
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office
from rose_training.web.paging import page_asked

PAGE_LENGTH = 50
ORDER = (OutboxState.FAILED, OutboxState.QUEUED, OutboxState.SENT, OutboxState.WITHDRAWN)
"""As the page offers them; what is being sent this second stands with what waits."""

log = logging.getLogger("rose_training.mail")


@office.get("/mail", endpoint="mail")
@requires(Permission.SEE_MAIL)
def list_mail() -> str:
    """E-mails in one state: those that failed first, when there are any."""
    counts = outbox.counts(db.session())
    state = _state_asked_for()
    if state not in ORDER:
        state = OutboxState.FAILED if counts[OutboxState.FAILED] else OutboxState.SENT
    page = page_asked()
    address = request.args.get("to", "").strip()
    found, total = outbox.messages(
        db.session(), state=state, address=address, offset=(page - 1) * PAGE_LENGTH, limit=PAGE_LENGTH
    )
    return render_template(
        "office/mail/list.html",
        found=found,
        total=total,
        state=state,
        states=ORDER,
        counts=counts,
        address=address,
        came_back=bounces.number_unsettled(db.session()),
        phones=bounces.phones(db.session(), found) if state is OutboxState.FAILED else {},
        page=page,
        pages=-(-total // PAGE_LENGTH),
    )


@office.get("/mail/<message_id>")
@requires(Permission.SEE_MAIL)
def mail_message(message_id: str) -> str:
    """One e-mail: as it left, or as it would read if it left now. Opening it is written down."""
    found = _message(message_id)
    with transaction() as session:
        access_log.note_read(session, subject=found.about, page="e-mail", by=who().actor, at=now())
    return render_template(
        "office/mail/message.html",
        found=found,
        preview=_preview(found),
        returned=bounces.of_message(db.session(), message_id=message_id),
        phone=bounces.phones(db.session(), [found]).get(message_id),
    )


@office.post("/mail/<message_id>/again")
@requires(Permission.SEND_MAIL)
def send_mail_again(message_id: str) -> Response:
    """Send it now, or once more."""
    try:
        with transaction() as session:
            outbox.send_again(session, message_id=message_id, by=who().actor, at=now()) or abort(404)
    except Refusal as refusal:
        return _back(message_id, refusal.sentence, "error")
    return _back(message_id, "The e-mail leaves within a few seconds.", "success")


@office.post("/mail/<message_id>/set-aside")
@requires(Permission.SEND_MAIL)
def set_mail_aside(message_id: str) -> Response:
    """Stop trying, because somebody has told the person in another way."""
    try:
        with transaction() as session:
            outbox.set_aside(session, message_id=message_id, by=who().actor, at=now()) or abort(404)
    except Refusal as refusal:
        return _back(message_id, refusal.sentence, "error")
    return _back(message_id, "The e-mail is set aside and will not be sent.", "success")


@office.post("/mail/try-now")
@requires(Permission.SEND_MAIL)
def try_all_mail() -> Response:
    """Try everything that pauses, for example after the mail server was repaired."""
    with transaction() as session:
        number = outbox.send_all_waiting(session, at=now())
    flash(f"{number} tried again within a few seconds." if number else "Nothing was pausing.", "success")
    return redirect(url_for("office.mail", state=OutboxState.QUEUED), 303)


def _state_asked_for() -> OutboxState | None:
    try:
        return OutboxState(request.args.get("state", ""))
    except ValueError:
        return None


def _message(message_id: str) -> OutboxMessage:
    return outbox.message(db.session(), message_id) or abort(404)


def _preview(found: OutboxMessage) -> Words | None:
    """The words of an e-mail that has not left; None when there are none to show."""
    if found.state not in (OutboxState.QUEUED, OutboxState.FAILED):
        return None
    try:
        letter = write(db.session(), found)
        return render(letter) if letter is not None and letter.keep else None
    except Exception as trouble:
        # Whatever keeps the e-mail from being written must not keep the office from seeing that.
        told = {"mail": found.message_id, "kind": found.kind, **without_words(trouble)}
        log.error("an e-mail could not be previewed", extra=told)  # noqa: TRY400  (its words stay out)
        return None


def _back(message_id: str, sentence: str, category: str) -> Response:
    current_app.extensions["stuck_mail"].forget()
    flash(sentence, category)
    return redirect(url_for("office.mail_message", message_id=message_id), 303)

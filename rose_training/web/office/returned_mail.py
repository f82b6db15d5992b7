"""E-mails that came back: whom to ring instead, and what the office writes down by hand."""

from flask import abort, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.bounces import BounceKind
from rose_training.domain.outbox import OutboxState
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.services import bounces, outbox
from rose_training.web.forms.mail import ReturnedForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office
from rose_training.web.paging import page_asked

PAGE_LENGTH = 50
STATES = (OutboxState.FAILED, OutboxState.QUEUED, OutboxState.SENT, OutboxState.WITHDRAWN)


@office.get("/mail/returned", endpoint="returned_mail")
@requires(Permission.SEE_MAIL)
def list_returned() -> str:
    """What came back and nobody has dealt with, the newest first."""
    page = page_asked()
    found, total = bounces.unsettled(db.session(), offset=(page - 1) * PAGE_LENGTH, limit=PAGE_LENGTH)
    return render_template(
        "office/mail/returned.html",
        found=found,
        total=total,
        phones=bounces.phones(db.session(), [one.message for one in found]),
        state=None,
        states=STATES,
        counts=outbox.counts(db.session()),
        came_back=total,
        address="",
        page=page,
        pages=-(-total // PAGE_LENGTH),
    )


@office.post("/mail/returned/<int:number>/settled")
@requires(Permission.SEND_MAIL)
def settle_mail(number: int) -> Response:
    """Somebody has rung, or corrected the address."""
    with transaction() as session:
        settled = bounces.settle(session, number=number, by=who().actor, at=now()) or abort(404)
        address = settled.address
    current_app.extensions["stuck_mail"].forget()
    flash(f"Settled for {address}.", "success")
    return redirect(url_for("office.returned_mail"), 303)


@office.route("/mail/<message_id>/returned", methods=["GET", "POST"])
@requires(Permission.SEND_MAIL)
def note_returned(message_id: str) -> str | Response | tuple[str, int]:
    """Write down that an e-mail did not arrive, for example after a call."""
    found = outbox.message(db.session(), message_id) or abort(404)
    form = ReturnedForm()
    if form.validate_on_submit():
        try:
            with transaction() as session:
                bounces.note(
                    session,
                    message_id=message_id,
                    kind=BounceKind(form.kind.data),
                    reason=form.reason.data or "",
                    by=who().actor,
                    at=now(),
                )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            current_app.extensions["stuck_mail"].forget()
            flash("Written down: it stands under ‘Came back’ until it is settled.", "success")
            return redirect(url_for("office.mail_message", message_id=message_id), 303)
    page = render_template("office/mail/note.html", form=form, found=found)
    return (page, 422) if form.errors else page

"""Stop in the middle of a request and carry on later, on this computer or another one."""

from flask import flash, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.bookings import ContactRole
from rose_training.domain.visit_drafts import read_contact
from rose_training.messages.request_link import key_in
from rose_training.services import booking_drafts
from rose_training.web import request_draft
from rose_training.web.forms.contacts import LaterForm
from rose_training.web.guards import open_to_all
from rose_training.web.public.blueprint import public
from rose_training.web.security import limit_public_form

LATER = "later"


@public.route("/ask-for-a-session/later", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def carry_on_later() -> Response | str:
    """Where to send the link."""
    draft = request_draft.unsent_draft()
    if draft is None:
        return request_draft.start_again()
    form = LaterForm()
    if form.validate_on_submit():
        with transaction() as writing:
            booking_drafts.send_link(writing, key=draft.key, to=form.email.data or "", at=now())
        flash(f"We are sending a link to {form.email.data}. You can close this page.", "success")
        return redirect(url_for("public.request_visit"), 303)
    if form.is_submitted():
        return request_draft.say_what_is_wrong(form, page=LATER, address=url_for("public.carry_on_later"))
    typed = request_draft.typed_before(draft, LATER)
    if typed:
        form = LaterForm(formdata=typed.values)
        typed.say(form)
    else:
        form.email.data = read_contact(draft.answers, ContactRole.BOOKER).email
    onward = request_draft.onward(draft, request_draft.situation_of(draft))
    return render_template("public/bookings/later.html", form=form, back=onward)


@public.get("/ask-for-a-session/carry-on/<token>")
@open_to_all
def carry_on(token: str) -> Response:
    """Open the draft behind the link in this browser, at the first open question."""
    key = key_in(token)
    draft = booking_drafts.draft(db.session(), key=key)
    if draft is None or draft.booking_id is not None:
        flash("This link no longer works: the request was sent, or it has been more than a week.", "warning")
        return redirect(url_for("public.request_visit"), 303)
    session[request_draft.COOKIE] = draft.key
    return request_draft.go_on(draft)

"""A school asks to move a booking, or asks for last year's visit again."""

from flask import current_app, flash, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now, today
from rose_training.database import db, transaction
from rose_training.domain.booking_wishes import check_may_ask
from rose_training.domain.permissions import Permission
from rose_training.domain.programme import Audience
from rose_training.domain.refusals import Refusal
from rose_training.services import booking_drafts, booking_wishes, calendar
from rose_training.web import request_draft
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.forms.school import MoveForm
from rose_training.web.guards import requires, who
from rose_training.web.school.blueprint import school
from rose_training.web.school.own import office_address, own_or_404

IN_SCHOOL_HOURS = (Audience.PUPILS, Audience.STAFF)


@school.route("/bookings/<reference>/move", methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_BOOKINGS)
def ask_to_move(reference: str) -> Response | str | tuple[str, int]:
    """Name up to three other days. The dates stand until the office has moved them."""
    found = own_or_404(reference)
    try:
        check_may_ask(found.state)
    except Refusal as refusal:
        flash(refusal.sentence, "error")
        return redirect(url_for("school.booking", reference=reference), 303)
    form = MoveForm()
    form.prepare()
    if form.validate_on_submit():
        mistakes = form.mistakes(
            today=today(),
            bank_holidays=calendar.bank_holidays(db.session()),
            weekends=found.audience not in IN_SCHOOL_HOURS,
        )
        for mistake in mistakes:
            show_refusal(form, mistake)
        try:
            if not mistakes:
                with transaction() as writing:
                    booking_wishes.ask(
                        writing,
                        found,
                        wishes=[wish for _, wish in form.wishes()],
                        reason=form.reason.data or "",
                        office=office_address(),
                        by=who().actor,
                        at=now(),
                    )
                flash("We have your wish. The dates stand as they are until we have answered.", "success")
                return redirect(url_for("school.booking", reference=reference), 303)
        except Refusal as refusal:
            show_refusal(form, refusal)
    page = render_template("school/bookings/move.html", form=form, booking=own_or_404(reference))
    return page, 422 if form.errors else 200


@school.post("/bookings/<reference>/stay")
@requires(Permission.CHANGE_OWN_BOOKINGS)
def take_back_move(reference: str) -> Response:
    """The wish to move is no longer one."""
    found = own_or_404(reference)
    with transaction() as writing:
        booking_wishes.take_back(writing, found, by=who().actor, at=now())
    flash("Your wish is taken back. The dates stand as they are.", "success")
    return redirect(url_for("school.booking", reference=reference), 303)


@school.post("/bookings/<reference>/again")
@requires(Permission.CHANGE_OWN_BOOKINGS)
def ask_again(reference: str) -> Response:
    """A new request like this one, a year later: the usual pages go on with it. The dates are always looked at."""
    found, reader = own_or_404(reference), who()
    notice = current_app.extensions["settings"].visit_notice_days
    with transaction() as writing:
        booking_drafts.forget(writing, key=session.get(request_draft.COOKIE))
        answers = booking_wishes.again_next_year(writing, found, notice=notice, at=now())
        answers["booker"] = {
            "name": reader.name,
            "email": reader.email,
            "phone": found.booker_phone or "",
            "role": found.booker_role or "",
        }
        started = booking_drafts.begin(writing, answers=answers, at=now())
        session[request_draft.COOKIE] = started.key
    flash("This is last time's request. Choose the date, and check everything before you send it.")
    return request_draft.go_on(started)

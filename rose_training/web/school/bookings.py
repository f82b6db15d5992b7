"""A school's own pages: its bookings, and one of them with what is still missing."""

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.bookings import SCHOOL_CANCEL_REASONS
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.models.bookings import Booking
from rose_training.services import booking_plans, diary
from rose_training.services import bookings as our_bookings
from rose_training.web.booking_pages import declarations_form, keep_declarations
from rose_training.web.forms.booking_plans import ClosingForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
from rose_training.web.school.blueprint import school


@school.get("/bookings")
@requires(Permission.SEE_OWN_BOOKINGS)
def bookings() -> str:
    """Everything that the reader's schools have asked for."""
    rows = our_bookings.of_organisations(db.session(), organisation_ids=who().organisation_ids)
    return render_template(
        "school/bookings/bookings.html",
        open_ones=[row for row in rows if row.state.is_open],
        earlier=[row for row in rows if not row.state.is_open],
        next_dates=our_bookings.next_sessions(db.session(), rows, at=now()),
    )


@school.get("/bookings/<reference>")
@requires(Permission.SEE_OWN_BOOKINGS)
def booking(reference: str) -> str:
    """One booking of the reader's school."""
    found = _own_or_404(reference)
    facts = our_bookings.facts(db.session(), found)
    return render_template(
        "school/bookings/booking.html",
        booking=found,
        facts=facts,
        assigned=diary.assigned_to(db.session(), session_ids=[one.id for one in facts.sessions]),
    )


@school.route("/bookings/<reference>/before-we-come", methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_BOOKINGS)
def declarations(reference: str) -> Response | str | tuple[str, int]:
    """Say yes to what was not yet in place."""
    found = _own_or_404(reference)
    form = declarations_form(our_bookings.facts(db.session(), found))
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                keep_declarations(writing, found, form, by=who().actor, at=now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash("Thank you. Your answers are kept.", "success")
            return redirect(url_for("school.booking", reference=reference), 303)
    page = render_template("school/bookings/declarations.html", form=form, booking=_own_or_404(reference))
    return page, 422 if form.errors else 200


@school.route("/bookings/<reference>/cancel", methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_BOOKINGS)
def cancel(reference: str) -> Response | str | tuple[str, int]:
    """Call the booking off."""
    found = _own_or_404(reference)
    form = ClosingForm()
    form.offer(SCHOOL_CANCEL_REASONS)
    form.explanation.label.text = "Anything we should know (optional)"
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                booking_plans.cancel(
                    writing,
                    found,
                    reason=form.chosen(),
                    explanation=form.explanation.data or "",
                    by=who().actor,
                    at=now(),
                )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash("The booking is cancelled. Thank you for telling us.", "success")
            return redirect(url_for("school.booking", reference=reference), 303)
    page = render_template("school/bookings/cancel.html", form=form, booking=_own_or_404(reference))
    return page, 422 if form.errors else 200


def _own_or_404(reference: str) -> Booking:
    """The booking, if it is of one of the reader's schools: a neighbour's reference finds nothing."""
    found = our_bookings.by_reference(db.session(), reference=reference, organisation_ids=who().organisation_ids)
    return found or abort(404)

"""A school's own pages: what needs doing next, its bookings, and one of them with everything about it."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.assignments import AssignmentAnswer
from rose_training.domain.bookings import SCHOOL_CANCEL_REASONS, BookingState
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.services import (
    booking_changes,
    booking_plans,
    booking_wishes,
    checklists,
    counter_offers,
    diary,
    school_bookings,
)
from rose_training.services import bookings as our_bookings
from rose_training.web.booking_pages import declarations_form, keep_declarations
from rose_training.web.forms.booking_plans import ClosingForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
from rose_training.web.paging import page_asked
from rose_training.web.school.blueprint import school
from rose_training.web.school.own import office_address, own_or_404, own_schools

UNANSWERED = (BookingState.REQUESTED, BookingState.HELD)


@school.get("")
@requires(Permission.SEE_OWN_BOOKINGS)
def home() -> str:
    """What needs doing next, across all schools of the reader."""
    schools, at = own_schools(), now()
    rows, total = school_bookings.page_of(db.session(), organisation_ids=schools.ids, coming=True, at=at)
    return render_template(
        "school/bookings/home.html",
        schools=schools,
        rows=rows,
        total=total,
        lists=checklists.checklists_of(db.session(), rows, at=at),
        next_dates=our_bookings.next_sessions(db.session(), rows, at=at),
        waiting=booking_wishes.waiting_for(db.session(), rows),
        past=school_bookings.count(db.session(), organisation_ids=schools.ids, coming=False),
    )


@school.get("/bookings")
@requires(Permission.SEE_OWN_BOOKINGS)
def bookings() -> str:
    """What is coming, or with `?show=past` what has been, a page at a time; `?school=` narrows it to one."""
    schools, at, page = own_schools(), now(), page_asked()
    coming = request.args.get("show") != "past"
    rows, total = school_bookings.page_of(db.session(), organisation_ids=schools.ids, coming=coming, at=at, page=page)
    if coming:
        dates = our_bookings.next_sessions(db.session(), rows, at=at)
    else:
        dates = school_bookings.latest_dates(db.session(), rows)
    return render_template(
        "school/bookings/bookings.html",
        schools=schools,
        coming=coming,
        rows=rows,
        total=total,
        others=school_bookings.count(db.session(), organisation_ids=schools.ids, coming=not coming),
        dates=dates,
        page=page,
        pages=-(-total // school_bookings.PAGE),
    )


@school.get("/bookings/<reference>")
@requires(Permission.SEE_OWN_BOOKINGS)
def booking(reference: str) -> str:
    """One booking of the reader's school: where it stands, what to do next, and everything that was said."""
    found, at = own_or_404(reference), now()
    facts = our_bookings.facts(db.session(), found)
    return render_template(
        "school/bookings/booking.html",
        booking=found,
        facts=facts,
        assigned=diary.assigned_to(
            db.session(),
            session_ids=[one.id for one in facts.sessions],
            answers=(AssignmentAnswer.ACCEPTED,),  # A name that may change again is not told.
        ),
        checklist=checklists.checklist_of(db.session(), booking=found, at=at),
        wish=booking_wishes.latest_wish(db.session(), found),
        may_change=booking_changes.may_change(db.session(), found, at=at),
        unanswered=found.state in UNANSWERED,
        offered=counter_offers.open_offer(db.session(), found),
    )


@school.route("/bookings/<reference>/before-we-come", methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_BOOKINGS)
def declarations(reference: str) -> Response | str | tuple[str, int]:
    """Say yes to what was not yet in place."""
    found = own_or_404(reference)
    form = declarations_form(our_bookings.facts(db.session(), found))
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                keep_declarations(writing, found, form, by=who().actor, at=now())
                booking_changes.tell_office(writing, found, office=office_address(), at=now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash("Thank you. Your answers are kept.", "success")
            return redirect(url_for("school.booking", reference=reference), 303)
    page = render_template("school/bookings/declarations.html", form=form, booking=own_or_404(reference))
    return page, 422 if form.errors else 200


@school.route("/bookings/<reference>/cancel", methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_BOOKINGS)
def cancel(reference: str) -> Response | str | tuple[str, int]:
    """Call the booking off."""
    found = own_or_404(reference)
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
    page = render_template("school/bookings/cancel.html", form=form, booking=own_or_404(reference))
    return page, 422 if form.errors else 200


@school.route("/bookings/<reference>/withdraw", methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_BOOKINGS)
def withdraw(reference: str) -> Response | str:
    """Ask whether it is meant, then take a request back that has not been confirmed."""
    found = own_or_404(reference)
    if request.method == "GET":
        return render_template("school/bookings/withdraw.html", booking=found)
    try:
        with transaction() as writing:
            booking_plans.withdraw(writing, found, by=who().actor, at=now())
    except Refusal as refusal:
        flash(refusal.sentence, "error")
    else:
        flash("Your request is withdrawn. Thank you for telling us.", "success")
    return redirect(url_for("school.booking", reference=reference), 303)

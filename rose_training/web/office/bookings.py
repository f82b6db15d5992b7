"""The office's inbox: bookings by state, one booking with everything about it, and what the school says."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.bookings import BookingState
from rose_training.domain.inbox import age
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.models.bookings import Booking
from rose_training.services import (
    assignments,
    booking_duplicates,
    booking_history,
    booking_plans,
    booking_wishes,
    bookings,
    calendar,
    checklists,
    counter_offers,
    day_glances,
    organisation_search,
    organisations,
    rebookings,
    staffing,
)
from rose_training.services import inbox as service
from rose_training.services.inbox import Wanted
from rose_training.services.waiting_today import waiting_today
from rose_training.web.booking_pages import declarations_form, keep_declarations
from rose_training.web.forms.booking_plans import NotesForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
from rose_training.web.journeys import pace
from rose_training.web.office.blueprint import office
from rose_training.web.paging import page_asked

PAGE = 25


@office.get("")
@requires(Permission.SEE_OFFICE)
def first_page() -> Response:
    """Whoever types the short address wants the inbox."""
    return redirect(url_for("office.bookings"))


@office.get("/bookings", endpoint="bookings")
@requires(Permission.ANSWER_BOOKINGS)
def inbox() -> str:
    """Bookings in one state, those that cannot wait first; found by activity and words."""
    wanted = _wanted()
    page = page_asked()
    found = service.page(db.session(), wanted, at=now(), offset=(page - 1) * PAGE, limit=PAGE)
    return render_template(
        "office/bookings/inbox.html",
        wanted=wanted,
        state=wanted.state,
        counts=service.counts(db.session()),
        activities=service.activities(db.session()),
        rows=found.rows,
        priorities=found.priorities,
        staffed=found.staffed,
        today=waiting_today(db.session(), at=now()),
        unstaffed=staffing.work(db.session(), at=now()),
        ages={row.id: age(row.requested_at, at=now()) for row in found.rows},
        alike=booking_duplicates.alike(db.session(), found.rows),
        first_wishes=service.first_wishes(db.session(), found.rows),
        next_dates=bookings.next_sessions(db.session(), found.rows, at=now()),
        page=page,
        pages=-(-found.total // PAGE),
        total=found.total,
    )


@office.get("/bookings/<reference>")
@requires(Permission.ANSWER_BOOKINGS)
def booking(reference: str) -> str:
    """One booking: what was asked, what stands in the way, what has happened."""
    found = booking_or_404(reference)
    facts = bookings.facts(db.session(), found)
    school_calendar = calendar.calendar_of(db.session(), organisation_id=found.organisation_id)
    return render_template(
        "office/bookings/booking.html",
        closed={one.on: reason for one in facts.wishes if (reason := school_calendar.closed_because(one.on))},
        booking=found,
        **_answering(found, facts),
        facts=facts,
        warnings=_warnings(found),
        answers=assignments.of_sessions(db.session(), session_ids=[one.id for one in facts.sessions]),
        story=booking_history.story(db.session(), found),
        notes=NotesForm(formdata=None, data={"notes": found.notes}),
        at=now(),
    )


@office.route("/bookings/<reference>/declarations", methods=["GET", "POST"])
@requires(Permission.ANSWER_BOOKINGS)
def booking_declarations(reference: str) -> Response | str | tuple[str, int]:
    """Write down what the school says now, for example on the telephone."""
    found = booking_or_404(reference)
    facts = bookings.facts(db.session(), found)
    form = declarations_form(facts)
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                keep_declarations(writing, found, form, by=who().actor, at=now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash("What the school says is written down.", "success")
            return redirect(url_for("office.booking", reference=reference), 303)
    page = render_template("office/bookings/declarations.html", form=form, booking=found)
    return page, 422 if form.errors else 200


@office.get("/bookings/<reference>/school")
@requires(Permission.ANSWER_BOOKINGS)
def booking_school(reference: str) -> str:
    """Find the organisation that the booker meant."""
    found = booking_or_404(reference)
    words = request.args.get("q", found.organisation_described or "").strip()
    search = organisation_search.find_organisations(db.session(), words) if words else None
    return render_template("office/bookings/school.html", booking=found, words=words, search=search)


@office.post("/bookings/<reference>/school")
@requires(Permission.ANSWER_BOOKINGS)
def match_booking_school(reference: str) -> Response:
    """Say which organisation it is."""
    found = booking_or_404(reference)
    organisation = organisations.by_reference(db.session(), request.form.get("organisation", "")) or abort(404)
    try:
        with transaction() as writing:
            bookings.match_organisation(writing, found, organisation=organisation, by=who().actor, at=now())
    except Refusal as refusal:
        flash(refusal.sentence, "error")
    else:
        flash("The booking is matched.", "success")
    return redirect(url_for("office.booking", reference=reference), 303)


@office.post("/bookings/<reference>/notes")
@requires(Permission.ANSWER_BOOKINGS)
def booking_notes(reference: str) -> Response:
    """Keep the office's notes."""
    found = booking_or_404(reference)
    form = NotesForm()
    if form.validate_on_submit():
        with transaction() as writing:
            bookings.note(writing, found, notes=form.notes.data or "", by=who().actor, at=now())
        flash("The notes are kept.", "success")
    else:
        flash(str(form.notes.errors[0]) if form.notes.errors else "The notes were not kept: try again.", "error")
    return redirect(url_for("office.booking", reference=reference) + "#notes-heading", 303)


def booking_or_404(reference: str) -> Booking:
    """The booking, whoever's it is."""
    return bookings.by_reference(db.session(), reference=reference) or abort(404)


def _answering(booking: Booking, facts: bookings.BookingFacts) -> dict[str, Any]:
    """What helps to answer: how soon, who is free, what was offered, and what else asks for the same."""
    session = db.session()
    unanswered = booking.state in service.WAITING
    return {
        "priority": service.priority_of(session, booking, at=now()),
        "age": age(booking.requested_at, at=now()),
        "glances": day_glances.at_a_glance(session, booking, facts.wishes) if unanswered else (),
        "offers": counter_offers.offers_of(session, booking),
        "duplicates": booking_duplicates.likely(session, booking),
        "attached": booking_duplicates.attached_to(session, booking),
        "living": session.get(Booking, booking.duplicate_of_id) if booking.duplicate_of_id else None,
        "rebooked_from": session.get(Booking, booking.rebooked_from_id) if booking.rebooked_from_id else None,
        "again": rebookings.asked_again_as(session, booking),
        "may_rebook": booking.state in rebookings.AGAIN and booking.duplicate_of_id is None,
        "seen": booking_history.seen(session, booking),
        "wish": booking_wishes.live_wish(session, booking),
        "checklist": checklists.checklist_of(session, booking=booking, at=now()),
    }


def _warnings(booking: Booking) -> Sequence[str]:
    """What is worth a look before the dates that are held are confirmed."""
    plan = booking_plans.plan_of(db.session(), booking) if booking.state is BookingState.HELD else None
    return booking_plans.warnings(db.session(), booking, plan, pace=pace()) if plan else ()


def _wanted() -> Wanted:
    """What the address asks for; nonsense asks for new requests."""
    typed = request.args.get("state", "")
    return Wanted(
        state=BookingState(typed) if typed in set(BookingState) else BookingState.REQUESTED,
        activity=request.args.get("activity", "")[:20],
        words=" ".join(request.args.get("q", "").split())[:100],
    )

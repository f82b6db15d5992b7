"""The office's inbox: bookings by state, one booking with everything about it, and what the school says."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now, today
from rose_training.database import db, transaction
from rose_training.domain.bookings import ANSWERED_WITHIN, BookingState
from rose_training.domain.calendar import london_day, working_day_after
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.models.bookings import Booking
from rose_training.services import booking_plans, bookings, calendar, diary, history, organisation_search, organisations
from rose_training.web.booking_pages import declarations_form, keep_declarations
from rose_training.web.forms.booking_plans import NotesForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
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
    """Bookings in one state, those that wait longest first."""
    state = _state(request.args.get("state", ""))
    page = page_asked()
    counts = bookings.counts(db.session())
    rows = bookings.in_state(db.session(), state=state, offset=(page - 1) * PAGE, limit=PAGE)
    return render_template(
        "office/bookings/inbox.html",
        state=state,
        counts=counts,
        rows=rows,
        first_wishes=bookings.first_wishes(db.session(), rows),
        next_dates=bookings.next_sessions(db.session(), rows, at=now()),
        late=_late(rows) if state is BookingState.REQUESTED else frozenset(),
        page=page,
        pages=-(-counts[state] // PAGE),
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
        facts=facts,
        warnings=_warnings(found),
        assigned=diary.assigned_to(db.session(), session_ids=[one.id for one in facts.sessions]),
        duplicates=bookings.likely_duplicates(db.session(), found),
        history=history.entries_about(db.session(), reference),
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


def _warnings(booking: Booking) -> Sequence[str]:
    """What is worth a look before the dates that are held are confirmed."""
    plan = booking_plans.plan_of(db.session(), booking) if booking.state is BookingState.HELD else None
    return booking_plans.warnings(db.session(), booking, plan) if plan else ()


def _late(rows: Sequence[Booking]) -> frozenset[int]:
    """The requests, by id, that have waited for longer than the promised three working days."""
    closures = calendar.calendar_of(db.session()).closures
    return frozenset(
        row.id for row in rows if today() > working_day_after(london_day(row.requested_at), ANSWERED_WITHIN, closures)
    )


def _state(typed: str) -> BookingState:
    try:
        return BookingState(typed)
    except ValueError:
        return BookingState.REQUESTED

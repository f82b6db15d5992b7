"""The office arranges a booking: when, where and by whom; hold, confirm, change, decline, cancel."""

from collections.abc import Callable, Sequence
from datetime import date, time
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.bookings import CANCEL_REASONS, DECLINE_REASONS, BookingState, EndedBy
from rose_training.domain.calendar import Proposal, london, weekly_dates
from rose_training.domain.diary import Engagement
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_plans import VisitPlan
from rose_training.models.bookings import Booking
from rose_training.services import booking_history, booking_plans, bookings, calendar, counter_offers, diary
from rose_training.services.on_their_word import take_their_word
from rose_training.web.forms.booking_plans import ClosingForm, PlanForm, ProposeForm, plan_form
from rose_training.web.forms.courses import chosen_dates, fill_in
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
from rose_training.web.hold_settings import hold_days, office_email, reminder
from rose_training.web.journeys import pace
from rose_training.web.office.blueprint import office
from rose_training.web.office.booking_replies import mark_of, seen_mark
from rose_training.web.office.bookings import booking_or_404
from rose_training.web.office.letters_first import BACK, letters_page, looking

SEND = {
    "hold": "Hold and send the letter",
    "confirm": "Confirm and send the letter",
    "change": "Change and send the letter",
}
"""What is done after a look at the letter."""


@office.get("/bookings/<reference>/plan")
@requires(Permission.ANSWER_BOOKINGS)
def plan_booking(reference: str) -> str:
    """The plan that stands, or one proposed from a day: `?first=14&first=1&first=2027&start=10:00`.

    The dates of a course come from its own page: `?on=2027-01-14T10:00&on=...&who=3`.
    """
    booking = booking_or_404(reference)
    form = plan_form(booking)
    standing = booking_plans.plan_of(db.session(), booking)
    ask = ProposeForm(formdata=request.args if request.args else None)
    proposal = None
    chosen = chosen_dates(request.args)
    if chosen:
        _show_standing(form, booking, standing)
        fill_in(form, chosen, minutes=booking.activity.minutes, facilitator_id=request.args.get("who", type=int))
    elif request.args and ask.validate() and ask.first.data is not None:
        _show_standing(form, booking, standing)
        proposal = _propose(form, booking, ask, ask.first.data, ask.start.data)
    elif standing is not None:
        form.show(standing)
    else:
        form.place(booking)
        proposal = _first_wish(form, booking, ask)
    if form.cards and form.cards.data is None:
        form.cards.data = booking.expected_number
    return _page(form, booking, ask=ask, proposal=proposal)


@office.post("/bookings/<reference>/plan")
@requires(Permission.ANSWER_BOOKINGS)
def arrange_booking(reference: str) -> Response | tuple[str, int]:
    """Hold, confirm or change: the button that was pressed says which."""
    booking = booking_or_404(reference)
    form = plan_form(booking)
    _offer_facilitators(form, booking)
    if request.form.get("action") == BACK:
        return _page(form, booking), 200
    if not form.validate_on_submit():
        return _page(form, booking), 422
    action = looking() or request.form.get("action", "hold")
    plan = None
    try:
        plan = form.plan()
        act = _act(booking, plan, action, note=form.note.data or "", on_their_word=form.on_their_word.data)
        if looking():
            return letters_page(booking, act, action=action, send=SEND.get(action, SEND["hold"])), 200
        with transaction() as writing:
            outcome = act(writing)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _page(form, booking_or_404(reference), plan=plan), 422
    flash(outcome, "success")
    return redirect(url_for("office.booking", reference=reference), 303)


@office.post("/bookings/<reference>/confirm")
@requires(Permission.ANSWER_BOOKINGS)
def confirm_booking(reference: str) -> Response | str:
    """Confirm exactly what is held, in one click."""
    booking = booking_or_404(reference)
    cards = booking.expected_number if booking.activity.targeted else None

    def act(session: Session) -> None:
        booking_history.check_unchanged(session, booking, seen=seen_mark())
        booking_plans.confirm_as_held(session, booking, cards=cards, by=who().actor, at=now())

    if request.form.get("action") == BACK:
        return redirect(url_for("office.booking", reference=reference), 303)
    try:
        if looking():
            return letters_page(booking, act, action="confirm", send=SEND["confirm"])
        with transaction() as writing:
            act(writing)
    except Refusal as refusal:
        flash(refusal.sentence, "error")
    else:
        flash(f"Confirmed. {booking.booker_name} gets an e-mail with a calendar entry.", "success")
    return redirect(url_for("office.booking", reference=reference), 303)


@office.route("/bookings/<reference>/decline", methods=["GET", "POST"])
@requires(Permission.ANSWER_BOOKINGS)
def decline_booking(reference: str) -> Response | str | tuple[str, int]:
    """Say no to a request, with a reason."""
    return _end(reference, BookingState.DECLINED)


@office.route("/bookings/<reference>/cancel", methods=["GET", "POST"])
@requires(Permission.ANSWER_BOOKINGS)
def cancel_booking(reference: str) -> Response | str | tuple[str, int]:
    """Call a booking off, with a reason."""
    return _end(reference, BookingState.CANCELLED)


def _end(reference: str, state: BookingState) -> Response | str | tuple[str, int]:
    booking = booking_or_404(reference)
    form = ClosingForm()
    declines = state is BookingState.DECLINED
    form.offer(DECLINE_REASONS if declines else CANCEL_REASONS, ask_by_whom=not declines)

    def act(session: Session) -> None:
        booking_history.check_unchanged(session, booking, seen=seen_mark())
        end = booking_plans.decline if declines else partial(booking_plans.cancel, ended_by=EndedBy(form.ended_by.data))
        end(
            session,
            booking,
            reason=form.chosen(),
            explanation=form.explanation.data or "",
            by=who().actor,
            at=now(),
        )

    if request.form.get("action") != BACK and form.validate_on_submit():
        try:
            if looking():
                word = "Decline" if declines else "Cancel"
                return letters_page(booking, act, action="end", send=f"{word} and send the letter")
            with transaction() as writing:
                act(writing)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(f"The booking is {state.value}. {booking.booker_name} gets an e-mail with the reason.", "success")
            return redirect(url_for("office.booking", reference=reference), 303)
    page = render_template(
        "office/bookings/end.html",
        form=form,
        booking=booking_or_404(reference),
        declines=declines,
        seen=mark_of(booking),
    )
    return page, 422 if form.errors else 200


def _act(booking: Booking, plan: VisitPlan, action: str, *, note: str, on_their_word: bool) -> Callable[[Session], str]:
    """What the button does, for the transaction and for the rehearsal of its letters; it answers what to say."""

    def act(session: Session) -> str:
        booking_history.check_unchanged(session, booking, seen=seen_mark())
        match action:
            case "confirm":
                booking_plans.confirm(session, booking, plan, note=note, by=who().actor, at=now())
                outcome = f"Confirmed. {booking.booker_name} gets an e-mail with a calendar entry."
            case "change":
                told = booking_plans.change(session, booking, plan, note=note, by=who().actor, at=now())
                outcome = "Changed. " + (
                    f"{booking.booker_name} gets an e-mail that changes the calendar entry."
                    if told
                    else "The school needs no e-mail about this."
                )
            case _:
                told = booking_plans.hold(
                    session,
                    booking,
                    plan,
                    working_days=hold_days(),
                    remind_before=reminder(),
                    note=note,
                    by=who().actor,
                    at=now(),
                )
                outcome = "Held. " + (
                    f"{booking.booker_name} gets an e-mail that says until when."
                    if told
                    else "The school needs no e-mail about this."
                )
        if on_their_word:
            take_their_word(session, booking_id=booking.id, office=office_email(), by=who().actor, at=now())
        _check_seen(booking_plans.warnings(session, booking, plan, pace=pace()))
        return outcome

    return act


def _propose(form: PlanForm, booking: Booking, ask: ProposeForm, first: date, start: time) -> Proposal | None:
    """Fill the form with weekly dates from `first`; None when the calendar refuses, said beside the day."""
    known = calendar.calendar_of(db.session(), organisation_id=booking.organisation_id)
    try:
        proposal = weekly_dates(first, booking.activity.weeks, known.closures, known.terms, years=booking.year_groups)
    except Refusal as refusal:
        show_refusal(ask, refusal)
        return None
    form.propose(proposal.days, start, minutes=booking.activity.minutes)
    return proposal


def _show_standing(form: PlanForm, booking: Booking, standing: VisitPlan | None) -> None:
    """The plan that stands, or the school as the place where there is none."""
    if standing is not None:
        form.show(standing)
    else:
        form.place(booking)


def _first_wish(form: PlanForm, booking: Booking, ask: ProposeForm) -> Proposal | None:
    wishes = bookings.facts(db.session(), booking).wishes
    if not wishes:
        return None
    ask.first.data, ask.start.data = wishes[0].on, wishes[0].part.usual_start
    return _propose(form, booking, ask, wishes[0].on, wishes[0].part.usual_start)


def _offer_facilitators(form: PlanForm, booking: Booking) -> None:
    """Everybody who delivers, each with what stands in their way at the hours of the form."""
    everybody = diary.facilitators(db.session())
    ids = [one.id for one in everybody]
    wanted = _hours(form)
    wished = [wish.on for wish in bookings.facts(db.session(), booking).wishes]
    engaged = diary.engagements_on(
        db.session(),
        facilitator_ids=ids,
        days=[*wished, *(day.data for day, _, _ in form.rows() if day.data)],
        besides_booking_id=booking.id,
    )
    form.offer_facilitators(
        everybody,
        {
            facilitator_id: [_in_the_diary(one, wanted) for one in diary_of]
            for facilitator_id, diary_of in engaged.items()
        },
    )


def _in_the_diary(engaged: Engagement, wanted: Sequence[Engagement]) -> str:
    """One engagement, and whether it stands in the way of the hours in the form."""
    return f"Not free: {engaged.sentence}" if any(map(engaged.overlaps, wanted)) else engaged.sentence


def _check_seen(warnings: Sequence[str]) -> None:
    """Refuse to go on while something worth a second look has not stood on the page. Raises `Refusal`."""
    if not set(warnings) <= set(request.form.getlist("seen")):
        raise Refusal("look_first", "Nothing is saved yet. Look at the notes above the buttons, then press again")


def _hours(form: PlanForm) -> list[Engagement]:
    """The hours in the form, as far as they make sense."""
    found = []
    for day, start, end in form.rows():
        if day.data and start.data and end.data and start.data < end.data:
            try:
                found.append(Engagement(london(day.data, start.data), london(day.data, end.data)))
            except Refusal:
                continue
    return found


def _page(
    form: PlanForm,
    booking: Booking,
    *,
    ask: ProposeForm | None = None,
    proposal: Proposal | None = None,
    plan: VisitPlan | None = None,
) -> str:
    plan = plan or _as_far_as_typed(form)
    if not form.facilitators.choices:
        _offer_facilitators(form, booking)
    facts = bookings.facts(db.session(), booking)
    at = now()
    return render_template(
        "office/bookings/plan.html",
        form=form,
        ask=ask or ProposeForm(formdata=None),
        booking=booking,
        facts=facts,
        seen=mark_of(booking),
        offered=counter_offers.offered_elsewhere(db.session(), plan.engagements, besides=booking.id) if plan else (),
        proposal=proposal,
        warnings=booking_plans.warnings(db.session(), booking, plan, pace=pace()) if plan else (),
        begun=sum(1 for one in booking_plans.live_sessions(db.session(), booking) if one.starts_at <= at),
        links=[(wish, _plan_address(booking, wish.on, wish.part.usual_start)) for wish in facts.wishes],
    )


def _as_far_as_typed(form: PlanForm) -> VisitPlan | None:
    """The plan in the form, or None while an hour is missing or does not exist."""
    if form.is_submitted() or not all(field.data for row in form.rows() for field in row):
        return None
    try:
        return form.plan()
    except Refusal:
        return None


def _plan_address(booking: Booking, first: date, start: time) -> str:
    boxes = [first.day, first.month, first.year]
    page = "office.propose_course" if booking.activity.weeks > 1 else "office.plan_booking"
    return url_for(page, reference=booking.reference, first=boxes, start=f"{start:%H:%M}")

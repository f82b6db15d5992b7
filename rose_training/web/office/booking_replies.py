"""The office answers in other ways than yes or no: more time, other dates, one request out of two, again."""

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from rose_training.clock import now, today
from rose_training.database import db, transaction
from rose_training.domain.calendar import working_day_after
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.models.bookings import Booking
from rose_training.services import (
    booking_duplicates,
    booking_history,
    bookings,
    calendar,
    counter_offers,
    day_glances,
    diary,
    holds,
    rebookings,
    telephone,
)
from rose_training.web.forms.inbox import (
    CounterOfferForm,
    ExtendForm,
    WishesForm,
    counter_offer_form,
    wishes_form,
)
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
from rose_training.web.hold_settings import offer_days, reminder
from rose_training.web.office.blueprint import office
from rose_training.web.office.bookings import booking_or_404
from rose_training.web.office.letters_first import BACK, letters_page, looking

LAST_MARK = 2**31 - 1
"""No entry of the trail has a higher number."""


@office.route("/bookings/<reference>/more-time", methods=["GET", "POST"])
@requires(Permission.ANSWER_BOOKINGS)
def extend_hold(reference: str) -> Response | str | tuple[str, int]:
    """Give the school more time to answer."""
    booking = booking_or_404(reference)
    form = ExtendForm()

    def act(session: Session) -> None:
        booking_history.check_unchanged(session, booking, seen=seen_mark())
        holds.extend(
            session,
            booking,
            until=form.moment(),
            note=form.note.data or "",
            remind_before=reminder(),
            by=who().actor,
            at=now(),
        )

    if request.form.get("action") != BACK and form.validate_on_submit():
        try:
            if looking():
                return letters_page(booking, act, action="extend", send="Give more time and send the letter")
            with transaction() as writing:
                act(writing)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(f"Held for longer. {booking.booker_name} gets an e-mail that says until when.", "success")
            return redirect(url_for("office.booking", reference=reference), 303)
    page = render_template(
        "office/bookings/more_time.html", form=form, booking=booking_or_404(reference), seen=mark_of(booking)
    )
    return page, 422 if form.errors else 200


@office.route("/bookings/<reference>/other-dates", methods=["GET", "POST"])
@requires(Permission.ANSWER_BOOKINGS)
def offer_dates(reference: str) -> Response | str | tuple[str, int]:
    """Offer the school up to three other dates."""
    booking = booking_or_404(reference)
    form = counter_offer_form(diary.facilitators(db.session()))
    if request.method == "GET":
        closures = calendar.calendar_of(db.session(), organisation_id=booking.organisation_id).closures
        form.until.data = working_day_after(today(), offer_days(), closures)

    def act(session: Session) -> None:
        booking_history.check_unchanged(session, booking, seen=seen_mark())
        counter_offers.offer(
            session,
            booking,
            form.offered(minutes=booking.activity.minutes),
            until=form.moment(),
            note=form.note.data or "",
            by=who().actor,
            at=now(),
        )

    if request.form.get("action") != BACK and form.validate_on_submit():
        try:
            if looking():
                return letters_page(booking, act, action="offer", send="Offer these dates and send the letter")
            with transaction() as writing:
                act(writing)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(f"Offered. {booking.booker_name} gets an e-mail with a page to choose on.", "success")
            return redirect(url_for("office.booking", reference=reference), 303)
    return _offer_page(form, booking_or_404(reference)), 422 if form.errors else 200


@office.post("/bookings/<reference>/attach")
@requires(Permission.ANSWER_BOOKINGS)
def attach_booking(reference: str) -> Response:
    """Put two requests for the same together; the other one goes on."""
    booking = booking_or_404(reference)
    living = bookings.by_reference(db.session(), reference=request.form.get("to", "")) or abort(404)
    try:
        with transaction() as writing:
            booking_history.check_unchanged(writing, booking, seen=seen_mark())
            booking_duplicates.attach(writing, booking, to=living, by=who().actor, at=now())
    except Refusal as refusal:
        flash(refusal.sentence, "error")
        return redirect(url_for("office.booking", reference=reference), 303)
    flash(f"{reference} is attached to this booking. Its booker gets an e-mail with this reference.", "success")
    return redirect(url_for("office.booking", reference=living.reference), 303)


@office.post("/bookings/<reference>/spoken")
@requires(Permission.ANSWER_BOOKINGS)
def note_conversation(reference: str) -> Response:
    """Write down that we have spoken to the school."""
    booking = booking_or_404(reference)
    try:
        with transaction() as writing:
            telephone.note_conversation(writing, booking, by=who().actor, at=now())
    except Refusal as refusal:
        flash(refusal.sentence, "error")
    else:
        flash("The conversation is written down.", "success")
    return redirect(url_for("office.booking", reference=reference), 303)


@office.route("/bookings/<reference>/again", methods=["GET", "POST"])
@requires(Permission.ANSWER_BOOKINGS)
def rebook(reference: str) -> Response | str | tuple[str, int]:
    """Ask again for what was declined or cancelled, with other dates."""
    booking = booking_or_404(reference)
    form: WishesForm = wishes_form()
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                again = rebookings.rebook(writing, booking, wishes=form.wishes(), by=who().actor, at=now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(f"This is the new request. {again.booker_name} gets an e-mail.", "success")
            return redirect(url_for("office.booking", reference=again.reference), 303)
    page = render_template("office/bookings/again.html", form=form, booking=booking_or_404(reference))
    return page, 422 if form.errors else 200


def seen_mark() -> int | None:
    """How the booking stood when the page was made, as the form carries it; nonsense is a page without one."""
    mark = request.form.get("mark", type=int)
    return mark if mark is not None and 0 <= mark <= LAST_MARK else None


def mark_of(booking: Booking) -> int:
    """How the booking stands now; what a form carried is kept, so that a page shown again is no younger."""
    carried = seen_mark()
    return booking_history.seen(db.session(), booking) if carried is None else carried


def _offer_page(form: CounterOfferForm, booking: Booking) -> str:
    wishes = bookings.facts(db.session(), booking).wishes
    return render_template(
        "office/bookings/other_dates.html",
        form=form,
        booking=booking,
        glances=day_glances.at_a_glance(db.session(), booking, wishes),
        standing=counter_offers.open_offer(db.session(), booking),
        seen=mark_of(booking),
    )

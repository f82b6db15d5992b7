"""A school answers by the link in the mail: yes to what is held, or one of the dates that we offer.

Opening a link changes nothing, since programs that check mail open links too: a button answers.
"""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.actors import Actor
from rose_training.domain.refusals import Refusal
from rose_training.messages.booking_letters import reference_in
from rose_training.models.bookings import Booking
from rose_training.services import bookings, counter_offers, holds
from rose_training.web.forms.booking_replies import ChooseDateForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import open_to_all
from rose_training.web.hold_settings import hold_days, office_email, reminder
from rose_training.web.public.blueprint import public
from rose_training.web.security import limit_public_form

CONFIRMED = "Thank you. Your booking is confirmed: an e-mail with everything is on its way."
KEPT = "Thank you. We keep it for you and confirm as soon as everything is in place."


@public.route("/your-request/<token>/accept", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def accept_hold(token: str) -> Response | str:
    """Say yes to the dates that are held."""
    booking = _booking_of(token)
    if request.method == "GET":
        return render_template(
            "public/bookings/accept.html", booking=booking, facts=bookings.facts(db.session(), booking), token=token
        )
    try:
        with transaction() as writing:
            confirmed = holds.accept(writing, booking, office=office_email(), by=Actor.visitor(), at=now())
    except Refusal as refusal:
        flash(refusal.sentence, "error")
    else:
        flash(CONFIRMED if confirmed else KEPT, "success")
    return redirect(url_for("public.visit_request", token=token), 303)


@public.route("/your-request/<token>/dates", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def choose_offered_date(token: str) -> Response | str | tuple[str, int]:
    """Choose one of the dates that the office offers instead, or say that none suits."""
    booking = _booking_of(token)
    offer = counter_offers.open_offer(db.session(), booking)
    if offer is None or offer.until <= now():
        return _page(token, None)
    form = ChooseDateForm()
    form.offer(offer, weeks=booking.activity.weeks)
    if form.validate_on_submit():
        try:
            outcome = _none_suits(booking, form) if form.none_suits else _choose(booking, form)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(outcome, "success")
            return redirect(url_for("public.visit_request", token=token), 303)
    return _page(token, form), 422 if form.errors else 200


def _choose(booking: Booking, form: ChooseDateForm) -> str:
    with transaction() as writing:
        confirmed = counter_offers.choose(
            writing,
            booking,
            rank=int(form.rank.data),
            working_days=hold_days(),
            remind_before=reminder(),
            office=office_email(),
            by=Actor.visitor(),
            at=now(),
        )
    return CONFIRMED if confirmed else KEPT


def _none_suits(booking: Booking, form: ChooseDateForm) -> str:
    with transaction() as writing:
        counter_offers.none_suits(
            writing, booking, words=form.words.data or "", office=office_email(), by=Actor.visitor(), at=now()
        )
    return "Thank you for telling us. We look for other dates and write to you again."


def _page(token: str, form: ChooseDateForm | None) -> str:
    booking = _booking_of(token)
    offer = counter_offers.open_offer(db.session(), booking) if form else None
    return render_template("public/bookings/offered_dates.html", booking=booking, offer=offer, form=form, token=token)


def _booking_of(token: str) -> Booking:
    reference = reference_in(token)
    found = bookings.by_reference(db.session(), reference=reference) if reference else None
    return found or abort(404)

"""A school answers: yes to what is held, or one of the dates that we offer instead.

The same pages for whoever holds the link in the mail and for a school's own bookers, who are written down by
name. Opening a page changes nothing, since programs that check mail open links too: a button answers.
"""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.actors import Actor
from rose_training.domain.refusals import Refusal
from rose_training.models.bookings import Booking
from rose_training.services import bookings, counter_offers, holds
from rose_training.web.forms.booking_replies import ChooseDateForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.hold_settings import hold_days, office_email, reminder

CONFIRMED = "Thank you. Your booking is confirmed: an e-mail with everything is on its way."
KEPT = "Thank you. We keep it for you and confirm as soon as everything is in place."


@dataclass(frozen=True)
class ReplyDesk:
    """A booking that waits for its school's word, who gives it, and the page (`back`) that shows the booking."""

    booking: Booking
    actor: Actor
    layout: str
    back: str


def accept_page(desk: ReplyDesk) -> Response | str:
    """Say yes to the dates that are held."""
    if request.method == "GET":
        facts = bookings.facts(db.session(), desk.booking)
        return render_template("public/bookings/accept.html", desk=desk, booking=desk.booking, facts=facts)
    try:
        with transaction() as writing:
            confirmed = holds.accept(writing, desk.booking, office=office_email(), by=desk.actor, at=now())
    except Refusal as refusal:
        flash(refusal.sentence, "error")
    else:
        flash(CONFIRMED if confirmed else KEPT, "success")
    return redirect(desk.back, 303)


def dates_page(desk: ReplyDesk) -> Response | str | tuple[str, int]:
    """Choose one of the dates that the office offers instead, or say that none suits."""
    offer = counter_offers.open_offer(db.session(), desk.booking)
    if offer is None or offer.until <= now():
        return _page(desk, None)
    form = ChooseDateForm()
    form.offer(offer, weeks=desk.booking.activity.weeks)
    if form.validate_on_submit():
        try:
            outcome = _none_suits(desk, form) if form.none_suits else _choose(desk, form)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash(outcome, "success")
            return redirect(desk.back, 303)
    return _page(desk, form), 422 if form.errors else 200


def _choose(desk: ReplyDesk, form: ChooseDateForm) -> str:
    with transaction() as writing:
        confirmed = counter_offers.choose(
            writing,
            desk.booking,
            rank=int(form.rank.data),
            working_days=hold_days(),
            remind_before=reminder(),
            office=office_email(),
            by=desk.actor,
            at=now(),
        )
    return CONFIRMED if confirmed else KEPT


def _none_suits(desk: ReplyDesk, form: ChooseDateForm) -> str:
    with transaction() as writing:
        counter_offers.none_suits(
            writing, desk.booking, words=form.words.data or "", office=office_email(), by=desk.actor, at=now()
        )
    return "Thank you for telling us. We look for other dates and write to you again."


def _page(desk: ReplyDesk, form: ChooseDateForm | None) -> str:
    offer = counter_offers.open_offer(db.session(), desk.booking) if form else None
    return render_template(
        "public/bookings/offered_dates.html", desk=desk, booking=desk.booking, offer=offer, form=form
    )

"""One's request, by the link in the mail: where it stands, what is still missing, and a way to withdraw it.

The link opens one request and nothing else of the school's; what has been confirmed is changed by
those who sign in, or by telephone.
"""

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.actors import Actor
from rose_training.domain.bookings import BookingState
from rose_training.domain.refusals import Refusal
from rose_training.messages.booking_letters import reference_in
from rose_training.models.bookings import Booking
from rose_training.services import booking_plans, bookings, counter_offers
from rose_training.web.booking_pages import declarations_form, keep_declarations
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import open_to_all
from rose_training.web.public.blueprint import public
from rose_training.web.security import limit_public_form

UNANSWERED = (BookingState.REQUESTED, BookingState.HELD)


@public.get("/your-request/<token>")
@open_to_all
def visit_request(token: str) -> str:
    """Where the request stands. Looking changes nothing."""
    booking = _booking_of(token)
    return render_template(
        "public/bookings/request.html",
        booking=booking,
        facts=bookings.facts(db.session(), booking),
        token=token,
        offered=counter_offers.open_offer(db.session(), booking),
        unanswered=booking.state in UNANSWERED,
        answer_links=_links_to_answer(booking, token),
    )


@public.route("/your-request/<token>/before-we-come", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def request_declarations(token: str) -> Response | str | tuple[str, int]:
    """Say yes to what was not yet in place."""
    booking = _unanswered_or_404(token)
    form = declarations_form(bookings.facts(db.session(), booking))
    if form.validate_on_submit():
        try:
            with transaction() as writing:
                keep_declarations(writing, booking, form, by=Actor.visitor(), at=now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            flash("Thank you. Your answers are kept.", "success")
            return redirect(url_for("public.visit_request", token=token), 303)
    page = render_template(
        "public/bookings/request_declarations.html",
        form=form,
        back=url_for("public.visit_request", token=token),
    )
    return page, 422 if form.errors else 200


@public.route("/your-request/<token>/withdraw", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def withdraw_request(token: str) -> Response | str:
    """Ask whether it is meant, then take the request back, before it is confirmed."""
    booking = _unanswered_or_404(token)
    if request.method == "GET":
        return render_template("public/bookings/withdraw.html", booking=booking, token=token)
    try:
        with transaction() as writing:
            booking_plans.withdraw(writing, booking, by=Actor.visitor(), at=now())
    except Refusal as refusal:
        flash(refusal.sentence, "error")
    else:
        flash("Your request is withdrawn. Thank you for telling us.", "success")
    return redirect(url_for("public.visit_request", token=token), 303)


def _links_to_answer(booking: Booking, token: str) -> dict[str, str]:
    """Where each topic is told or told anew, as long as it is of use."""
    if not booking.state.is_open:
        return {}
    return {topic.value: url_for("public.tell_us", token=token, topic=topic.value) for topic in booking.topics}


def _booking_of(token: str) -> Booking:
    reference = reference_in(token)
    found = bookings.by_reference(db.session(), reference=reference) if reference else None
    return found or abort(404)


def _unanswered_or_404(token: str) -> Booking:
    booking = _booking_of(token)
    return booking if booking.state in UNANSWERED else abort(404)

"""What was left for later, told by the link in the mail: room and arrival, needs as numbers, the curriculum."""

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.actors import Actor
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_answers import Topic
from rose_training.messages.booking_letters import reference_in
from rose_training.models.bookings import Booking
from rose_training.services import bookings, visit_requests
from rose_training.web.booking_pages import topic_form
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.forms.visit_answers import TopicForm
from rose_training.web.guards import open_to_all, signed_in
from rose_training.web.public.blueprint import public
from rose_training.web.security import limit_public_form

TOPICS = ",".join(f'"{topic}"' for topic in Topic)


@public.route(f"/your-request/<token>/tell-us/<any({TOPICS}):topic>", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def tell_us(token: str, topic: str) -> Response | str | tuple[str, int]:
    """Answer, or answer anew, one of the topics that may wait."""
    booking = _open_or_404(token, Topic(topic))
    form = topic_form(booking, Topic(topic))
    if form.validate_on_submit() and _keep(booking, form):
        flash("Thank you. Your answers are kept.", "success")
        return redirect(url_for("public.visit_request", token=token), 303)
    page = render_template(
        "public/bookings/tell_us.html",
        form=form,
        booking=booking,
        topic=Topic(topic),
        back=url_for("public.visit_request", token=token),
    )
    return page, 422 if form.errors else 200


def _keep(booking: Booking, form: TopicForm) -> bool:
    """Whether it was kept; otherwise the form says what is wrong."""
    wrong = form.wrong(expected=booking.expected_number)
    for refusal in wrong:
        show_refusal(form, refusal)
    if wrong:
        return False
    reader = signed_in()
    try:
        with transaction() as writing:
            visit_requests.tell_later(
                writing,
                writing.get_one(Booking, booking.id),
                form.answer(),
                by=reader.actor if reader else Actor.visitor(),
                at=now(),
            )
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    return True


def _open_or_404(token: str, topic: Topic) -> Booking:
    reference = reference_in(token)
    booking = bookings.by_reference(db.session(), reference=reference) if reference else None
    if booking is None or not booking.state.is_open or topic not in booking.topics:
        abort(404)
    return booking

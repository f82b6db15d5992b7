"""A school answers by the link in the mail: yes to what is held, or one of the dates that we offer."""

from flask import abort, url_for
from werkzeug.wrappers import Response

from rose_training.database import db
from rose_training.domain.actors import Actor
from rose_training.messages.booking_letters import reference_in
from rose_training.services import bookings
from rose_training.web.booking_replies import ReplyDesk, accept_page, dates_page
from rose_training.web.guards import open_to_all
from rose_training.web.public.blueprint import public
from rose_training.web.security import limit_public_form


@public.route("/your-request/<token>/accept", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def accept_hold(token: str) -> Response | str:
    """Say yes to the dates that are held."""
    return accept_page(_desk(token))


@public.route("/your-request/<token>/dates", methods=["GET", "POST"])
@open_to_all
@limit_public_form
def choose_offered_date(token: str) -> Response | str | tuple[str, int]:
    """Choose one of the dates that the office offers instead, or say that none suits."""
    return dates_page(_desk(token))


def _desk(token: str) -> ReplyDesk:
    reference = reference_in(token)
    booking = bookings.by_reference(db.session(), reference=reference) if reference else None
    if booking is None:
        abort(404)
    return ReplyDesk(booking, Actor.visitor(), "layouts/public.html", url_for("public.visit_request", token=token))

"""A school answers from its own pages: yes to what is held, or one of the dates that we offer.

Not by the link of the mail, which would go on working for a colleague who has left.
"""

from flask import url_for
from werkzeug.wrappers import Response

from rose_training.domain.permissions import Permission
from rose_training.web.booking_replies import ReplyDesk, accept_page, dates_page
from rose_training.web.guards import requires, who
from rose_training.web.school.blueprint import school
from rose_training.web.school.own import own_or_404


@school.route("/bookings/<reference>/accept", methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_BOOKINGS)
def accept_hold(reference: str) -> Response | str:
    """Say yes to the dates that are held."""
    return accept_page(_desk(reference))


@school.route("/bookings/<reference>/dates", methods=["GET", "POST"])
@requires(Permission.CHANGE_OWN_BOOKINGS)
def choose_offered_date(reference: str) -> Response | str | tuple[str, int]:
    """Choose one of the dates that the office offers instead, or say that none suits."""
    return dates_page(_desk(reference))


def _desk(reference: str) -> ReplyDesk:
    back = url_for("school.booking", reference=reference)
    return ReplyDesk(own_or_404(reference), who().actor, "layouts/account.html", back)

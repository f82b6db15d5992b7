"""The office prints the cards of any group, and the list for its school."""

from flask import Response

from rose_training.domain.permissions import Permission
from rose_training.web import card_papers
from rose_training.web.guards import requires
from rose_training.web.office.blueprint import office
from rose_training.web.office.bookings import booking_or_404


@office.get("/bookings/<reference>/cards.pdf")
@requires(Permission.ANSWER_BOOKINGS)
def card_sheet(reference: str) -> Response:
    """Cards to cut out."""
    return card_papers.card_sheet(booking_or_404(reference))


@office.get("/bookings/<reference>/card-list.pdf")
@requires(Permission.ANSWER_BOOKINGS)
def card_list(reference: str) -> Response:
    """The list that stays at the school."""
    return card_papers.card_list(booking_or_404(reference))

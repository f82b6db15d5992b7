"""A school prints the cards of its own group, and the list that stays with it."""

from flask import Response

from rose_training.database import db
from rose_training.domain.permissions import Permission
from rose_training.services import bookings
from rose_training.web import card_papers
from rose_training.web.guards import requires, who
from rose_training.web.school.blueprint import school


@school.get("/bookings/<reference>/cards.pdf")
@requires(Permission.SEE_OWN_BOOKINGS)
def card_sheet(reference: str) -> Response:
    """Cards to cut out."""
    own = bookings.by_reference(db.session(), reference=reference, organisation_ids=who().organisation_ids)
    return card_papers.card_sheet(own)


@school.get("/bookings/<reference>/card-list.pdf")
@requires(Permission.SEE_OWN_BOOKINGS)
def card_list(reference: str) -> Response:
    """The list to fill in and to keep."""
    own = bookings.by_reference(db.session(), reference=reference, organisation_ids=who().organisation_ids)
    return card_papers.card_list(own)

"""A facilitator prints the cards of a group whose session they deliver."""

from flask import Response

from rose_training.domain.permissions import Permission
from rose_training.web import card_papers
from rose_training.web.desks import facilitators_desk
from rose_training.web.facilitator.blueprint import facilitator
from rose_training.web.guards import requires


@facilitator.get("/sessions/<reference>/cards.pdf")
@requires(Permission.SEE_OWN_SESSIONS)
def card_sheet(reference: str) -> Response:
    """Cards to cut out."""
    return card_papers.card_sheet(facilitators_desk().open(reference).booking)


@facilitator.get("/sessions/<reference>/card-list.pdf")
@requires(Permission.SEE_OWN_SESSIONS)
def card_list(reference: str) -> Response:
    """The list that stays at the school."""
    return card_papers.card_list(facilitators_desk().open(reference).booking)

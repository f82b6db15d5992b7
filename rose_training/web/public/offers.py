"""Taking a place that is held, by the link in the mail. Letting it go is cancelling it."""

from flask import abort, url_for
from werkzeug.wrappers import Response

from rose_training.domain.actors import Actor
from rose_training.messages.place_letters import reference_in
from rose_training.web import offers
from rose_training.web.guards import open_to_all, signed_in
from rose_training.web.public.blueprint import public
from rose_training.web.security import keep_out_of_caches, limit_public_form


@public.post("/place/<token>/accept")
@open_to_all
@limit_public_form
def accept_offer(token: str) -> Response:
    """Take the place. A program that follows every link in a mail takes nothing: this needs the button."""
    keep_out_of_caches()
    reference = reference_in(token) or abort(404)
    return offers.accept(reference, by=_visitor(), back=url_for("public.place", token=token))


def _visitor() -> Actor:
    reader = signed_in()
    return reader.actor if reader else Actor.visitor()

"""One's own feed, on one's own page: made, shown, renewed, ended. Shared by facilitators and schools."""

from dataclasses import dataclass

from flask import flash

from rose_training.adapters import tokens
from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.messages.addresses import address_of
from rose_training.services import feeds
from rose_training.web.feeds import feed_token
from rose_training.web.guards import who

OUTCOMES = {
    "make": "Here is the address. Add it to your calendar program.",
    "renew": "Here is the new address. The old one has ended: take it out of your calendar program.",
    "end": "The address has ended. Nobody can read these dates by it any more.",
}


@dataclass(frozen=True)
class Owner:
    """Whose feed it is; `name` stands above it where there are several."""

    facilitator_id: int | None = None
    organisation_id: int | None = None
    reference: str = ""
    name: str = ""


@dataclass(frozen=True)
class Shown:
    """A feed as its page shows it: the address, or None when there is none."""

    owner: Owner
    address: str | None


def shown(owner: Owner) -> Shown:
    """The feed of this owner, as it stands."""
    found = feeds.live_feed(db.session(), facilitator_id=owner.facilitator_id, organisation_id=owner.organisation_id)
    address = address_of("public.secret_feed", token=feed_token(found.key)) if found else None
    return Shown(owner, address)


def act(owner: Owner, action: str) -> None:
    """Make, renew or end the address, and say so. Anything else changes nothing."""
    if action not in OUTCOMES:
        return
    actor, at = who().actor, now()
    ids = {"facilitator_id": owner.facilitator_id, "organisation_id": owner.organisation_id}
    with transaction() as session:
        if action == "end":
            feeds.end(session, **ids, by=actor, at=at)
        else:
            feeds.make(session, key=tokens.new_nonce(), **ids, by=actor, at=at)
    flash(OUTCOMES[action], "success")

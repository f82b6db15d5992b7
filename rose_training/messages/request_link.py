"""To somebody who is filling in a request: the link to carry on later."""

from flask import current_app
from sqlalchemy.orm import Session

from rose_training.adapters import tokens
from rose_training.messages.addresses import address_of
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import booking_drafts

KIND = "request_link"
PURPOSE = "draft"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The link and how long it works. Not once the request was sent or forgotten."""
    draft = booking_drafts.draft(session, key=message.about)
    if draft is None or draft.booking_id is not None:
        return None
    return Letter(
        subject="Carry on with your request to ROSE Jigsaw",
        template=KIND,
        facts={
            "address": address_of("public.carry_on", token=draft_token(draft.key)),
            "until": draft.changed_at + booking_drafts.KEPT_FOR,
        },
        # The link opens what somebody typed, so its words are not kept.
        keep=False,
    )


def draft_token(key: str) -> str:
    """The token that stands in the link of the mail."""
    return tokens.sign(PURPOSE, key, key=current_app.config["SECRET_KEY"])


def key_in(token: str) -> str | None:
    """The key of the draft that a token opens, or None when it was not made by us."""
    return tokens.read(PURPOSE, token, key=current_app.config["SECRET_KEY"])

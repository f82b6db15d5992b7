"""To an address that somebody has entered: are you the one who wants to hear of the next date?"""

from sqlalchemy.orm import Session

from rose_training.domain.programme import Audience
from rose_training.messages.letter import Letter
from rose_training.messages.next_dates_letters import confirm_address
from rose_training.models.outbox import OutboxMessage
from rose_training.services import next_dates

KIND = "next_dates_confirm"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The link to the button. Not when the wish was forgotten meanwhile."""
    wish = next_dates.by_reference(session, reference=message.about)
    if wish is None:
        return None
    audience = Audience(str(message.payload["audience"]))
    return Letter(
        subject="Please confirm: the next date of ROSE training",
        template=KIND,
        facts={
            "address": confirm_address(wish.reference, audience),
            "audience": audience.label.lower(),
            "days": next_dates.UNCONFIRMED_KEPT.days,
        },
        # The link acts for the owner of the address, so its words are not kept.
        keep=False,
    )

"""To a member of staff: a link by which to choose a password of one's own."""

from flask import current_app
from sqlalchemy.orm import Session

from rose_training.adapters.locks import SiteLocks
from rose_training.domain.sign_in import PASSWORD_LINK_LIFETIME
from rose_training.messages.addresses import address_of
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import accounts, people

KIND = "choose_password"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The link, good for three days; None when the person has left the team or has another address by now."""
    person = people.person(session, message.about)
    if person is None or person.email != message.to or not accounts.works_here(session, person):
        return None
    token = SiteLocks(current_app.config["SECRET_KEY"]).password_token(
        person.reference, stored=person.password_hash, expires_at=message.queued_at + PASSWORD_LINK_LIFETIME
    )
    return Letter(
        subject="Choose your password for ROSE training",
        template=KIND,
        facts={
            "name": person.name,
            "address": address_of("account.choose_password", token=token),
            "sign_in": address_of("account.staff_sign_in"),
        },
        keep=False,
    )

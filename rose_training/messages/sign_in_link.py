"""To somebody who asked to sign in: a link and a six-digit code, each good once."""

from flask import current_app
from sqlalchemy.orm import Session

from rose_training.adapters.locks import SiteLocks
from rose_training.clock import now
from rose_training.messages.addresses import address_of
from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage
from rose_training.services import accounts, sign_in

KIND = "sign_in_link"
SUBJECT = "Sign in to ROSE training"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """The link and the code, worked out from the nonce; None for strangers and for what is stale by now.

    Staff are told where to give their password instead (sign_in_link_staff.md). The words of the link are not kept:
    they open an account.
    """
    person = sign_in.awaits_link(session, nonce=message.about, at=now())
    if person is None or person.email != message.to:
        return None
    if accounts.works_here(session, person):
        facts = {"name": person.name, "address": address_of("account.staff_sign_in")}
        return Letter(subject=SUBJECT, template="sign_in_link_staff", facts=facts)
    locks = SiteLocks(current_app.config["SECRET_KEY"])
    code = locks.six_digits(message.about)
    return Letter(
        subject=SUBJECT,
        template=KIND,
        facts={
            "name": person.name,
            "address": address_of("account.link", token=locks.link_token(message.about)),
            "code": f"{code[:3]} {code[3:]}",
        },
        keep=False,
    )

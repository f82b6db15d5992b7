"""How an e-mail would read: on invented facts, or on those of the latest one of its kind."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.refusals import Refusal
from rose_training.messages import examples
from rose_training.messages.catalogue import write, writers
from rose_training.messages.letter import Letter
from rose_training.messages.originals import Original
from rose_training.messages.rendering import Source, changed_source
from rose_training.models.outbox import OutboxMessage

LOOKED_AT = 10
"""How many e-mails of a kind are asked, latest first, until one can still be written."""


@dataclass(frozen=True)
class Real:
    """A letter from real facts, and the reference of what it tells of."""

    letter: Letter
    about: str


def example(shipped: Original) -> Letter:
    """A letter of this kind from invented facts."""
    facts = examples.facts_for(shipped.kind, shipped.facts)
    return Letter(examples.subject_for(shipped.kind), shipped.kind, facts)


def latest(session: Session, kind: str) -> Real | None:
    """The latest letter of this kind as it would be written now; None when none could be, or when it holds a secret."""
    if kind not in writers():
        return None
    recent = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id.desc()).limit(LOOKED_AT)
    for message in session.scalars(recent):
        letter = write(session, message)
        if letter is not None and letter.template == kind:
            return Real(letter, message.about) if letter.keep else None
    return None


def preview(letter: Letter, *, subject: str, body: str) -> Source:
    """The letter in these words, which were checked. Raises Refusal when they do not fit its facts."""
    try:
        return changed_source(letter, subject=subject, body=body)
    except Refusal:
        raise
    except Exception as trouble:  # a filter asked of a value that is none of its own, such as a name | day
        raise Refusal(
            "does_not_fit", "This cannot be written with real facts: look at the filters after each |", "body"
        ) from trouble

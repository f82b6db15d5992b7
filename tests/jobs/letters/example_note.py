"""A kind of e-mail that only the tests know. Its payload says how it behaves."""

import os
import time
from pathlib import Path

from sqlalchemy.orm import Session

from rose_training.messages.letter import Letter
from rose_training.models.outbox import OutboxMessage

KIND = "example_note"


def compose(session: Session, message: OutboxMessage) -> Letter | None:
    """A note, or what the payload asks for: unwanted, a fault of ours, or a long pause while writing."""
    if message.payload.get("unwanted"):
        return None
    if message.payload.get("fault"):
        raise LookupError("the fact is gone")
    marker = os.environ.get("PAUSE_WHILE_WRITING")
    if marker:
        Path(marker).write_text(message.message_id)
        time.sleep(600)
    keep = not message.payload.get("secret")
    return Letter("A note", KIND, {"about": message.about}, keep=keep)

"""Letters as they read, kept as files and compared."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from rose_training.messages.catalogue import write
from rose_training.messages.letter import Letter
from rose_training.messages.rendering import render
from rose_training.models.outbox import OutboxMessage

KEPT = Path(__file__).parent / "kept"

Reads = Callable[..., Letter]


@pytest.fixture
def reads_as_kept(app: Flask, stored: Session, at: object) -> Reads:
    """`reads_as_kept("registration_confirmed", to=..., about=registration.reference)` writes that kind
    of letter from what stands in `stored` and compares its subject and text with
    `tests/messages/kept/<kind>.txt` (`name=` for a second text of the same kind). It answers the
    `Letter`, for a look at its calendar.

    To accept a change, or to keep a new text for the first time, run the test once with
    KEEP_TEXTS=1 in the environment, then read the difference before you commit it.

    References and links differ on each run: give fixed ones to the factories.
    """

    def check(kind: str, *, to: str, about: str, name: str | None = None, **payload: object) -> Letter:
        message = OutboxMessage(kind=kind, to=to, about=about, occasion="kept", payload=payload)
        with app.app_context():
            letter = write(stored, message)
            assert letter is not None, f"{kind} is no longer wanted"
            words = render(letter)
        compare(name or kind, f"Subject: {words.subject}\n\n{words.text}")
        return letter

    return check


def compare(name: str, text: str) -> None:
    """Assert that `text` is what tests/messages/kept/<name>.txt holds, or keep it when asked to."""
    path = KEPT / f"{name}.txt"
    if os.environ.get("KEEP_TEXTS"):
        path.write_text(text)
        return
    assert path.exists(), f"{path.name} is not kept yet: run once with KEEP_TEXTS=1 and read it"
    assert text == path.read_text()

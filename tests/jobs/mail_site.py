"""The application with one more kind of e-mail, for tests of the worker and its processes.

`flask --app tests.jobs.mail_site:made_from_environment worker` runs the real command on it.
"""

import os
import time
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

import rose_training.messages as package
from config import Settings
from rose_training.app import create_app
from rose_training.messages.catalogue import writers
from rose_training.services import outbox_delivery

LETTERS = str(Path(__file__).with_name("letters"))
TEMPLATE = "A note about {{ about }}."


def made(**over: Any) -> Flask:
    """The application with the settings of the environment, and `over`."""
    if LETTERS not in package.__path__:
        package.__path__.append(LETTERS)
        writers.cache_clear()
    app = create_app(Settings.read(None, **over))
    ours = app.jinja_env.loader
    assert ours is not None
    app.jinja_env.loader = ChoiceLoader([DictLoader({"messages/example_note.md": TEMPLATE}), ours])
    return app


def made_from_environment() -> Flask:
    """For the `flask` command. With PAUSE_BEFORE_WRITING_DOWN it stops, and says so in that file, in the
    instant between the mail server's reply and writing it down."""
    marker = os.environ.get("PAUSE_BEFORE_WRITING_DOWN")
    if marker:

        def pause(*_: object, **__: object) -> None:
            Path(marker).touch()
            time.sleep(600)

        outbox_delivery.record_attempt = pause  # type: ignore[assignment]
    return made()

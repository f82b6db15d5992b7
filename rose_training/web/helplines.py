"""Hands the numbers to ring to every template, error pages included: read once, without the database."""

from pathlib import Path

from flask import Flask

from rose_training.adapters.helplines import SHIPPED, read_helplines


def register(app: Flask) -> None:
    """Read the numbers at start-up, so that a broken file stops the site and not a visitor."""
    chosen = app.extensions["settings"].helplines_file
    helplines = read_helplines(Path(chosen) if chosen else SHIPPED)
    app.extensions["helplines"] = helplines
    app.jinja_env.globals["helplines"] = helplines
    app.jinja_env.globals["helpline"] = {line.key: line for line in helplines}

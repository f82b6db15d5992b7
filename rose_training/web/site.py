"""What every template may ask of the site: its assets, its numbers to ring, whether it is a demonstration."""

import hashlib
import time
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from rose_training.database import db
from rose_training.models.site import SiteSetting

REMEMBERED_SECONDS = 20
"""How long a process may go without looking whether the data are demonstration data."""


class Demonstration:
    """True while the database holds demonstration data. Asked when a template asks, not before,
    so that a page that doesn't ask (an error page) doesn't touch the database."""

    def __init__(self) -> None:
        self.answer = False
        self.until = 0.0

    def __bool__(self) -> bool:
        if time.monotonic() > self.until:
            try:
                row = db.session.execute(
                    select(SiteSetting.value).where(SiteSetting.key == "demonstration")
                ).scalar_one_or_none()
            except SQLAlchemyError:
                return self.answer
            self.answer = row == "yes"
            self.until = time.monotonic() + REMEMBERED_SECONDS
        return self.answer


def asset_addresses(app: Flask) -> dict[str, str]:
    """Each built file's address, with a mark of its content so that browsers may keep it for a year."""
    built = Path(app.static_folder or "") / "dist"
    addresses: dict[str, str] = {}
    for path in sorted(built.rglob("*")) if built.is_dir() else []:
        if path.is_file() and path.suffix not in {".gz", ".br"}:
            name = path.relative_to(built).as_posix()
            mark = hashlib.sha256(path.read_bytes()).hexdigest()[:10]
            addresses[name] = f"{app.static_url_path}/dist/{name}?v={mark}"
    return addresses


def asset(name: str) -> str:
    """The address of a built file, such as `app.css` or `js/scores.js`."""
    addresses: dict[str, str] = current_app.extensions["assets"]
    return addresses.get(name) or f"{current_app.static_url_path}/dist/{name}"


def register(app: Flask) -> None:
    """Hand them to the templates."""
    app.extensions["assets"] = asset_addresses(app)
    mailbox_page = app.extensions["settings"].mailbox_page
    app.jinja_env.globals.update(asset=asset, demonstration=Demonstration(), mailbox_page=mailbox_page)

"""`flask maintenance-page FILE`: a page with the numbers to ring for when the site itself is down."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext


@click.command("maintenance-page")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def cli(file: Path) -> None:
    """Write the page that the server in front shows while the site is down.

    It needs nothing but this one file: without its stylesheet it is plain, and the numbers still ring.
    """
    file.write_text(current_app.extensions["maintenance_page"], encoding="utf-8")
    click.echo(f"Wrote {file}")

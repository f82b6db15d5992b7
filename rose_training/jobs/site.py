"""`flask site prepare`: everything that must be there before the first page is served."""

import click
import flask_migrate
from flask import current_app
from flask.cli import AppGroup

from config import Settings
from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.jobs import base_data, demo
from rose_training.jobs.demonstration import present, world
from rose_training.models.site import SiteSetting

cli = AppGroup("site", help="Set the site up.")


@cli.command("prepare")
def prepare() -> None:
    """Bring the database to the latest migration, add what every site begins with, and say how to sign in.

    In demonstration mode an empty database is filled with the demonstration.
    """
    settings: Settings = current_app.extensions["settings"]
    flask_migrate.upgrade()
    if demo.is_empty(db.session()) and not settings.production:
        click.echo(f"{demo.enter()}.")
    else:
        with transaction() as session:
            base_data.lay_out(session, at=now())
    _welcome(settings, demonstration=db.session.get(SiteSetting, "demonstration") is not None)


def _welcome(settings: Settings, *, demonstration: bool) -> None:
    click.echo()
    click.echo(f"ROSE training: {settings.site_url}")
    if not demonstration:
        click.echo("Add the first coordinator with: flask --app wsgi people add-coordinator EMAIL NAME")
        return
    click.echo("Demonstration sign-ins")
    rows = (
        ("coordinator", "coordinator@rose.example", f"password: {world.PASSWORD}"),
        ("facilitator", "facilitator@rose.example", f"password: {world.PASSWORD}"),
        ("school", present.SCHOOL_EMAIL, "by the link or code in the mail"),
        ("professional", present.PROFESSIONAL_EMAIL, "by the link or code in the mail"),
    )
    for role, email, how in rows:
        click.echo(f"  {role:<13} {email:<26} {how}")
    if settings.mailbox_page:
        click.echo(f"Mails go to {settings.site_url}/demonstration/mailbox and nowhere else.")
    click.echo("Ctrl-C stops the site.")

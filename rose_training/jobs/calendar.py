"""`flask calendar`: read term dates and bank holidays from files."""

from pathlib import Path

import click
from flask.cli import AppGroup

from rose_training.adapters import bank_holidays, term_dates
from rose_training.clock import now
from rose_training.database import transaction
from rose_training.domain.actors import Actor
from rose_training.domain.refusals import Refusal
from rose_training.services import calendar as school_calendar
from rose_training.services.calendar import Imported

cli = AppGroup("calendar", help="The term calendar: half-terms, bank holidays and other closed days.")
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
IMPORT = Actor.system("import")


@cli.command("import-terms")
@FILE
def import_terms(file: Path) -> None:
    """Read half-terms and training days from a CSV FILE (academic_year, term, event, date)."""
    try:
        found = term_dates.read(file.read_bytes())
    except Refusal as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    with transaction() as session:
        terms = school_calendar.keep_terms(session, found.terms, source=file.name, by=IMPORT, at=now())
        days = school_calendar.keep_closures(session, found.closures, source=file.name, by=IMPORT, at=now())
    click.echo(f"Half-terms: {_words(terms)}. Closed days: {_words(days)}.")


@cli.command("import-bank-holidays")
@FILE
@click.option("--division", default=bank_holidays.ENGLAND_AND_WALES, show_default=True, help="The part of the country.")
def import_bank_holidays(file: Path, division: str) -> None:
    """Read the bank holidays from FILE, as GOV.UK publishes them (bank-holidays.json)."""
    try:
        found = bank_holidays.read(file.read_bytes(), division=division)
    except Refusal as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    with transaction() as session:
        days = school_calendar.keep_closures(session, found, source=file.name, by=IMPORT, at=now())
    click.echo(f"Bank holidays: {_words(days)}.")


def _words(done: Imported) -> str:
    return f"{done.added} added, {done.changed} changed, {done.unchanged} unchanged"

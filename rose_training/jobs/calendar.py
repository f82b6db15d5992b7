"""`flask calendar`: read term dates and bank holidays from files."""

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from rose_training.adapters import bank_holidays, term_calendars, term_dates
from rose_training.clock import now
from rose_training.database import transaction
from rose_training.domain.actors import Actor
from rose_training.domain.calendar import Layer
from rose_training.domain.refusals import Refusal
from rose_training.services import calendar as school_calendar
from rose_training.services import organisations
from rose_training.services.calendar import Imported

cli = AppGroup("calendar", help="The term calendar: half-terms, bank holidays and other closed days.")
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
IMPORT = Actor.system("import")


@cli.command("import-terms")
@FILE
@click.option("--county", metavar="CODE", help="For the schools of one local authority, such as 926.")
@click.option("--school", metavar="REFERENCE", help="For one school, such as ORG-7K3Q-M2.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
def import_terms(file: Path, county: str | None, school: str | None, dry_run: bool) -> None:
    """Read half-terms, training days, exams and closed days from FILE: a CSV or a calendar (.ics).

    A file with the terms of a school year is the whole of that year: what it no longer has is removed.
    """
    reader = term_calendars if file.suffix.lower() == ".ics" else term_dates
    try:
        found = reader.read(file.read_bytes())
        with transaction() as session:
            layer = _layer(session, county, school)
            changes = school_calendar.preview(session, layer=layer, found=found)
            if not dry_run:
                school_calendar.keep(session, layer=layer, found=found, source=file.name, by=IMPORT, at=now())
    except Refusal as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    click.echo(
        f"{'Would be: ' if dry_run else ''}{len(changes.added)} added, {len(changes.changed)} changed, "
        f"{len(changes.removed)} removed, {changes.unchanged} unchanged."
    )
    if found.ignored:
        click.echo(f"Left out, since they say nothing of terms: {len(found.ignored)}.")


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


def _layer(session: Session, county: str | None, school: str | None) -> Layer:
    if school is None:
        return Layer(la_code=county)
    found = organisations.by_reference(session, reference=school)
    if found is None or county is not None:
        raise Refusal("no_such_school", "There is no such school, or both a county and a school were given")
    return Layer(organisation_id=found.id)


def _words(done: Imported) -> str:
    return f"{done.added} added, {done.changed} changed, {done.unchanged} unchanged"

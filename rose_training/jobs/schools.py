"""`flask schools`: take in the national register and its links file; the worker takes in what the office gave.

A file is taken whole or not at all. What stands in it is read and understood before the database is
touched, so a file that is refused has not kept anybody waiting either. Every file leaves an intake
that says what it changed.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import click
from flask.cli import AppGroup

from rose_training.adapters.csv_files import UnreadableFile, line_count
from rose_training.adapters.gias import is_links_file, read_links, read_register
from rose_training.clock import now
from rose_training.database import transaction
from rose_training.domain.actors import Actor
from rose_training.domain.register import Intake, RefusedRow, RegisterRow
from rose_training.jobs.timing import Timed
from rose_training.models.intakes import RegisterIntake
from rose_training.services import register_intakes

cli = AppGroup("schools", help="Schools from the national register (Get Information about Schools).")

MOST_REASONS = 50
"""Refused rows that are named one by one."""
MEND_THEM = (
    "{number} of its rows cannot be understood. Mend the rows below, or give the file again and say that they "
    "may be left out."
)

Understood = TypeVar("Understood")
file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
leave_out = click.option(
    "--leave-out-refused",
    is_flag=True,
    help="Take the rest of the file where some of its rows cannot be understood.",
)


def take_waiting() -> int:
    """Take in the files that the office has given, one by one; answers how many."""
    taken = 0
    while True:
        with transaction() as session:
            waiting = register_intakes.claim(session, at=now())
            if waiting is None:
                return taken
            row_id, content = waiting.id, register_intakes.content_of(waiting)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "given.csv"
            path.write_bytes(content)
            _take_given(row_id, path)
        taken += 1


TIMED = (Timed("take in the register", take_waiting, every=timedelta(seconds=3)),)


def _take_given(row_id: int, path: Path) -> None:
    """Read one file and take it in, or say why not."""
    try:
        links = is_links_file(path)
        everything = list(read_links(path) if links else read_register(path))
    except UnreadableFile as reason:
        with transaction() as session:
            register_intakes.refuse(session, session.get_one(RegisterIntake, row_id), reason=str(reason), at=now())
        return
    refused = [row for row in everything if isinstance(row, RefusedRow)]
    with transaction() as session:
        intake = session.get_one(RegisterIntake, row_id)
        by = Actor(intake.by_id, intake.by)
        if refused and not intake.leave_out_refused:
            sentence = MEND_THEM.format(number=f"{len(refused):,}")
            register_intakes.refuse(session, intake, reason=sentence, refused=refused, at=now())
        elif links:
            understood = [row for row in everything if not isinstance(row, RefusedRow | RegisterRow)]
            register_intakes.take_links(session, intake, understood, refused, by=by, at=now())
        else:
            rows = [row for row in everything if isinstance(row, RegisterRow)]
            register_intakes.take_schools(session, intake, rows, refused, by=by, at=now())


@cli.command("import")
@file_argument
@leave_out
def import_file(file: Path, leave_out_refused: bool) -> None:
    """Take in FILE, an extract of the register (edubasealldata*.csv or a search download).

    Adds schools that are new and updates those that have changed, by URN; schools that the file does
    not have stay as they are. The same file twice changes nothing the second time.

    The file is taken whole or not at all: when a row cannot be understood, nothing is stored, unless
    --leave-out-refused is given. The exit status is 0 only when the file was taken.
    """
    rows, refused = _read(file, read_register)
    _tell_unclear(rows)
    _stop_if(refused, rows, leave_out_refused)
    by = Actor.system("schools import")
    with transaction() as session:
        kept = register_intakes.begin(
            session, file_name=file.name, leave_out_refused=leave_out_refused, by=by, at=now()
        )
        intake = register_intakes.take_schools(session, kept, rows, refused, by=by, at=now())
    _sum_up(rows, refused, intake)


@cli.command("link")
@file_argument
@leave_out
def link_file(file: Path, leave_out_refused: bool) -> None:
    """Take in FILE, the register's links between schools (links_edubasealldata*.csv).

    A school that became an academy then counts once, and a search for a closed school points to what
    came after it. Links to schools that are not here wait for them; links that the file has no more are
    ended. The file is taken whole or not at
    all, as in 'schools import'.
    """
    links, refused = _read(file, read_links)
    _stop_if(refused, links, leave_out_refused)
    by = Actor.system("schools link")
    with transaction() as session:
        kept = register_intakes.begin(
            session, file_name=file.name, leave_out_refused=leave_out_refused, by=by, at=now()
        )
        intake = register_intakes.take_links(session, kept, links, refused, by=by, at=now())
    _sum_up(links, refused, intake)


def _read(
    file: Path, read: Callable[[Path], Iterator[Understood | RefusedRow]]
) -> tuple[list[Understood], list[RefusedRow]]:
    understood: list[Understood] = []
    refused: list[RefusedRow] = []
    try:
        with click.progressbar(read(file), length=line_count(file), label=f"Reading {file.name}") as rows:
            for row in rows:
                if isinstance(row, RefusedRow):
                    refused.append(row)
                else:
                    understood.append(row)
            rows.finish()
    except UnreadableFile as reason:
        raise click.ClickException(f"{file.name} was refused, and nothing has changed. {reason}") from None
    return understood, refused


def _tell_unclear(rows: Sequence[RegisterRow]) -> None:
    for row in rows:
        if row.unclear:
            click.echo(f"Line {row.line}: a character could not be read; look at “{row.facts['name']}”.")


def _stop_if(refused: Sequence[RefusedRow], understood: Sequence[object], leave_out_refused: bool) -> None:
    for row in refused[:MOST_REASONS]:
        click.echo(f"Line {row.line} refused: {row.reason}.")
    if len(refused) > MOST_REASONS:
        click.echo(f"And {len(refused) - MOST_REASONS:,} more.")
    if refused and not leave_out_refused:
        _sum_up(understood, refused, Intake(0, 0, 0))
        raise click.ClickException(
            "Nothing has changed. Mend the rows named above, or give --leave-out-refused to take all others."
        )


def _sum_up(understood: Sequence[object], refused: Sequence[object], intake: Intake) -> None:
    click.echo(
        f"Read {len(understood) + len(refused):,}: added {intake.added:,}, changed {intake.changed:,}, "
        f"unchanged {intake.unchanged:,}, refused {len(refused):,}."
    )

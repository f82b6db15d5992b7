"""How long a national extract takes: 50,000 schools into a fresh SQLite file, again, and with changes.

    .venv/bin/python -m benchmarks.school_import [--rows 50000]

The yardstick is reading the same file with `csv.DictReader` in the same run, so that the ratio says
something on any machine.
"""

import argparse
import csv
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from config import Settings
from rose_training.adapters.gias import read_register
from rose_training.app import create_app
from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.actors import Actor
from rose_training.domain.register import Intake, RegisterRow
from rose_training.services.school_register import import_register

SAMPLE = Path(__file__).parents[1] / "rose_training" / "data" / "schools" / "gias_norfolk.csv"
FILLER = 84
"""Columns that the full extract has and we don't read, so that a row is as wide as a real one."""


def write_extract(path: Path, rows: int, *, changed_share: float = 0.0) -> None:
    """A file of so many establishments, made from the Norfolk ones by new numbers and names.

    With a `changed_share`, that share of them has another name than without.
    """
    with SAMPLE.open(encoding="cp1252", newline="") as file:
        reader = csv.DictReader(file)
        headings = [*(reader.fieldnames or []), *(f"Filler {n}" for n in range(FILLER))]
        sample = list(reader)
    chance = random.Random(1)
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(file, headings, restval="Not applicable", lineterminator="\r\n")
        writer.writeheader()
        for number in range(rows):
            row = sample[number % len(sample)] | {"URN": f"{200_000 + number}"}
            row["EstablishmentName"] += f" {number // len(sample)}"
            if chance.random() < changed_share:
                row["EstablishmentName"] += " Academy"
            writer.writerow(row)


def seconds(work: Callable[[], object]) -> float:
    """How long the work takes, by the clock on the wall."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def read_plainly(path: Path) -> None:
    """The yardstick."""
    with path.open(encoding="cp1252", newline="") as file:
        for _row in csv.DictReader(file):
            pass


def take_in(path: Path) -> Intake:
    """What `flask schools import` does."""
    rows = [row for row in read_register(path) if isinstance(row, RegisterRow)]
    with transaction() as session:
        return import_register(session, rows, by=Actor.system("benchmark"), at=now())


def main() -> None:
    """Print the seconds and the ratios, one line each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=50_000)
    rows: int = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        first, later = Path(folder) / "first.csv", Path(folder) / "later.csv"
        write_extract(first, rows)
        write_extract(later, rows, changed_share=0.05)
        app = create_app(Settings.read({}, database_url=f"sqlite:///{folder}/schools.db", log_level="ERROR"))
        with app.app_context():
            db.metadata.create_all(db.engine)
            yardstick = seconds(lambda: read_plainly(first))
            megabytes = first.stat().st_size / 1e6
            print(f"yardstick: csv.DictReader over {rows:,} rows ({megabytes:.0f} MB): {yardstick:.2f} s")
            for what, path in (("fresh", first), ("the same again", first), ("one in twenty changed", later)):
                taken = seconds(lambda path=path: take_in(path))
                print(f"import, {what}: {taken:.2f} s, {taken / yardstick:.1f} times the yardstick")
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main()

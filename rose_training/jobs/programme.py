"""`flask programme`: the programme that the site begins with."""

import tomllib
from pathlib import Path

import click
from flask.cli import AppGroup

from rose_training.clock import now
from rose_training.database import transaction
from rose_training.domain.actors import Actor
from rose_training.services import programme

SHIPPED = Path(__file__).parents[1] / "data" / "programme.toml"

cli = AppGroup("programme", help="What is on offer.")


@cli.command("lay-out")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=SHIPPED)
def lay_out(file: Path) -> None:
    """Add the programmes and activities of FILE (the one that ships) that are missing.

    What the office has edited since is left alone.
    """
    content = tomllib.loads(file.read_text("utf-8"))
    with transaction() as session:
        added, there = programme.lay_out(session, content, by=Actor.system("import"), at=now())
    click.echo(f"Activities: {added} added, {there} there already.")

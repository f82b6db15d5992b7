"""`flask demo`: demonstration data, invented but for the schools register."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import click
import flask_migrate
from flask.cli import AppGroup
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from rose_training.adapters.gias import read_links, read_register
from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.register import RegisterLink, RegisterRow
from rose_training.jobs import base_data
from rose_training.jobs.demonstration import (
    agencies,
    answers,
    checks,
    courses,
    duplicates,
    own_days,
    own_pages,
    past,
    present,
    replies,
    requests,
    scale,
)
from rose_training.jobs.demonstration.world import World
from rose_training.models.impact import PublishedFigure
from rose_training.models.organisations import Organisation
from rose_training.models.outbox import OutboxMessage
from rose_training.models.site import SiteSetting
from rose_training.services import organisations, programme, register_intakes, school_links, school_register

cli = AppGroup("demo", help="Demonstration data.")

REGISTER = "data/schools/gias_norfolk.csv"
LINKS = "data/schools/gias_links_norfolk.csv"
EVALUATION = "ROSE Jigsaw education programme, three-year evaluation, September 2011 to August 2014"


@cli.command("load")
@click.option("--scale", "times", default=1, show_default=True, help="Multiply the past, for benchmarks.")
@click.option("--replace", is_flag=True, help="Throw the present demonstration data away first.")
def load(times: int, replace: bool) -> None:
    """Enter the demonstration: three years of the past, and today.

    Refuses a database that holds anything else. All or nothing.
    """
    session = db.session()
    demonstration = session.get(SiteSetting, "demonstration") is not None
    used = bool(session.scalar(select(func.count()).select_from(Organisation)))
    if demonstration and not replace:
        raise click.ClickException("The demonstration is loaded already; --replace loads it afresh.")
    if used and not demonstration:
        raise click.ClickException("This database is in use: demonstration data do not belong into it.")
    if demonstration:
        _empty()
    loaded = enter(times)
    click.echo(f"Demonstration loaded: {loaded}.")


def is_empty(session: Session) -> bool:
    """Nothing has been entered yet, by anybody."""
    return not session.scalar(select(func.count()).select_from(Organisation))


def enter(times: int = 1) -> str:
    """Enter everything, with a progress bar; answers what it was."""
    with click.progressbar(length=past.steps() + 40, label="Entering the demonstration") as bar:
        with transaction() as session:
            _tell(World(session, now()), times, lambda: bar.update(1))
        bar.update(40)
    total = db.session.scalar(select(func.count()).select_from(Organisation))
    return f"{total} organisations, three years of the past (x {times}) and the present"


def _tell(world: World, times: int, tick: Callable[[], None]) -> None:
    session, begun = world.session, past.start_of_time()
    base_data.lay_out(session, at=begun)
    world.activities = {activity.code: activity for activity in programme.activities(session, published_only=False)}
    rows, links = _register(), _links()
    school_register.import_register(session, [past.as_it_was(row) for row in rows], by=world.site, at=begun)
    school_links.link_successors(session, links, by=world.site, at=begun)
    world.people_the_office(since=begun)
    checks.record(world)
    _agencies(world, at=begun)
    past.tell(world, ended=_endings(rows), tick=tick)
    scale.multiply(session, times)
    intake = register_intakes.begin(
        session, file_name=Path(REGISTER).name, leave_out_refused=False, by=world.site, at=world.now
    )
    register_intakes.take_schools(session, intake, rows, (), by=world.site, at=world.now)
    _forget_old_mail(session)
    _published_figures(session)
    present.tell(world)
    duplicates.record(world)
    requests.tell(world)
    answers.tell(world)
    own_pages.tell(world)
    own_days.tell(world)
    replies.tell(world)
    courses.tell(world)
    _hand_to_the_worker(session, at=world.now)
    session.add(SiteSetting(key="demonstration", value="yes", changed_at=world.now))


def _register() -> list[RegisterRow]:
    return [row for row in read_register(_shipped(REGISTER)) if isinstance(row, RegisterRow)]


def _links() -> list[RegisterLink]:
    return [link for link in read_links(_shipped(LINKS)) if isinstance(link, RegisterLink)]


def _shipped(name: str) -> Path:
    return Path(str(files("rose_training").joinpath(name)))


def _endings(rows: list[RegisterRow]) -> dict[str, date | None]:
    """The first day on which each URN was no longer open; None where the register doesn't say."""
    closed = ((row.urn, row.facts.get("closed_on")) for row in rows)
    return {urn: day + timedelta(days=1) if isinstance(day, date) else None for urn, day in closed}


def _agencies(world: World, *, at: datetime) -> None:
    for name, sector, kind in agencies.ALL:
        facts = organisations.Facts(name=name, sector=sector, agency_kind=kind, town="Norwich")
        organisations.add(world.session, facts, by=world.site, at=at)


def _forget_old_mail(session: Session) -> None:
    """The e-mails of the past were read long ago, and their record is not kept so long."""
    session.execute(delete(OutboxMessage).execution_options(synchronize_session=False))


def _hand_to_the_worker(session: Session, *, at: datetime) -> None:
    """Mail is due from now on: no worker was there in the weeks that were told, and none of it is late."""
    waiting = update(OutboxMessage).where(OutboxMessage.due_at < at).values(due_at=at, next_try_at=at)
    session.execute(waiting.execution_options(synchronize_session=False))


def _published_figures(session: Session) -> None:
    for key, label, value in (
        ("children_reached", "Children and young people", "19,478"),
        ("parents_reached", "Parents and carers", "183"),
        ("professionals_trained", "Professionals trained", "976"),
        ("knowledge_increased", "Students with increased knowledge", "86%"),
        ("primary_schools", "Primary schools", "166"),
        ("secondary_schools", "Secondary schools", "34"),
        ("voluntary_organisations", "Voluntary organisations", "23"),
        ("statutory_organisations", "Statutory organisations", "11"),
    ):
        session.add(
            PublishedFigure(
                key=key, label=label, value=value, from_date=past.FIRST, to_date=past.LAST, source=EVALUATION
            )
        )


def _empty() -> None:
    """Every table afresh: from the history and from surveys in use nothing can be deleted, and rightly so."""
    db.session.rollback()
    flask_migrate.downgrade(revision="base")
    flask_migrate.upgrade()

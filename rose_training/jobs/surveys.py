"""`flask surveys publish`: the surveys of a file, or those that come with the site."""

from pathlib import Path

import click
from flask.cli import AppGroup

from rose_training.adapters.survey_file import UnreadableSurveys, first_surveys, read_surveys
from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.actors import Actor
from rose_training.domain.refusals import Refusal
from rose_training.services import surveys

cli = AppGroup("surveys", help="Publish surveys and list their versions.")


@cli.command("publish")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
def publish(file: Path | None) -> None:
    """Publish the surveys of FILE (TOML); without a file those that come with the site.

    A survey that says what its latest version says already is left alone. All or nothing: when
    one is refused, none is published.
    """
    try:
        drafts = read_surveys(file.read_bytes()) if file else first_surveys()
    except UnreadableSurveys as problem:
        raise click.ClickException(str(problem)) from problem
    new = 0
    with transaction() as session:
        for draft in drafts:
            before = surveys.find(session, key=draft.key)
            try:
                survey = surveys.publish(session, draft=draft, by=Actor.system("command"), at=now())
            except Refusal as refusal:
                where = f", {refusal.field}" if refusal.field else ""
                raise click.ClickException(f"{draft.key}{where}: {refusal.sentence}") from refusal
            published = before is None or survey.id != before.id
            new += published
            click.echo(f"{survey.key} version {survey.version}: {'published' if published else 'unchanged'}")
    click.echo(f"{len(drafts)} surveys read, {new} published, {len(drafts) - new} unchanged.")


@cli.command("list")
def list_versions() -> None:
    """List every version, with its papers."""
    listed = surveys.all_versions(db.session())
    for one in listed:
        state = "withdrawn" if one.survey.withdrawn_at else "on offer"
        click.echo(f"{one.survey.key} version {one.survey.version}: {state}, {one.papers} papers")
    click.echo(f"{len(listed)} versions.")

"""`flask mail`: deliver the outbox once, see how it stands, and read what came back."""

import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from config import Settings
from rose_training.adapters.bounce_reports import read_report
from rose_training.adapters.mailboxes import MailboxError, read_files, read_imap
from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.actors import Actor
from rose_training.domain.outbox import OutboxState
from rose_training.jobs.postman import deliver_due
from rose_training.jobs.timing import Timed, stopping
from rose_training.services import bounces, outbox

cli = AppGroup("mail", help="The outbox: deliver it once, see how it stands.")


def deliver_until_stopped() -> None:
    """The worker's round: it ends before the next e-mail when the worker is told to stop."""
    deliver_due(stop=stopping.is_set)


def read_returned_mail() -> Counter[bool]:
    """Read the mailbox of returned mail, if there is one: how many were news, and how many were not.

    Raises MailboxError when it cannot be read.
    """
    settings: Settings = current_app.extensions["settings"]
    if not settings.bounce_imap_server:
        return Counter()
    return Counter(
        read_imap(
            server=settings.bounce_imap_server,
            port=settings.bounce_imap_port,
            username=settings.bounce_imap_username,
            password=settings.bounce_imap_password,
            folder=settings.bounce_imap_folder,
            tls=settings.bounce_imap_tls,
            timeout=settings.mail_timeout,
            take=take_returned,
        )
    )


def take_returned(content: bytes) -> bool:
    """Write down what one returned e-mail says; whether it was news about an e-mail of ours."""
    report = read_report(content)
    if report is None:
        return False
    with transaction() as session:
        return bounces.record(session, report, by=Actor.system("worker"), at=now())


TIMED = (
    Timed("deliver e-mails", deliver_until_stopped, every=timedelta(seconds=2)),
    Timed("read returned e-mails", read_returned_mail, every=timedelta(minutes=5)),
)


@cli.command("deliver")
def deliver_once() -> None:
    """Deliver every e-mail that is due, once. The worker does this all the time."""
    done = deliver_due()
    waiting = outbox.counts(db.session())[OutboxState.QUEUED]
    click.echo(
        f"{done[OutboxState.SENT]} sent, {done[OutboxState.QUEUED]} to be tried again, "
        f"{done[OutboxState.FAILED]} failed, {done[OutboxState.WITHDRAWN]} no longer wanted; {waiting} waiting."
    )
    if done[OutboxState.QUEUED] or done[OutboxState.FAILED]:
        sys.exit(1)


@cli.command("status")
def show_status() -> None:
    """How many e-mails stand in each state; exit status 1 when mail is stuck."""
    settings = current_app.extensions["settings"]
    where = "the mailbox page" if settings.mailbox_page else f"{settings.mail_server}:{settings.mail_port}"
    click.echo(f"Mails go to {where}.")
    for state, number in outbox.counts(db.session()).items():
        click.echo(f"{state:>10}: {number:,}")
    stuck = outbox.stuck(db.session(), at=now())
    if not stuck:
        click.echo("Nothing is stuck.")
        return
    since = f", the oldest since {stuck.since:%Y-%m-%d %H:%M} UTC" if stuck.since else ""
    click.echo(f"Stuck: {stuck.waiting:,} late{since}; {stuck.failed:,} failed.")
    sys.exit(1)


@cli.command("bounces")
@click.option(
    "--file",
    "path",
    type=click.Path(exists=True, path_type=Path),
    help="One message (.eml), an mbox, a maildir or a folder of these, in place of the mailbox.",
)
def read_bounces(path: Path | None) -> None:
    """Read e-mails that came back. The worker does this every five minutes where BOUNCE_IMAP_SERVER is set."""
    if path is None and not current_app.extensions["settings"].bounce_imap_server:
        raise click.UsageError("Set BOUNCE_IMAP_SERVER, or give --file.")
    try:
        done = read_returned_mail() if path is None else Counter(map(take_returned, read_files(path)))
    except MailboxError as trouble:
        raise click.ClickException(str(trouble)) from trouble
    click.echo(f"E-mails that came back: {done[True]} new; {done[False]} known already or about nothing of ours.")

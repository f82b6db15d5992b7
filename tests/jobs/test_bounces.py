"""`flask mail bounces`: returned mail is read from a real mailbox and from files."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from rose_training.clock import set_to
from rose_training.database import db, writing
from rose_training.domain.actors import Actor
from rose_training.domain.bounces import RING_INSTEAD, BounceKind
from rose_training.domain.outbox import OutboxState
from rose_training.models.bounces import Bounce
from rose_training.services import bounces, outbox
from tests.adapters.imap_server import PASSWORD, USERNAME, ImapServer
from tests.jobs.conftest import Site
from tests.jobs.mail_site import made

RETURNED = Path(__file__).parents[1] / "adapters" / "returned"
ANN = "ann@agency.example"
OFFICE = Actor(None, "Cora Example")


@pytest.fixture
def imap(tmp_path: Path) -> Iterator[ImapServer]:
    folder = tmp_path / "returned"
    folder.mkdir()
    with ImapServer(folder) as running:
        yield running


@pytest.fixture
def sent(site: Site, at: datetime) -> Iterator[str]:
    """The number of an e-mail that has left."""
    site.queue(ANN, at=at)
    site.deliver(at)
    yield site.messages()[0].message_id
    if site.engine.dialect.name == "postgresql":  # shared by all tests; the history refuses a plain DELETE
        with site.engine.begin() as connection:
            connection.execute(text("TRUNCATE bounce, history_entry"))


def returned(name: str, number: str) -> bytes:
    return (RETURNED / f"{name}.eml").read_bytes().replace(b"rose-0123456789abcdef01234567", number.encode())


def reading(site: Site, imap: ImapServer, **over: object) -> Flask:
    return made(
        database_url=site.url,
        mail_server="127.0.0.1",
        bounce_imap_server="127.0.0.1",
        bounce_imap_port=imap.port,
        bounce_imap_tls=False,
        bounce_imap_username=USERNAME,
        **{"bounce_imap_password": PASSWORD, **over},
    )


def said(app: Flask, at: datetime, *more: str) -> tuple[str, int]:
    with set_to(at):
        answer = app.test_cli_runner().invoke(args=["mail", "bounces", *more])
    with app.app_context():
        db.engine.dispose()
    return answer.output, answer.exit_code


def test_what_came_back_is_recorded_once(site: Site, sent: str, imap: ImapServer, at: datetime) -> None:
    for name in ("postfix", "holiday", "delayed"):
        imap.put(returned(name, sent))
    app = reading(site, imap)

    assert said(app, at) == (
        "E-mails that came back: 1 new; 2 known already or about nothing of ours.\n",
        0,
    )
    imap.put(returned("postfix", sent))
    assert said(app, at) == (
        "E-mails that came back: 0 new; 1 known already or about nothing of ours.\n",
        0,
    )
    with Session(site.engine) as session:
        bounce = session.query(Bounce).one()
    assert (bounce.address, bounce.message_id, bounce.noted_by) == (ANN, sent, "system: worker")
    assert imap.seen() == [1, 2, 3, 4]


def test_from_a_file(site: Site, sent: str, at: datetime, tmp_path: Path) -> None:
    file = tmp_path / "message.eml"
    file.write_bytes(returned("exchange", sent))
    assert said(site.app, at, "--file", str(file))[0].startswith("E-mails that came back: 1 new")


def test_a_mailbox_that_does_not_open_is_told(site: Site, imap: ImapServer, at: datetime) -> None:
    words, status = said(reading(site, imap, bounce_imap_password="wrong"), at)
    assert status == 1
    assert "cannot be read" in words


def test_without_a_mailbox_or_a_file_there_is_nothing_to_read(site: Site, at: datetime) -> None:
    words, status = said(site.app, at)
    assert status == 2
    assert "Set BOUNCE_IMAP_SERVER, or give --file." in words


def bounced(site: Site, kind: BounceKind, at: datetime) -> int:
    with Session(site.engine) as session, writing(session):
        bounces.note(
            session, message_id=site.messages()[0].message_id, kind=kind, reason="550 no such user", by=OFFICE, at=at
        )
        return session.scalars(select(Bounce.id)).one()


def test_after_a_bounce_for_good_we_ring_and_do_not_write(site: Site, sent: str, at: datetime) -> None:
    number = bounced(site, BounceKind.FOR_GOOD, at)
    tell_again(site, "first", at)

    assert site.deliver(at) == {OutboxState.FAILED: 1, OutboxState.SENT: 1}
    kept_back, elsewhere = site.messages()[1:]
    assert (kept_back.to, kept_back.problem, kept_back.sent_text) == (ANN, RING_INSTEAD, None)
    assert elsewhere.state is OutboxState.SENT
    assert len(site.server.received_by(ANN)) == 1

    with Session(site.engine) as session, writing(session):
        bounces.settle(session, number=number, by=OFFICE, at=at)
        outbox.send_again(session, message_id=kept_back.message_id, by=OFFICE, at=at)
    assert site.deliver(at) == {OutboxState.SENT: 1}


def test_a_full_mailbox_keeps_nothing_back(site: Site, sent: str, at: datetime) -> None:
    bounced(site, BounceKind.FOR_NOW, at)
    tell_again(site, "first", at)
    assert site.deliver(at) == {OutboxState.SENT: 2}


def tell_again(site: Site, occasion: str, at: datetime) -> None:
    """One more e-mail to Ann, and one to somebody else."""
    with Session(site.engine) as session, writing(session):
        for to in (ANN, "bo@agency.example"):
            outbox.queue(session, kind="example_note", to=to, about="JIG-7K3Q-M2", occasion=occasion, at=at)

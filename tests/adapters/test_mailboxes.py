"""Mail that has come in: from a real IMAP conversation, and from files."""

import mailbox
from collections.abc import Iterator
from pathlib import Path

import pytest

from rose_training.adapters.mailboxes import MailboxError, read_files, read_imap
from tests.adapters.imap_server import PASSWORD, USERNAME, ImapServer

FIRST, SECOND = b"Subject: one\r\n\r\nHello.\r\n", b"Subject: two\r\n\r\nFrom here (to {there}).\r\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ImapServer]:
    with ImapServer(tmp_path) as running:
        running.put(FIRST)
        running.put(SECOND)
        yield running


def read(server: ImapServer, taken: list[bytes], **over: object) -> list[bool]:
    def take(content: bytes) -> bool:
        taken.append(content)
        return content == FIRST

    facts: dict[str, object] = {
        "server": "127.0.0.1",
        "port": server.port,
        "username": USERNAME,
        "password": PASSWORD,
        "folder": "INBOX",
        "tls": False,
        "timeout": 20,
        "take": take,
    }
    return list(read_imap(**(facts | over)))  # type: ignore[arg-type]


def test_each_is_handed_out_once_and_none_is_deleted(server: ImapServer) -> None:
    taken: list[bytes] = []
    assert read(server, taken) == [True, False]
    assert taken == [FIRST, SECOND]
    assert server.seen() == [1, 2]
    assert read(server, taken) == []


def test_one_that_broke_off_is_handed_out_again(server: ImapServer) -> None:
    def broken(content: bytes) -> bool:
        raise RuntimeError("the database is away")

    with pytest.raises(RuntimeError):
        read(server, [], take=broken)
    assert server.seen() == []


@pytest.mark.parametrize(
    ("over", "sentence"),
    [
        ({"password": "wrong"}, "wrong name or password"),
        ({"folder": "Elsewhere"}, "There is no folder 'Elsewhere'"),
        ({"port": 1}, "cannot be read: "),
    ],
)
def test_a_mailbox_that_cannot_be_read_says_why(server: ImapServer, over: dict[str, object], sentence: str) -> None:
    with pytest.raises(MailboxError, match=sentence):
        read(server, [], **over)


def test_a_file_a_mailbox_file_a_maildir_and_a_folder(tmp_path: Path) -> None:
    one = tmp_path / "one.eml"
    one.write_bytes(FIRST)
    box = mailbox.mbox(tmp_path / "box")
    box.add(FIRST)
    box.add(SECOND)
    box.close()
    maildir = mailbox.Maildir(tmp_path / "maildir")
    maildir.add(SECOND)

    assert list(read_files(one)) == [FIRST]
    assert [content.splitlines()[0] for content in read_files(tmp_path / "box")] == [b"Subject: one", b"Subject: two"]
    assert len(list(read_files(tmp_path / "maildir"))) == 1
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.eml").write_bytes(SECOND)
    assert list(read_files(tmp_path / "folder")) == [SECOND]
    with pytest.raises(MailboxError, match="nothing to read"):
        list(read_files(tmp_path / "nowhere"))

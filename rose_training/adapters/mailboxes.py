"""Mail that has come in: an IMAP mailbox, or files."""

import imaplib
import mailbox
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Take = Callable[[bytes], bool]
"""Given one e-mail; answers whether it is dealt with."""


class MailboxError(Exception):
    """A mailbox cannot be read; the sentence says why."""


def read_imap(
    *, server: str, port: int, username: str, password: str, folder: str, tls: bool, timeout: int, take: Take
) -> Iterator[bool]:
    """Hand every e-mail that was not seen before to `take`, and answer what it said of each.

    An e-mail is marked as seen only after `take` has returned, so that one that broke off is handed out
    again; nothing is ever deleted. Raises MailboxError.
    """
    try:
        with _connected(server, port, tls=tls, timeout=timeout) as connection:
            connection.login(username, password)
            _expect(connection.select(_quoted(folder)), f"There is no folder {folder!r}")
            [numbers] = _expect(connection.uid("SEARCH", "UNSEEN"), "The mailbox cannot be searched")
            for number in (numbers or b"").split():
                answer = _expect(connection.uid("FETCH", number.decode(), "(BODY.PEEK[])"), "An e-mail cannot be read")
                content = next((part[1] for part in answer if isinstance(part, tuple)), None)
                if content is None:
                    continue  # somebody else has removed it in the meantime
                dealt_with = take(content)
                connection.uid("STORE", number.decode(), "+FLAGS.SILENT", r"(\Seen)")
                yield dealt_with
    except (OSError, imaplib.IMAP4.error) as trouble:
        raise MailboxError(f"The mailbox {username} at {server} cannot be read: {trouble}") from trouble


def read_files(path: Path) -> Iterator[bytes]:
    """Every e-mail of a file (one `.eml`, or an mbox), a maildir, or a folder of such files.

    Raises MailboxError when there is nothing there to read.
    """
    if path.is_dir() and (path / "cur").is_dir():
        maildir = mailbox.Maildir(path, create=False)
        yield from (maildir.get_bytes(key) for key in maildir.keys())  # noqa: SIM118  (a mailbox is no dict)
    elif path.is_dir():
        for file in sorted(path.iterdir()):
            if file.is_file():
                yield from read_files(file)
    elif path.is_file():
        content = path.read_bytes()
        if not content.startswith(b"From "):
            yield content
            return
        box = mailbox.mbox(path, create=False)
        try:
            yield from (box.get_bytes(key) for key in box.keys())  # noqa: SIM118
        finally:
            box.close()
    else:
        raise MailboxError(f"There is nothing to read at {path}")


def _connected(server: str, port: int, *, tls: bool, timeout: int) -> imaplib.IMAP4:
    if tls:
        return imaplib.IMAP4_SSL(server, port, ssl_context=ssl.create_default_context(), timeout=timeout)
    return imaplib.IMAP4(server, port, timeout=timeout)


def _expect(answer: tuple[str, list[Any]], otherwise: str) -> list[Any]:
    state, data = answer
    if state != "OK":
        raise MailboxError(f"{otherwise}: {data!r}")
    return data


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

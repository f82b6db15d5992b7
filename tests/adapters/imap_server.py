"""A tiny real IMAP server in a process of its own: as much of RFC 3501 as reading a mailbox needs.

The mailbox INBOX is a folder of `.eml` files; an e-mail that was seen has an empty `.seen` file beside it.
The one account is `returned` with the password `right`.
"""

import re
import socketserver
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

USERNAME, PASSWORD = "returned", "right"


class ImapServer:
    """Starts and stops the process. `put` delivers an e-mail, `seen` names those that were read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(self.folder)], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.communicate()

    def put(self, content: bytes) -> None:
        """Deliver an e-mail to the mailbox."""
        number = len(list(self.folder.glob("*.eml"))) + 1
        (self.folder / f"{number}.eml").write_bytes(content)

    def seen(self) -> list[int]:
        """The numbers of the e-mails that were marked as seen."""
        return sorted(int(path.stem) for path in self.folder.glob("*.seen"))


class _Conversation(socketserver.StreamRequestHandler):
    folder: Path

    def handle(self) -> None:
        self._say("* OK ready")
        while line := self.rfile.readline():
            tag, _, rest = line.decode().rstrip("\r\n").partition(" ")
            words = rest.split(" ")
            name = "_".join(words[:2]) if words[0].upper() == "UID" else words[0]
            answer: Callable[[str], str] | None = getattr(self, f"on_{name.lower()}", None)
            self._say(f"{tag} {answer(rest) if answer else 'BAD unknown'}")
            if name.upper() == "LOGOUT":
                return

    def on_capability(self, line: str) -> str:
        self._say("* CAPABILITY IMAP4rev1")
        return "OK done"

    def on_login(self, line: str) -> str:
        right = line.replace('"', "").split(" ")[1:] == [USERNAME, PASSWORD]
        return "OK welcome" if right else "NO wrong name or password"

    def on_select(self, line: str) -> str:
        if line.split(" ", 1)[1].strip('"') != "INBOX":
            return "NO no such folder"
        self._say(f"* {len(list(self.folder.glob('*.eml')))} EXISTS")
        return "OK [READ-WRITE] selected"

    def on_uid_search(self, line: str) -> str:
        numbers = sorted(int(path.stem) for path in self.folder.glob("*.eml"))
        unseen = [number for number in numbers if not (self.folder / f"{number}.seen").exists()]
        self._say("* SEARCH " + " ".join(map(str, unseen)))
        return "OK done"

    def on_uid_fetch(self, line: str) -> str:
        number = line.split(" ")[2]
        content = (self.folder / f"{number}.eml").read_bytes()
        self._say(f"* {number} FETCH (UID {number} BODY[] {{{len(content)}}}")
        self.wfile.write(content)
        self._say(")")
        return "OK done"

    def on_uid_store(self, line: str) -> str:
        if re.search(r"\\Seen", line):
            (self.folder / f"{line.split(' ')[2]}.seen").touch()
        return "OK done"

    def on_logout(self, line: str) -> str:
        self._say("* BYE")
        return "OK bye"

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


if __name__ == "__main__":
    _Conversation.folder = Path(sys.argv[1])
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()

"""A real mail server in a process of its own, which behaves as the recipient's name asks.

| recipient | what the server does |
| --- | --- |
| `later@`  | 450 to the first attempt, then accepts (greylisting) |
| `never@`  | 550 to the recipient |
| `spam@`   | reads the text, then 554 |
| `broken@` | hangs up in the middle of the first text, then accepts |
| `silent@` | takes the first text, hangs up without a reply, then accepts |
| `slow@`   | takes its time over the text |
| `stalled@` | has the first text, but answers long after anybody would wait; then accepts at once |
| any other | accepts |

What was taken over is kept as one file each, so that a test asks the disk what arrived.
"""

import asyncio
import contextlib
import email.policy
import signal
import socket
import subprocess
import sys
from collections import Counter
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from types import TracebackType
from typing import Any, Self

SLOW_SECONDS = 0.5
STALLED_SECONDS = 4


class SmtpServer:
    """Starts and stops the process; `received` reads what arrived, in order of arrival."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(self.folder), str(self.port)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def stop(self) -> None:
        """Stop it; the port refuses connections from then on."""
        if self._process is not None:
            self._process.terminate()
            self._process.communicate()
            self._process = None

    def received(self) -> list[EmailMessage]:
        """What the server took over, oldest first, those taken without a reply included."""
        parser = BytesParser(EmailMessage, policy=email.policy.default)
        files = sorted(self.folder.glob("*.eml"))
        return [parser.parsebytes(file.read_bytes()) for file in files]

    def received_by(self, recipient: str) -> list[EmailMessage]:
        """What arrived for one address."""
        return [letter for letter in self.received() if letter["To"] == recipient]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _serve(folder: Path, port: int) -> None:
    # Imported here, since the tests themselves need only the class above.
    from aiosmtpd.smtp import SMTP, Envelope, Session

    attempts: Counter[str] = Counter()

    def behaviour(envelope: Envelope) -> str:
        return str(envelope.rcpt_tos[0]).partition("@")[0]

    class Server(SMTP):
        async def smtp_DATA(self, arg: str) -> None:  # noqa: N802  (aiosmtpd's name)
            envelope = self.envelope
            if envelope and envelope.rcpt_tos and behaviour(envelope) == "broken":
                attempts["broken"] += 1
                if attempts["broken"] == 1:
                    await self.push("354 go on")
                    await self._reader.readline()
                    self._abort()
                    return
            await super().smtp_DATA(arg)

        def _abort(self) -> None:
            self.transport.abort()

    class Handler:
        async def handle_RCPT(  # noqa: N802
            self, server: Server, session: Session, envelope: Envelope, to: str, options: Any
        ) -> str:
            name = to.partition("@")[0]
            attempts[to] += 1
            if name == "later" and attempts[to] == 1:
                return "450 greylisted, try again"
            if name == "never":
                return "550 no such mailbox"
            envelope.rcpt_tos.append(to)
            return "250 OK"

        async def handle_DATA(  # noqa: N802
            self, server: Server, session: Session, envelope: Envelope
        ) -> str:
            name = behaviour(envelope)
            if name == "spam":
                return "554 this text is not wanted here"
            if name == "slow":
                await asyncio.sleep(SLOW_SECONDS)
            _keep(folder, envelope.original_content or b"")
            if name == "stalled":
                attempts["stalled text"] += 1
                if attempts["stalled text"] == 1:
                    await asyncio.sleep(STALLED_SECONDS)
            if name == "silent":
                attempts["silent text"] += 1
                if attempts["silent text"] == 1:
                    server._abort()
            return "250 OK"

    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stopped.set)
    listener = await loop.create_server(
        lambda: Server(Handler(), hostname="test.example", loop=loop), "127.0.0.1", port
    )
    print("ready", flush=True)
    async with listener:
        await stopped.wait()


def _keep(folder: Path, content: bytes) -> None:
    number = len(list(folder.glob("*.eml")))
    unfinished = folder / f"{number:05}.part"
    unfinished.write_bytes(content)
    unfinished.rename(folder / f"{number:05}.eml")


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(Path(sys.argv[1]), int(sys.argv[2])))

"""A mail server that takes everything and keeps nothing: `python -m benchmarks.mail_sink PORT`."""

import asyncio
import contextlib
import sys
from typing import Any

from aiosmtpd.smtp import SMTP


class Sink:
    """Says yes to every e-mail."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        """Taken over, and forgotten."""
        return "250 OK"


async def serve(port: int) -> None:
    """Serve until the process is ended."""
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(lambda: SMTP(Sink(), hostname="sink.example", loop=loop), "127.0.0.1", port)
    print("ready", flush=True)
    async with listener:
        await listener.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(int(sys.argv[1])))

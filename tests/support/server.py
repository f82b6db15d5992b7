"""The real server with several processes, for what only many clients at once can show."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 30.0
SECRET_KEY = "for tests only, and long enough for them"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@contextmanager
def serving(database_url: str, *, workers: int = 2, threads: int = 4, application: str = "wsgi:app") -> Iterator[int]:
    """Gunicorn on a free port of this machine, without rate limits; answers the port. Stopped at the end."""
    port = _free_port()
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "SECRET_KEY": SECRET_KEY,
        "WEB_WORKERS": str(workers),
        "WEB_THREADS": str(threads),
        "RATE_LIMITS": "false",
        "LOG_LEVEL": "ERROR",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", application]
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait_until_it_answers(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


class Client:
    """One browser of its own: keeps its cookie and the token of the form it saw."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookie = ""
        self.token = ""

    def get(self, path: str) -> tuple[int, str]:
        """Status and page; what the form on it needs is remembered."""
        status, _, body = self._ask("GET", path, None)
        found = TOKEN.search(body)
        self.token = found[1] if found else ""
        return status, body

    def post(self, path: str, values: dict[str, str]) -> tuple[int, str]:
        """Status and the address that the answer leads to."""
        body = urlencode(values | {"csrf_token": self.token})
        status, headers, _ = self._ask("POST", path, body)
        return status, headers.get("Location", "")

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            if cookie := answer.getheader("Set-Cookie"):
                self.cookie = cookie.split(";", maxsplit=1)[0]
            return answer.status, dict(answer.getheaders()), text
        finally:
            connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_answers(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(int(STARTS_WITHIN * 20)):
        if server.poll() is not None:
            raise RuntimeError("the server stopped before it answered")
        try:
            # The line is open before a worker has loaded the application: wait for a real answer.
            Client(port).get("/")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server did not answer within {STARTS_WITHIN} seconds")

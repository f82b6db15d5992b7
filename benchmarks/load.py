"""A small client that asks faster than the server answers: prepared bytes over connections kept open."""

import socket
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

CONNECTIONS = 4
"""As many as the server has threads, so that it never waits for us."""


def request_bytes(path: str, mark: str | None = None) -> bytes:
    """One GET, as it goes over the line; `mark` is the ETag of what the client has already."""
    known = f"If-None-Match: {mark}\r\n" if mark else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n{known}\r\n".encode()


def answers_a_second(port: int, path: str, seconds: float, *, mark: str | None = None) -> float:
    """How many complete answers with status 200, or 304 to a `mark`, come back in a second."""
    asked = request_bytes(path, mark)
    begun = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        counts = pool.map(lambda _: _ask_until(port, asked, begun + seconds), range(CONNECTIONS))
        return sum(counts) / (time.perf_counter() - begun)


def in_turn(rounds: int, *measures: Callable[[], float]) -> list[float]:
    """The middle result of each measure, taken in turn so that a busy moment hits all alike."""
    results: list[list[float]] = [[] for _ in measures]
    for _ in range(rounds):
        for kept, measure in zip(results, measures, strict=True):
            kept.append(measure())
    return [statistics.median(kept) for kept in results]


def _ask_until(port: int, asked: bytes, end: float) -> int:
    count = 0
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while time.perf_counter() < end:
            line.sendall(asked)
            _read_answer(line)
            count += 1
    return count


def _read_answer(line: socket.socket) -> None:
    received = b""
    while b"\r\n\r\n" not in received:
        received += _more(line)
    head, _, body = received.partition(b"\r\n\r\n")
    if head.startswith(b"HTTP/1.1 304"):
        return  # it has no body
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"not answered with 200: {head[:80]!r}")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
    missing = length - len(body)
    while missing > 0:
        missing -= len(_more(line))


def _more(line: socket.socket) -> bytes:
    received = line.recv(65536)
    if not received:
        raise RuntimeError("the server hung up")
    return received

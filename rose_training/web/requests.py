"""Every request has an id and leaves one line in the log, with nobody's data in it.

A line holds the method, the rule of the route (`/place/<token>`, never the address itself), the
status, the time taken and the id. The same id goes back to the browser and stands in every other
line that the request causes.
"""

import logging
import re
import secrets
import sys
import time
import traceback
from types import TracebackType

from flask import Flask, Response, g, has_request_context, request
from pythonjsonlogger.json import JsonFormatter

HEADER = "X-Request-ID"
GOOD_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

log = logging.getLogger("rose_training.requests")


def observe(app: Flask) -> None:
    """Number every request and log it when it is answered."""
    write_logs_as_json(app.config.get("LOG_LEVEL", "INFO"))
    app.before_request(_begin)
    app.after_request(_end)
    app.log_exception = _log_exception  # type: ignore[method-assign]


def request_id() -> str | None:
    """The id of the request that is being answered, for error pages to show."""
    return g.get("request_id") if has_request_context() else None


def write_logs_as_json(level: str) -> None:
    """Send everything that the site logs to the standard error stream, one JSON object a line."""
    logger = logging.getLogger("rose_training")
    logger.setLevel(level)
    if not any(isinstance(handler, _JsonLines) for handler in logger.handlers):
        logger.addHandler(_JsonLines())


class _JsonLines(logging.StreamHandler):  # type: ignore[type-arg]
    """One JSON object a line on whatever the standard error stream is at the moment."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(
            JsonFormatter(
                ["levelname", "name", "message"],
                rename_fields={"levelname": "level", "name": "logger"},
                timestamp="time",
            )
        )
        self.addFilter(_add_request_id)

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def _add_request_id(record: logging.LogRecord) -> bool:
    number = request_id()
    if number is not None:
        record.request_id = number
    return True


def _begin() -> None:
    g.begun = time.perf_counter()
    given = request.headers.get(HEADER, "")
    g.request_id = given if GOOD_ID.fullmatch(given) else secrets.token_hex(8)


def _end(response: Response) -> Response:
    begun = g.get("begun", time.perf_counter())
    response.headers[HEADER] = g.get("request_id", "")
    if request.endpoint != "static":
        log.info(
            "answered",
            extra={
                "method": request.method,
                "route": str(request.url_rule) if request.url_rule else "(no such page)",
                "status": response.status_code,
                "ms": round((time.perf_counter() - begun) * 1000, 1),
            },
        )
    return response


def _log_exception(
    exc_info: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
) -> None:
    """Log where an exception happened, without its words: those may quote what somebody typed."""
    kind, _, trail = exc_info
    log.error(
        "failed",
        extra={
            "method": request.method,
            "route": str(request.url_rule) if request.url_rule else "(no such page)",
            "exception": kind.__name__ if kind else "unknown",
            "where": [f"{step.filename}:{step.lineno} in {step.name}" for step in traceback.extract_tb(trail)],
        },
    )

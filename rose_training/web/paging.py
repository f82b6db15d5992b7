"""Which page of a long list was asked for."""

from flask import request

LAST_PAGE = 100_000
"""Beyond any list of ours, and small enough for every database to count with."""


def page_asked() -> int:
    """The number in `?page=`, from 1 upwards; 1 when there is none or it makes no sense."""
    return min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)

"""Which page of a long list was asked for, also where a page has several lists."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request, url_for

T = TypeVar("T")

LAST_PAGE = 100_000
"""Beyond any list of ours, and small enough for every database to count with."""


def page_asked(name: str = "page") -> int:
    """The number in `?page=`, from 1 upwards; 1 when there is none or it makes no sense.

    `name`: of the page of one list, where a page has several.
    """
    return min(max(request.args.get(name, 1, type=int), 1), LAST_PAGE)


@dataclass(frozen=True)
class Paged(Generic[T]):
    """One page of a list among others: its name is that of its number in the address and of its table."""

    name: str
    rows: Sequence[T]
    total: int
    page: int
    pages: int

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows)

    def __len__(self) -> int:
        return self.total

    def address(self, number: int) -> str:
        """The same page with another part of this list; the other lists stay where they are."""
        kept = {**(request.view_args or {}), **request.args.to_dict(), self.name: number}
        return url_for(request.endpoint or "", **kept, _anchor=self.name)


def paged(name: str, find: Callable[[int, int], tuple[Sequence[T], int]], *, length: int) -> Paged[T]:
    """The part of a list that was asked for; `find` answers rows and their number from an offset and a limit."""
    page = page_asked(name)
    rows, total = find((page - 1) * length, length)
    return Paged(name, rows, total, page, -(-total // length))

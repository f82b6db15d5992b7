"""One page of the rows behind a figure, or all of them for a file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy import GenerativeSelect

Row = TypeVar("Row")
Question = TypeVar("Question", bound=GenerativeSelect)

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of many: `number` counts from 1, `total` is the number of all rows.

    `sums` are those of all rows, not of this page's, by the name of the column; a column that
    must not be added up (the same person stands in two of its rows) has none.
    """

    rows: tuple[Row, ...]
    number: int
    total: int
    sums: Mapping[str, int] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        """How many pages there are; 1 when there is nothing to show."""
        return max(1, -(-self.total // PAGE_SIZE))


def on_page(question: Question, page: int | None) -> Question:
    """The question cut to one page; `None` asks for all rows."""
    return question if page is None else question.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)


def page_of(rows: Iterable[Row], *, page: int | None, total: int, sums: Mapping[str, int] | None = None) -> Page[Row]:
    """A page of rows that the database has already cut."""
    return Page(tuple(rows), page or 1, total, sums or {})


def cut(rows: Sequence[Row], *, page: int | None, sums: Mapping[str, int] | None = None) -> Page[Row]:
    """A page of rows that are all here."""
    first = ((page or 1) - 1) * PAGE_SIZE
    here = rows if page is None else rows[first : first + PAGE_SIZE]
    return Page(tuple(here), page or 1, len(rows), sums or {})

"""The rows behind the figures as files for a spreadsheet: for the office alone, and every taking is written down."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from flask import Response

from rose_training.adapters.csv_downloads import Cell, table_file
from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.calendar import LONDON, london_day
from rose_training.domain.impact_definitions import DEFINITIONS
from rose_training.domain.periods import Period
from rose_training.domain.permissions import Permission
from rose_training.services import access_log
from rose_training.services.impact import missing_rows, rows_behind
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office
from rose_training.web.office.impact import figure_key_or_404, period_or_404, rows_kind

Columns = Sequence[tuple[str, Callable[[Any], Cell]]]
"""The headings of a file, each with what stands below it for one row."""


def _day(moment: datetime) -> str:
    return london_day(moment).isoformat()


COLUMNS: dict[str, Columns] = {
    "groups": (
        ("Reference", lambda row: row.reference),
        ("School or organisation", lambda row: row.organisation),
        ("Activity", lambda row: row.activity),
        ("First day", lambda row: _day(row.first_at)),
        ("Last day", lambda row: _day(row.last_at)),
        ("Sessions", lambda row: row.sessions),
        ("People", lambda row: row.people),
        ("Attendances", lambda row: row.attendances),
        ("Counted", lambda row: "from the register" if row.listed else "by head"),
    ),
    "professionals": (
        ("Who", lambda row: row.name),
        ("Organisation", lambda row: row.organisation),
        ("How counted", lambda row: row.how.label),
        ("First in this period", lambda row: _day(row.first_at)),
        ("Sessions", lambda row: row.session or "; ".join(one.reference for one in row.attended)),
        ("People", lambda row: row.people),
        ("Places", lambda row: row.places),
    ),
    "pairs": (
        ("Session", lambda row: row.reference),
        ("Date", lambda row: _day(row.at)),
        ("School", lambda row: row.organisation),
        ("Activity", lambda row: row.activity),
        ("Paper", lambda row: f"Card {row.card}" if row.card is not None else f"Sheet {row.paper}"),
        ("Right before", lambda row: row.right_before),
        ("Asked before", lambda row: row.asked_before),
        ("Right after", lambda row: row.right_after),
        ("Asked after", lambda row: row.asked_after),
        ("Change", lambda row: row.outcome.value),
    ),
    "schools": (
        ("School or setting", lambda row: row.name),
        ("Reference", lambda row: row.reference),
        ("Kind at its first session", lambda row: row.kind.label),
        ("First session", lambda row: _day(row.first_at)),
        ("Sessions", lambda row: row.sessions),
        ("Numbers in the register", lambda row: row.numbers),
        ("Who took part", lambda row: "Children and young people" if row.with_pupils else "Adults alone"),
    ),
    "agencies": (
        ("Organisation", lambda row: row.name),
        ("Reference", lambda row: row.reference),
        ("Sector", lambda row: row.sector.label),
        ("First in this period", lambda row: _day(row.first_at)),
        ("People by name", lambda row: row.people),
        ("Sessions", lambda row: row.sessions),
        ("Teams", lambda row: row.teams),
    ),
    "missing": (
        ("Session", lambda row: row.reference),
        ("Date", lambda row: _day(row.starts_at)),
        ("What", lambda row: row.activity),
        ("School or organisation", lambda row: row.organisation),
        ("Why it is not counted", lambda row: row.label),
    ),
}
"""One set for each kind of rows (`rows_kind`)."""


@office.get("/impact/<first>/<last>/<key>/rows.csv")
@requires(Permission.SEE_IMPACT)
def impact_file(first: str, last: str, key: str) -> Response:
    """All rows behind one figure."""
    period, figure_key = period_or_404(first, last), figure_key_or_404(key)
    rows = rows_behind(db.session(), key=figure_key, period=period, page=None).rows
    return _file(rows, kind=rows_kind(figure_key), name=key, title=DEFINITIONS[figure_key].label, period=period)


@office.get("/impact/<first>/<last>/missing/rows.csv")
@requires(Permission.SEE_IMPACT)
def impact_missing_file(first: str, last: str) -> Response:
    """All sessions that no figure of the period counts."""
    period = period_or_404(first, last)
    rows = missing_rows(db.session(), period=period, at=now(), page=None).rows
    return _file(rows, kind="missing", name="missing", title="Sessions that are not counted", period=period)


def _file(rows: Iterable[Any], *, kind: str, name: str, title: str, period: Period) -> Response:
    columns = COLUMNS[kind]
    taken = now().astimezone(LONDON)
    content = table_file(
        [heading for heading, _ in columns],
        ([cell(row) for _, cell in columns] for row in rows),
        watermark=(
            f"{title}, {period.days}. Taken by {who().name} on {taken.day} {taken:%B %Y} at {taken:%H:%M}. "
            "For the office: nothing has been withheld."
        ),
    )
    with transaction() as session:
        access_log.note_read(session, subject=name, page=f"impact file, {period.days}", by=who().actor, at=now())
    filename = f"{name.replace('_', '-')}-{period.first_day}-{period.last_day}.csv"
    return Response(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )

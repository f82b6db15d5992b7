"""The grid of before and after scores of one session, at the facilitator's desk and in the office."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.refusals import Refusal
from rose_training.domain.survey_drafts import write_cell
from rose_training.domain.surveys import Outcome, Pair, Paper, Wave, pair
from rose_training.models.sessions import TrainingSession
from rose_training.models.surveys import Survey
from rose_training.services import delivery, scores, surveys
from rose_training.services.score_grid import Grid, Row, grid_of
from rose_training.services.scores import Conflict, Saved
from rose_training.web.card_finder import card_finder
from rose_training.web.desks import Desk, Page, note_read, place_of, status_of, title_of
from rose_training.web.filters import count
from rose_training.web.forms.rows import RowsForm
from rose_training.web.forms.scores import MOST_ROWS, cell_id, row_id, sent_papers, shown
from rose_training.web.guards import who

STANDARD_ROWS = 30
MORE_ROWS = 10
HIGHEST_PAPER = 9999

VIEWS: dict[str, tuple[Wave, ...]] = {
    "before": (Wave.BEFORE,),
    "after": (Wave.AFTER,),
    "both": (Wave.BEFORE, Wave.AFTER),
    "follow_up": (Wave.FOLLOW_UP,),
}

CHANGES = {Outcome.INCREASED: "Higher", Outcome.SAME: "Same", Outcome.LOWER: "Lower"}


@dataclass(frozen=True)
class View:
    """Which papers the page shows: the columns by wave, and for paper numbers a first one and how many."""

    name: str
    first: int
    rows: int

    @property
    def waves(self) -> tuple[Wave, ...]:
        """The waves side by side."""
        return VIEWS[self.name]

    def numbers(self, grid: Grid) -> list[int]:
        """The rows: every card of a course, or a run of paper numbers."""
        return sorted(grid.rows) if grid.has_cards else list(range(self.first, self.first + self.rows))

    @property
    def arguments(self) -> dict[str, object]:
        """The same in an address."""
        return {"view": self.name, "first": self.first, "rows": self.rows}


def scores_page(desk: Desk, reference: str) -> Page:
    """Show the grid of one survey, or store what came back of it."""
    training = desk.open(reference)
    note_read(training, kind=delivery.kind_of(db.session(), training=training), page="scores")
    training = desk.find(db.session(), reference)
    offered = surveys.on_offer(db.session(), training=training)
    survey = _chosen_survey(offered)
    form = RowsForm()
    if survey is None:
        return render_template("facilitator/surveys/none.html", desk=desk, training=training, title=title_of(training))
    grid = grid_of(db.session(), training=training, survey=survey)
    view = _view(training, grid)
    finder = card_finder(training)
    if finder is not None and finder.number is not None:
        cell = cell_id(view.waves[0], finder.number, min(item.number for item in grid.items))
        return redirect(f"{_address(desk, training, survey, view)}#{cell}", 303)
    conflicts: tuple[Conflict, ...] = ()
    if form.validate_on_submit():
        answer = _save(desk, form, reference, survey, view)
        if isinstance(answer, Response):
            return answer
        conflicts = answer
        training = desk.find(db.session(), reference)
        grid = grid_of(db.session(), training=training, survey=survey)
    page = render_template(
        "facilitator/surveys/scores.html",
        desk=desk,
        form=form,
        finder=finder,
        training=training,
        title=title_of(training),
        place=place_of(training),
        survey=survey,
        offered=offered,
        grid=grid,
        view=view,
        lines=[_line(grid, number, view, form, conflicts) for number in view.numbers(grid)],
        cell_id=cell_id,
        row_id=row_id,
        address=lambda **over: _address(desk, training, survey, view, **over),
        more=MORE_ROWS,
    )
    return page, status_of(finder if finder and finder.errors else form, conflicts=bool(conflicts))


@dataclass(frozen=True)
class Line:
    """One row as the page shows it: what stands in the cells, what was remembered, and the totals."""

    number: int
    cells: dict[str, str]
    remembered: dict[str, str]
    papers: dict[Wave, Paper | None]
    change: str


def _line(grid: Grid, number: int, view: View, form: RowsForm, conflicts: tuple[Conflict, ...]) -> Line:
    """What was typed stays in the cells after an error; after a conflict only in the disputed row."""
    row = grid.rows.get(number) or Row(number, None, {})
    disputed = {(conflict.number, conflict.wave) for conflict in conflicts}
    cells: dict[str, str] = {}
    remembered: dict[str, str] = {}
    for wave in view.waves:
        name = row_id(wave, number)
        typed = bool(form.errors) and (not conflicts or (number, wave) in disputed)
        answers = row.answers(wave)
        remembered[name] = shown(row.version(wave), answers, grid.items)
        if typed and not conflicts:
            remembered[name] = request.form.get(f"shown-{name}", "")
        for item in grid.items:
            cell = cell_id(wave, number, item.number)
            cells[cell] = request.form.get(cell, "") if typed else write_cell(answers.get(item.number))
    papers = {wave: sheet.paper if (sheet := row.sheets.get(wave)) else None for wave in view.waves}
    return Line(number, cells, remembered, papers, _change(row))


def _change(row: Row) -> str:
    """What before and after show together, in a word; nothing while there is no paper."""
    sheets = [row.sheets.get(wave) for wave in (Wave.BEFORE, Wave.AFTER)]
    before, after = (sheet.paper if sheet else None for sheet in sheets)
    if before is None and after is None:
        return ""
    result = pair(before, after)
    return CHANGES[result.outcome] if isinstance(result, Pair) else "No pair"


def _save(desk: Desk, form: RowsForm, reference: str, survey: Survey, view: View) -> Response | tuple[Conflict, ...]:
    try:
        with transaction() as session:
            training = desk.find(session, reference)
            grid = grid_of(session, training=training, survey=survey)
            sent = sent_papers(form, request.form, numbers=view.numbers(grid), waves=view.waves, items=grid.items)
            if form.row_errors:
                return ()
            saved = scores.record_responses(
                session, training=training, survey=survey, sent=sent, by=who().actor, at=now()
            )
    except Refusal as refusal:
        form.show_at_row(refusal)
        return ()
    if saved.conflicts:
        first = min(item.number for item in grid.items)
        for conflict in saved.conflicts:
            name = cell_id(conflict.wave, conflict.number, first)
            form.row_errors[name] = [_two_papers(conflict, grid)]
        return saved.conflicts
    more = MORE_ROWS if "more" in request.form and not grid.has_cards else 0
    flash(_said(saved), "success")
    training = desk.find(db.session(), reference)
    return redirect(_address(desk, training, survey, view, rows=min(view.rows + more, MOST_ROWS)), 303)


def _said(saved: Saved) -> str:
    parts = [
        f"{count(number, 'paper')} {what}"
        for number, what in ((saved.added, "added"), (saved.corrected, "corrected"), (saved.removed, "removed"))
        if number
    ]
    return f"Saved: {', '.join(parts)}." if parts else "Nothing was changed."


def _two_papers(conflict: Conflict, grid: Grid) -> str:
    """What somebody else entered for this paper, to compare with what was typed here."""
    stored = " ".join(write_cell(conflict.stored.get(item.number)) or "–" for item in grid.items)
    what = "Card" if grid.has_cards else "Paper"
    return (
        f"{what} {conflict.number}, {conflict.wave.label.lower()}: somebody else has entered {stored} since you opened "
        "the page. Save again to keep what you typed, or change the cells"
    )


def _chosen_survey(offered: Sequence[Survey]) -> Survey | None:
    """The survey in the address, such as `universal-11-18.2`; otherwise the most fitting one."""
    wanted = request.args.get("survey", "")
    named = {f"{survey.key}.{survey.version}": survey for survey in offered}
    return named.get(wanted) or (offered[0] if offered else None)


def _view(training: TrainingSession, grid: Grid) -> View:
    """What the address asks for, within reason; by default one row for everybody who is expected."""
    expected = training.booking.expected_number if training.booking else training.places_taken
    usual = max(grid.highest, min(expected or STANDARD_ROWS, 60))
    name = request.args.get("view", "before")
    return View(
        name=name if name in VIEWS else "before",
        first=_number("first", 1, HIGHEST_PAPER),
        rows=_number("rows", usual, MOST_ROWS),
    )


def _number(name: str, usual: int, most: int) -> int:
    typed = request.args.get(name, "").strip()
    number = int(typed) if typed.isdecimal() and len(typed) < 6 else usual
    return max(1, min(number, most))


def _address(desk: Desk, training: TrainingSession, survey: Survey, shown_now: View, **over: object) -> str:
    """The address of the same grid, with what is to be other than now: `view`, `first` or `rows`."""
    arguments = shown_now.arguments | over
    return desk.address("scores", training, survey=f"{survey.key}.{survey.version}", **arguments)

"""The headcount of one session, at the facilitator's desk and in the office."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request
from werkzeug.wrappers import Response

from rose_training.clock import now
from rose_training.database import db, transaction
from rose_training.domain.attendance import HeadcountAudience, audiences_counted
from rose_training.domain.headcounts import unlikely
from rose_training.domain.programme import Audience
from rose_training.domain.refusals import Refusal
from rose_training.models.sessions import TrainingSession
from rose_training.services import delivery, headcounts
from rose_training.services.headcounts import Conflict, Line, Sent
from rose_training.web.desks import Desk, Page, place_of, status_of, title_of
from rose_training.web.filters import clock_time, count
from rose_training.web.forms.attendance import line_id, lines_for, read_version, sent_counts
from rose_training.web.forms.rows import RowsForm
from rose_training.web.guards import who

MAIN_AUDIENCE = {
    Audience.PUPILS: HeadcountAudience.PUPIL,
    Audience.PARENTS: HeadcountAudience.PARENT_CARER,
    Audience.STAFF: HeadcountAudience.SCHOOL_STAFF,
    Audience.PROFESSIONALS: HeadcountAudience.PROFESSIONAL,
}
"""Whom a session is for: the box that stands first."""


def headcount_page(desk: Desk, reference: str) -> Page:
    """Show the numbers, or store what came back of them."""
    training = desk.open(reference)
    lines = lines_of(training)
    form = RowsForm()
    conflicts: tuple[Conflict, ...] = ()
    asked_again = None
    if form.validate_on_submit():
        try:
            answer = _record(desk, form, reference, lines)
        except Unlikely as unlikely_number:
            asked_again = unlikely_number.counted
            form.show_at_row(unlikely_number)
            answer = ()
        if isinstance(answer, Response):
            return answer
        conflicts = answer
        training = desk.find(db.session(), reference)
    stored = headcounts.counts_of(db.session(), training=training)
    refused = bool(form.errors) and not conflicts
    page = render_template(
        "facilitator/attendance/headcount.html",
        desk=desk,
        form=form,
        training=training,
        title=title_of(training),
        place=place_of(training),
        stored=stored,
        asked_again=asked_again,
        asked_first=_asked_first(training, lines, stored, form),
        pupils=[line for line in lines if line[1] is not None],
        adults=[line for line in lines if line[1] is None],
        pupils_first=_is_for(training) is HeadcountAudience.PUPIL and lines[0][1] is not None,
        line_id=line_id,
        typed={line: request.form.get(line_id(line), "") for line in lines} if form.errors else {},
        versions={
            line: read_version(request.form, line_id(line)) if refused else len(stored.get(line, ())) for line in lines
        },
        for_staff=training.activity.audience is Audience.STAFF,
    )
    return page, status_of(form, conflicts=bool(conflicts))


def lines_of(training: TrainingSession) -> list[Line]:
    """Everything that can be counted at this session, whom it is for first."""
    kind = delivery.kind_of(db.session(), training=training)
    counted = audiences_counted(kind, _audience(training))
    main = _is_for(training)
    return lines_for(tuple(sorted(counted, key=lambda one: one is not main)))


def _audience(training: TrainingSession) -> Audience:
    return training.booking.audience if training.booking else training.activity.audience


def _is_for(training: TrainingSession) -> HeadcountAudience:
    return MAIN_AUDIENCE[_audience(training)]


def _record(desk: Desk, form: RowsForm, reference: str, lines: list[Line]) -> Response | tuple[Conflict, ...]:
    try:
        with transaction() as session:
            training = desk.find(session, reference)
            stored = headcounts.counts_of(session, training=training)
            sent = sent_counts(form, request.form, lines, stored)
            if not sent:
                return ()
            _ask_again_when_unlikely(training, sent, stored)
            recorded = headcounts.record_headcount(session, training=training, sent=sent, by=who().actor, at=now())
    except Unlikely:
        raise
    except Refusal as refusal:
        form.show_at_row(refusal)
        return ()
    if recorded.conflicts:
        for conflict in recorded.conflicts:
            form.row_errors[line_id(conflict.line)] = [_two_numbers(conflict)]
        return recorded.conflicts
    said = f"{count(recorded.saved, 'number')} saved." if recorded.saved else "Nothing was changed."
    flash(said, "success")
    return redirect(desk.address("day", desk.find(db.session(), reference)), 303)


class Unlikely(Refusal):
    """Many more people than expected: `counted` of them, saved only when that is said once more."""

    def __init__(self, counted: int, sentence: str, field: str) -> None:
        super().__init__("headcount_unlikely", sentence, field)
        self.counted = counted


def _ask_again_when_unlikely(training: TrainingSession, sent: Mapping[Line, Sent], stored: headcounts.Counts) -> None:
    """Raise `Unlikely` unless the same number was confirmed by 'Save anyway'."""
    main = _is_for(training)
    numbers = {line: counts[-1].number for line, counts in stored.items() if line[0] is main}
    typed = {line: new.number for line, new in sent.items() if line[0] is main}
    counted = sum((numbers | typed).values())
    expected = training.booking.expected_number if training.booking else None
    sentence = unlikely(counted, expected=expected, most=training.activity.max_group)
    if typed and sentence and typed.items() - numbers.items() and request.form.get("anyway") != str(counted):
        raise Unlikely(counted, sentence, line_id(max(typed, key=lambda line: typed[line])))


def _two_numbers(conflict: Conflict) -> str:
    """Both numbers of one line, side by side."""
    stored = conflict.stored
    return (
        f"{stored.counted_by} counted {stored.number} at {clock_time(stored.counted_at)}, after you opened the page. "
        f"You typed {conflict.wanted}. Enter the right number"
    )


def _asked_first(training: TrainingSession, lines: list[Line], stored: headcounts.Counts, form: RowsForm) -> set[Line]:
    """The lines that stand open: the group's own year groups, what was counted, and all that are no year."""
    years = set(training.booking.year_groups) if training.booking else set()
    open_lines = {
        line
        for line in lines
        if line[1] is None or line[1].value in years or line in stored or line_id(line) in form.row_errors
    }
    if any(year is not None for _, year in open_lines):
        return open_lines
    return open_lines | {line for line in lines if line[1] is not None and line[1].number is None}

"""Files of the national register: given by the office, taken in by the worker, and reviewed line by line."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.intakes import GIVEN_UP_AFTER, IntakeKind, IntakeState, LineKind, Shown
from rose_training.domain.references import new_reference
from rose_training.domain.refusals import Refusal
from rose_training.domain.register import Intake, RefusedRow, RegisterLink, RegisterRow
from rose_training.models.intakes import IntakeLine, RegisterIntake
from rose_training.models.organisations import Organisation
from rose_training.services import history
from rose_training.services.bulk import Values, add_rows
from rose_training.services.school_links import link_successors
from rose_training.services.school_register import import_register

SHOWN = 50
"""Lines on a page of the review."""
MOST_REFUSED = 1_000
"""Refused rows that are kept: a file with more is another file."""

_BLANK: Values = {
    "line": None, "urn": None, "name": None, "closed": False, "reopened": False, "renamed": False,
    "unclear": False, "changes": {}, "reason": None,
}  # fmt: skip

_CONDITIONS: Mapping[Shown, ColumnElement[bool]] = {
    Shown.ADDED: IntakeLine.kind == LineKind.ADDED,
    Shown.CHANGED: IntakeLine.kind == LineKind.CHANGED,
    Shown.CLOSED: and_(IntakeLine.closed, IntakeLine.kind == LineKind.CHANGED),
    Shown.REOPENED: and_(IntakeLine.reopened, IntakeLine.kind == LineKind.CHANGED),
    Shown.RENAMED: and_(IntakeLine.renamed, IntakeLine.kind == LineKind.CHANGED),
    Shown.ENDED: IntakeLine.kind == LineKind.ENDED,
    Shown.KEPT: IntakeLine.kind == LineKind.KEPT,
    Shown.UNCLEAR: IntakeLine.unclear.expression,
    Shown.REFUSED: IntakeLine.kind == LineKind.REFUSED,
}


# Questions


def by_reference(session: Session, reference: str) -> RegisterIntake | None:
    """The intake with this public reference."""
    return session.scalar(select(RegisterIntake).where(RegisterIntake.reference == reference))


def listed(session: Session, *, page: int = 1, length: int = 25) -> tuple[Sequence[RegisterIntake], int]:
    """One page of the intakes, the latest first, and how many there are."""
    in_all = session.scalar(select(func.count()).select_from(RegisterIntake)) or 0
    chosen = select(RegisterIntake).order_by(RegisterIntake.id.desc()).offset((page - 1) * length).limit(length)
    return session.scalars(chosen).all(), in_all


def counts(session: Session, intake: RegisterIntake) -> dict[Shown, int]:
    """How many lines each narrowing of the review would show; one query."""
    columns = [func.count().filter(condition) for condition in _CONDITIONS.values()]
    row = session.execute(select(*columns).where(IntakeLine.intake_id == intake.id)).one()
    return {shown: number for shown, number in zip(_CONDITIONS, row, strict=True) if number}


def lines(
    session: Session, intake: RegisterIntake, *, shown: Shown | None = None, page: int = 1
) -> tuple[list[tuple[IntakeLine, str | None]], int]:
    """One page of the lines in the order of the file, each with the reference of its school if it is here."""
    conditions = [IntakeLine.intake_id == intake.id, *([_CONDITIONS[shown]] if shown else [])]
    in_all = session.scalar(select(func.count()).select_from(IntakeLine).where(*conditions)) or 0
    chosen = (
        select(IntakeLine, Organisation.reference)
        .outerjoin(Organisation, Organisation.urn == IntakeLine.urn)
        .where(*conditions)
        .order_by(IntakeLine.id)
        .offset((page - 1) * SHOWN)
        .limit(SHOWN)
    )
    return [(line, reference) for line, reference in session.execute(chosen)], in_all


def content_of(intake: RegisterIntake) -> bytes:
    """The file as it was given."""
    return zlib.decompress(intake.content) if intake.content else b""


# Actions


def give(
    session: Session, *, file_name: str, content: bytes, leave_out_refused: bool, by: Actor, at: datetime
) -> RegisterIntake:
    """Hand a file to the worker. Refuses an empty one."""
    if not content.strip():
        raise Refusal("file_empty", "The file is empty. Choose the file that GIAS gave you.", "file")
    intake = _new(file_name, IntakeState.WAITING, leave_out_refused, by=by, at=at)
    intake.content = zlib.compress(content)
    session.add(intake)
    session.flush()
    history.record(session, subject=intake.reference, event="register_file_given", by=by, at=at)
    return intake


def claim(session: Session, *, at: datetime) -> RegisterIntake | None:
    """The file that has waited longest, now being read; also one whose reader has not been heard of for long."""
    waiting = RegisterIntake.state == IntakeState.WAITING
    left = and_(RegisterIntake.state == IntakeState.RUNNING, RegisterIntake.begun_at < at - GIVEN_UP_AFTER)
    intake = session.scalars(
        select(RegisterIntake)
        .where(or_(waiting, left))
        .order_by(RegisterIntake.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if intake is not None:
        intake.state, intake.begun_at = IntakeState.RUNNING, at
        session.flush()
    return intake


def begin(session: Session, *, file_name: str, leave_out_refused: bool, by: Actor, at: datetime) -> RegisterIntake:
    """An intake that is carried out at once, in this transaction."""
    intake = _new(file_name, IntakeState.RUNNING, leave_out_refused, by=by, at=at)
    intake.begun_at = at
    session.add(intake)
    session.flush()
    return intake


def take_schools(
    session: Session,
    intake: RegisterIntake,
    rows: Sequence[RegisterRow],
    refused: Sequence[RefusedRow],
    *,
    by: Actor,
    at: datetime,
) -> Intake:
    """Take in what was understood of a file of schools, and write down what that changed."""
    result = import_register(session, rows, by=by, at=at)
    changed = {line["line"] for line in result.lines}
    unclear = [
        {"kind": LineKind.CHANGED, "line": row.line, "urn": row.urn, "name": row.facts["name"], "unclear": True}
        for row in rows
        if row.unclear and row.line not in changed
    ]
    intake.finished_at = at
    _finish(session, intake, IntakeKind.SCHOOLS, replace(result, lines=(*result.lines, *unclear)), refused)
    return result


def take_links(
    session: Session,
    intake: RegisterIntake,
    links: Sequence[RegisterLink],
    refused: Sequence[RefusedRow],
    *,
    by: Actor,
    at: datetime,
) -> Intake:
    """The same for a file of links."""
    result = link_successors(session, links, by=by, at=at)
    intake.finished_at = at
    _finish(session, intake, IntakeKind.LINKS, result, refused)
    return result


def refuse(
    session: Session, intake: RegisterIntake, *, reason: str, refused: Sequence[RefusedRow] = (), at: datetime
) -> None:
    """Nothing of the file was taken, and why."""
    intake.state, intake.reason, intake.finished_at, intake.content = IntakeState.REFUSED, reason[:500], at, None
    intake.refused = len(refused)
    _add_lines(session, intake, (), refused)


def _new(file_name: str, state: IntakeState, leave_out_refused: bool, *, by: Actor, at: datetime) -> RegisterIntake:
    return RegisterIntake(
        reference=new_reference("REG"),
        state=state,
        file_name=file_name[:200],
        leave_out_refused=leave_out_refused,
        given_at=at,
        by_id=by.person_id,
        by=by.label,
    )


def _finish(
    session: Session, intake: RegisterIntake, kind: IntakeKind, result: Intake, refused: Sequence[RefusedRow]
) -> None:
    """Write down the sums and the lines; the file itself is not needed any more."""
    intake.kind, intake.state, intake.content = kind, IntakeState.TAKEN, None
    intake.added, intake.changed, intake.unchanged = result.added, result.changed, result.unchanged
    intake.refused = len(refused)
    _add_lines(session, intake, result.lines, refused)


def _add_lines(
    session: Session,
    intake: RegisterIntake,
    changed: Sequence[Mapping[str, object]],
    refused: Sequence[RefusedRow],
) -> None:
    session.flush()
    told: list[Mapping[str, object]] = [
        *changed,
        *({"kind": LineKind.REFUSED, "line": row.line, "reason": row.reason[:300]} for row in refused[:MOST_REFUSED]),
    ]
    add_rows(session, IntakeLine, [{**_BLANK, "intake_id": intake.id, **line} for line in told])

"""Merging two organisations that are one, and taking that back.

Whatever points at the organisation that goes is moved to the one that stays, table by table, and
written down row by row. Undoing puts back exactly what was moved, except what has been changed
since: that is left, and named. Tables are found by their foreign keys, so that a new one is moved
without a word here.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, DateTime, Table, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from rose_training.domain.actors import Actor
from rose_training.domain.merges import StepKind, rows_in_words
from rose_training.domain.organisation_names import plain_name
from rose_training.domain.organisations import AliasKind, OrganisationStatus
from rose_training.domain.references import new_reference
from rose_training.domain.refusals import Refusal
from rose_training.models.base import Base
from rose_training.models.merges import DifferentOrganisations, MergeStep, OrganisationMerge
from rose_training.models.organisations import Organisation, OrganisationAlias
from rose_training.services import history
from rose_training.services.organisation_aliases import MOST_NAMES, aliases_of, refresh_search_text

OF_THE_MERGE = frozenset(
    {"organisation_merge", "merge_step", "different_organisations", "organisation_alias", "former_area"}
)
"""Tables that speak of an organisation itself: they stay with it."""


@dataclass(frozen=True, slots=True)
class Weight:
    """How many rows of one table point at each of two organisations."""

    words: str
    of_one: int
    of_other: int


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing put back, and what it had to leave because somebody has changed it since."""

    put_back: int
    left: tuple[str, ...]
    """In words: `1 booking`."""


# Questions


def by_reference(session: Session, reference: str) -> OrganisationMerge | None:
    """The merge with this public reference, with both organisations."""
    return session.scalar(
        select(OrganisationMerge)
        .where(OrganisationMerge.reference == reference)
        .options(joinedload(OrganisationMerge.loser), joinedload(OrganisationMerge.winner))
    )


def merged_into(session: Session, organisation: Organisation) -> Sequence[OrganisationMerge]:
    """The merges that this organisation stands for today, the latest first."""
    return session.scalars(
        select(OrganisationMerge)
        .where(OrganisationMerge.winner_id == organisation.id, OrganisationMerge.undone_at.is_(None))
        .options(joinedload(OrganisationMerge.loser))
        .order_by(OrganisationMerge.id.desc())
    ).all()


def listed(session: Session, *, page: int = 1, length: int = 25) -> tuple[Sequence[OrganisationMerge], int]:
    """One page of all merges, the latest first, and how many there are."""
    in_all = session.scalar(select(func.count()).select_from(OrganisationMerge)) or 0
    chosen = (
        select(OrganisationMerge)
        .options(joinedload(OrganisationMerge.loser), joinedload(OrganisationMerge.winner))
        .order_by(OrganisationMerge.id.desc())
        .offset((page - 1) * length)
        .limit(length)
    )
    return session.scalars(chosen).all(), in_all


def steps_in_words(session: Session, merge: OrganisationMerge) -> list[str]:
    """`3 bookings: moved`, for each table and what was done."""
    rows = session.execute(
        select(MergeStep.table_name, MergeStep.kind, func.count())
        .where(MergeStep.merge_id == merge.id)
        .group_by(MergeStep.table_name, MergeStep.kind)
        .order_by(MergeStep.table_name, MergeStep.kind)
    )
    return [f"{rows_in_words(table, number)}: {kind.label}" for table, kind, number in rows]


def weights(session: Session, one: Organisation, other: Organisation) -> list[Weight]:
    """How much stands behind each of two: the tables that point at either."""
    found = []
    for table, column in _pointing():
        row = session.execute(
            select(func.count().filter(column == one.id), func.count().filter(column == other.id)).select_from(table)
        ).one()
        if row[0] or row[1]:
            found.append(Weight(rows_in_words(table.name, 2).partition(" ")[2], row[0], row[1]))
    return found


# Actions


def merge(session: Session, *, loser: Organisation, winner: Organisation, by: Actor, at: datetime) -> OrganisationMerge:
    """Merge `loser` into `winner`: all that points at it moves, its name becomes another name.

    Raises `Refusal` where they cannot be one: both in the register, one a part of the other, one
    merged already.
    """
    _lock(session, loser, winner)
    _refuse_impossible(loser, winner)
    done = OrganisationMerge(
        reference=new_reference("MRG"), loser_id=loser.id, winner_id=winner.id, merged_at=at, by=by.label
    )
    session.add(done)
    session.flush()
    for table, column in _pointing():
        for row_id in session.scalars(select(table.c.id).where(column == loser.id).order_by(table.c.id)).all():
            session.add(_moved(session, done, column, row_id))
    _give_names(session, done, loser, winner, at)
    before: dict[str, object] = {"status": loser.status.value, "merged_into_id": None}
    loser.status, loser.merged_into_id, loser.changed_at = OrganisationStatus.CLOSED, winner.id, at
    session.add(_step(done, StepKind.MOVED, loser, before, {"status": "closed", "merged_into_id": winner.id}))
    session.flush()
    session.expire_all()
    _tell(session, "organisation_merged", done, loser, winner, by=by, at=at)
    return done


def undo(session: Session, *, merge: OrganisationMerge, by: Actor, at: datetime) -> Undone:
    """Put back what a merge moved, and say what could not be.

    Raises `Refusal` where it was undone already or the one that stayed has been merged itself since.
    """
    _lock(session, merge.loser, merge.winner)
    session.refresh(merge)
    if merge.undone_at is not None:
        raise Refusal("undone_already", "This merge has been undone already.")
    if merge.winner.merged_into_id is not None:
        raise Refusal("merged_further", f"{merge.winner.name} has been merged itself. Undo that first.")
    merge.undone_at, merge.undone_by = at, by.label
    steps = session.scalars(select(MergeStep).where(MergeStep.merge_id == merge.id).order_by(MergeStep.id.desc())).all()
    # The organisation itself comes last when merging and so first now: rows may only go back to one that stands.
    for step in steps:
        step.put_back = _put_back(session, step)
    session.flush()
    session.expire_all()
    refresh_search_text(session, merge.winner)
    _tell(session, "merge_undone", merge, merge.loser, merge.winner, by=by, at=at)
    left = Counter(step.table_name for step in steps if not step.put_back)
    return Undone(
        sum(bool(step.put_back) for step in steps),
        tuple(rows_in_words(table, number) for table, number in sorted(left.items())),
    )


def call_different(session: Session, one: Organisation, other: Organisation, *, by: Actor, at: datetime) -> None:
    """These two are not one: don't ask again. Saying it twice is saying it once."""
    lower, higher = sorted((one.id, other.id))
    known = session.scalar(
        select(DifferentOrganisations.id).where(
            DifferentOrganisations.lower_id == lower, DifferentOrganisations.higher_id == higher
        )
    )
    if known is None and lower != higher:
        session.add(DifferentOrganisations(lower_id=lower, higher_id=higher, decided_at=at, by=by.label))
        session.flush()
        for subject, different in ((one, other), (other, one)):
            detail = {"organisation": different.reference}
            history.record(session, subject=subject.reference, event="not_a_duplicate", by=by, at=at, detail=detail)


def _lock(session: Session, one: Organisation, other: Organisation) -> None:
    """One merge of an organisation at a time: both rows are locked in the order of their numbers."""
    session.scalars(
        select(Organisation)
        .where(or_(Organisation.id == one.id, Organisation.id == other.id))
        .order_by(Organisation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _refuse_impossible(loser: Organisation, winner: Organisation) -> None:
    if loser.id == winner.id:
        raise Refusal("the_same", "Choose two different organisations.")
    if loser.urn is not None:
        raise Refusal(
            "in_the_register",
            f"{loser.name} stands in the national register, which keeps it. Merge the other one into it.",
        )
    for one in (loser, winner):
        if one.merged_into_id is not None:
            raise Refusal("merged_already", f"{one.name} has been merged already.")
    for part, whole in ((loser, winner), (winner, loser)):
        above = part.parent
        while above is not None:
            if above.id == whole.id:
                raise Refusal(
                    "part_of_the_other",
                    f"{part.name} is a part of {whole.name}. A part is no duplicate: it counts with the whole already.",
                )
            above = above.parent


def _pointing() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column that points at an organisation and says what it did, not what it is."""
    whole = Base.metadata.tables["organisation"].c.id
    for table in Base.metadata.sorted_tables:
        if table.name in OF_THE_MERGE:
            continue
        for column in table.columns:
            if column.references(whole) and column.name != "merged_into_id" and "id" in table.columns:
                yield table, column


def _moved(session: Session, done: OrganisationMerge, column: Column[Any], row_id: int) -> MergeStep:
    """Point one row at the winner. Where the winner has the same already, it is ended first, or stays."""
    table, at = column.table, done.merged_at
    assert isinstance(table, Table)
    before: dict[str, object] = {column.name: done.loser_id}
    after: dict[str, object] = {column.name: done.winner_id}
    this = update(table).where(table.c.id == row_id)
    try:
        with session.begin_nested():
            session.execute(this.values(after))
        kind = StepKind.MOVED
    except IntegrityError:
        if "ended_at" in table.columns:
            session.execute(this.values({**after, "ended_at": at}))
            kind, before, after = StepKind.ENDED, before | {"ended_at": None}, after | {"ended_at": at.isoformat()}
        else:
            kind, before, after = StepKind.LEFT, {}, {}
    return MergeStep(
        merge_id=done.id, kind=kind, table_name=table.name, row_id=row_id, before=dict(before), after=dict(after)
    )


def _give_names(
    session: Session, done: OrganisationMerge, loser: Organisation, winner: Organisation, at: datetime
) -> None:
    """The name and other names of the one that goes are other names of the one that stays."""
    known = {plain_name(winner.name), *(alias.plain for alias in aliases_of(session, winner))}
    for name in (loser.name, *(alias.name for alias in aliases_of(session, loser))):
        plain = plain_name(name)
        if plain in known or not plain or len(known) > MOST_NAMES:
            continue
        known.add(plain)
        alias = OrganisationAlias(organisation_id=winner.id, name=name, plain=plain, kind=AliasKind.OTHER, noted_at=at)
        session.add(alias)
        session.flush()
        session.add(_step(done, StepKind.ADDED, alias, {}, {"name": name}))
    refresh_search_text(session, winner)


def _step(
    done: OrganisationMerge,
    kind: StepKind,
    row: Organisation | OrganisationAlias,
    before: dict[str, object],
    after: dict[str, object],
) -> MergeStep:
    return MergeStep(
        merge_id=done.id, kind=kind, table_name=row.__tablename__, row_id=row.id, before=before, after=after
    )


def _put_back(session: Session, step: MergeStep) -> bool:
    """Whether one row is again as it was: not where it has been changed, or is gone."""
    table = Base.metadata.tables[step.table_name]
    row = session.execute(select(table).where(table.c.id == step.row_id)).mappings().one_or_none()
    if step.kind is StepKind.LEFT:
        return True
    if row is None:
        return step.kind is StepKind.ADDED
    if any(_plain(row[name]) != value for name, value in step.after.items()):
        return False
    this = table.c.id == step.row_id
    if step.kind is StepKind.ADDED:
        session.execute(table.delete().where(this))
        return True
    values = {name: _stored(table.c[name], value) for name, value in step.before.items()}
    try:
        with session.begin_nested():
            session.execute(update(table).where(this).values(values))
    except IntegrityError:
        return False
    return True


def _plain(value: object) -> object:
    """A value of a row as a step keeps it."""
    return value.isoformat() if isinstance(value, datetime) else value


def _stored(column: Column[Any], value: object) -> object:
    """A kept value as the column takes it."""
    is_moment = isinstance(column.type, DateTime) or type(column.type).__name__ == "UtcDateTime"
    return datetime.fromisoformat(value) if is_moment and isinstance(value, str) else value


def _tell(
    session: Session,
    event: str,
    merge: OrganisationMerge,
    loser: Organisation,
    winner: Organisation,
    *,
    by: Actor,
    at: datetime,
) -> None:
    for subject, other in ((loser, winner), (winner, loser)):
        detail = {"organisation": other.reference, "merge": merge.reference}
        history.record(session, subject=subject.reference, event=event, by=by, at=at, detail=detail)

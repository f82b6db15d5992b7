"""The words of e-mails as the office has changed them: every version is kept, with who and when.

`kind` is the name of the template, such as 'registration_confirmed'. What may be written is checked in
`messages.editing` before it gets here.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.refusals import Refusal
from rose_training.models.wording import Wording
from rose_training.services import history

OVERTAKEN = "Somebody else has changed these words in the meantime: read theirs below, then change them again"


def in_use(session: Session, kind: str) -> Wording | None:
    """The changed words that go out; None: the original does."""
    return session.scalar(select(Wording).where(Wording.kind == kind, Wording.in_use))


def all_in_use(session: Session) -> dict[str, Wording]:
    """Every e-mail whose words were changed, by its kind. One query."""
    return {wording.kind: wording for wording in session.scalars(select(Wording).where(Wording.in_use))}


def versions(session: Session, kind: str) -> Sequence[Wording]:
    """Everything that was ever written for one e-mail, the latest first."""
    return session.scalars(select(Wording).where(Wording.kind == kind).order_by(Wording.id.desc())).all()


def version(session: Session, kind: str, number: int) -> Wording | None:
    """One version of one e-mail."""
    return session.scalar(select(Wording).where(Wording.kind == kind, Wording.id == number))


def change(
    session: Session, *, kind: str, subject: str, body: str, based_on: int | None, by: Actor, at: datetime
) -> Wording:
    """Let these words go out from now on. The same words again change nothing.

    `based_on` is the version that the writer had before them (None: the original). Raises Refusal when
    another has come into use since.
    """
    before = _locked(session, kind)
    if (before.id if before else None) != based_on:
        raise Refusal("wording_overtaken", OVERTAKEN)
    if before is not None and (before.subject, before.body) == (subject, body):
        return before
    if before is not None:
        before.in_use = False
        session.flush()
    wording = Wording(kind=kind, subject=subject, body=body, in_use=True, changed_at=at, changed_by=by.label)
    try:
        with session.begin_nested():
            session.add(wording)
    except IntegrityError as trouble:  # two changed the original at the same moment
        raise Refusal("wording_overtaken", OVERTAKEN) from trouble
    history.record(session, subject=kind, event="wording_changed", by=by, at=at, detail={"version": wording.id})
    return wording


def restore_original(session: Session, *, kind: str, by: Actor, at: datetime) -> bool:
    """Let the original go out again; what was written is kept. False when it does already."""
    if _locked(session, kind) is None:
        return False
    session.execute(update(Wording).where(Wording.kind == kind, Wording.in_use).values(in_use=False))
    history.record(session, subject=kind, event="wording_restored", by=by, at=at)
    return True


def _locked(session: Session, kind: str) -> Wording | None:
    return session.scalar(
        select(Wording)
        .where(Wording.kind == kind, Wording.in_use)
        .with_for_update()
        .execution_options(populate_existing=True)
    )

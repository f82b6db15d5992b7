"""The second step of a member of staff's sign-in: an authenticator's code, or a recovery code."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.refusals import Refusal
from rose_training.domain.sign_in import Locks, tidy_code
from rose_training.models.people import Person
from rose_training.services import history


def is_enrolled(person: Person) -> bool:
    """Whether the person has set up an authenticator app."""
    return person.totp_enrolled_at is not None


def recovery_codes_left(person: Person) -> int:
    """How many unused recovery codes there are."""
    return len((person.recovery_code_hashes or "").split())


def begin_enrolment(session: Session, *, person: Person, locks: Locks) -> None:
    """Make a fresh secret for an app to be shown. Nothing is asked for it until it is confirmed."""
    if is_enrolled(person):
        raise Refusal("already_enrolled", "An authenticator app is set up. Remove it before you set up another.")
    person.totp_nonce = locks.new_nonce()
    person.totp_last_step = None


def confirm_enrolment(
    session: Session, *, person: Person, typed: str, locks: Locks, by: Actor, at: datetime
) -> list[str]:
    """Switch the second step on, once the app shows the right code. Answers the recovery codes, in clear this once."""
    if person.totp_nonce is None or is_enrolled(person):
        raise _not_begun()
    step = locks.step_of(tidy_code(typed), person.totp_nonce, at=at)
    if step is None:
        raise _wrong()
    person.totp_enrolled_at = at
    person.totp_last_step = step
    history.record(session, subject=person.reference, event="second_step_set_up", by=by, at=at)
    return _fresh_recovery_codes(person, locks)


def renew_recovery_codes(session: Session, *, person: Person, locks: Locks, by: Actor, at: datetime) -> list[str]:
    """Ten new recovery codes; the old ones end."""
    if not is_enrolled(person):
        raise _not_begun()
    history.record(session, subject=person.reference, event="recovery_codes_renewed", by=by, at=at)
    return _fresh_recovery_codes(person, locks)


def remove(session: Session, *, person: Person, by: Actor, at: datetime) -> None:
    """Switch the second step off, such as for a lost telephone."""
    person.totp_nonce = person.totp_enrolled_at = person.totp_last_step = None
    person.recovery_code_hashes = None
    history.record(session, subject=person.reference, event="second_step_removed", by=by, at=at)


def take(session: Session, *, person_id: int, typed: str, locks: Locks, at: datetime) -> Person:
    """Judge the code of the second step and use it up. Raises Refusal when it is wrong or was used before."""
    person = session.scalar(
        # locked and read afresh: two browsers with one code are judged one after the other
        select(Person).where(Person.id == person_id).with_for_update().execution_options(populate_existing=True)
    )
    if person is None or person.totp_nonce is None or not is_enrolled(person):
        raise _not_begun()
    code = tidy_code(typed)
    step = locks.step_of(code, person.totp_nonce, at=at)
    if step is not None:
        if person.totp_last_step is not None and step <= person.totp_last_step:
            raise _used()
        person.totp_last_step = step
        return person
    kept = (person.recovery_code_hashes or "").split()
    given = _recovery_hash(code, locks)
    if given not in kept:
        raise _wrong()
    kept.remove(given)
    person.recovery_code_hashes = "\n".join(kept) or None
    history.record(
        session,
        subject=person.reference,
        event="recovery_code_used",
        by=Actor.person(person.id, person.name),
        at=at,
        detail={"left": len(kept)},
    )
    return person


def _fresh_recovery_codes(person: Person, locks: Locks) -> list[str]:
    codes = locks.new_recovery_codes()
    person.recovery_code_hashes = "\n".join(_recovery_hash(tidy_code(code), locks) for code in codes)
    return codes


def _recovery_hash(code: str, locks: Locks) -> str:
    return locks.fingerprint("recovery code", code)


def _wrong() -> Refusal:
    return Refusal("second_step_wrong", "This code is not right. Enter the code that the app shows now.", "code")


def _used() -> Refusal:
    return Refusal("second_step_used", "This code has been used. Wait for the app to show the next one.", "code")


def _not_begun() -> Refusal:
    return Refusal("second_step_not_begun", "Start again: scan the picture, then enter the code.")

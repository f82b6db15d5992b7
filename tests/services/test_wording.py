"""Every version of changed words is kept, one of them is in use, and nobody overwrites another unseen."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.refusals import Refusal
from rose_training.domain.wording import names_the_title, topic_words
from rose_training.models.wording import Wording
from rose_training.services import wording

CORA, COLIN = Actor(None, "Cora Example"), Actor(None, "Colin Example")
KIND = "registration_confirmed"


def change(session: Session, at: datetime, body: str, based_on: int | None = None, by: Actor = CORA) -> Wording:
    return wording.change(session, kind=KIND, subject="{{ subject }}", body=body, based_on=based_on, by=by, at=at)


def test_the_latest_is_in_use_and_all_are_kept(session: Session, at: datetime) -> None:
    first = change(session, at, "One")
    second = change(session, at + timedelta(hours=1), "Two", first.id, COLIN)

    assert wording.in_use(session, KIND) is second
    assert [(one.body, one.changed_by, one.in_use) for one in wording.versions(session, KIND)] == [
        ("Two", "Colin Example", True),
        ("One", "Cora Example", False),
    ]
    assert wording.all_in_use(session) == {KIND: second}
    assert wording.in_use(session, "place_freed") is None


def test_saved_twice_it_is_one_version(session: Session, at: datetime) -> None:
    first = change(session, at, "One")
    assert change(session, at, "One", first.id) is first
    assert len(wording.versions(session, KIND)) == 1


def test_nobody_overwrites_another_unseen(session: Session, at: datetime) -> None:
    change(session, at, "One")
    with pytest.raises(Refusal, match="Somebody else has changed these words"):
        change(session, at, "Two", None, COLIN)
    assert [one.body for one in wording.versions(session, KIND)] == ["One"]


def test_the_original_comes_back_and_the_words_stay_kept(session: Session, at: datetime) -> None:
    first = change(session, at, "One")
    assert wording.restore_original(session, kind=KIND, by=CORA, at=at)
    session.expire_all()
    assert wording.in_use(session, KIND) is None
    assert not wording.restore_original(session, kind=KIND, by=CORA, at=at)
    assert wording.version(session, KIND, first.id) is first
    assert wording.version(session, "place_freed", first.id) is None
    change(session, at, "One", None)
    assert len(wording.versions(session, KIND)) == 2


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("Your place: ROSE training PB-1", []),
        ("Child sexual exploitation briefing", ["sexual", "exploitation"]),
        ("About CSE and healthy relationships", ["cse", "relationships"]),
        ("A confused ganger's dismissal", []),
    ],
)
def test_words_that_tell_the_topic_are_found_whole(subject: str, words: list[str]) -> None:
    assert topic_words(subject) == words


def test_the_title_may_name_the_topic() -> None:
    assert names_the_title("Your place: {{ title }}")
    assert names_the_title("{{ what | upper }}")
    assert not names_the_title("{{ subject }}: title")

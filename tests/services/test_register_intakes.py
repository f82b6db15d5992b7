"""A file of the register waits, is taken in, and can be reviewed line by line."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rose_training.domain.actors import Actor
from rose_training.domain.intakes import GIVEN_UP_AFTER, IntakeState, Shown
from rose_training.domain.organisations import OrganisationStatus, SettingKind
from rose_training.domain.refusals import Refusal
from rose_training.domain.register import RefusedRow, RegisterLink, RegisterRow
from rose_training.services import register_intakes

OFFICE = Actor(None, "Cora Coordinator")


def row(urn: str, line: int = 2, *, unclear: bool = False, **facts: object) -> RegisterRow:
    known = {
        "name": f"School {urn}",
        "town": "Norwich",
        "status": OrganisationStatus.OPEN,
        "setting_kind": SettingKind.PRIMARY,
        "independent": False,
    }
    return RegisterRow(line, urn, known | facts, unclear=unclear)


def take(session, at, *rows, refused=()):
    intake = register_intakes.begin(session, file_name="edubase.csv", leave_out_refused=True, by=OFFICE, at=at)
    register_intakes.take_schools(session, intake, rows, refused, by=OFFICE, at=at)
    return intake


def told(session, intake, shown=None):
    lines, in_all = register_intakes.lines(session, intake, shown=shown)
    assert len(lines) == in_all
    return [(line.urn, line.changes) for line, _ in lines]


def test_what_an_import_changed_is_told_field_by_field_and_by_kind(session, at):
    first = take(session, at, row("100001"), row("100002", 3), row("100003", 4, status=OrganisationStatus.CLOSED))
    assert register_intakes.counts(session, first) == {Shown.ADDED: 3}
    second = take(
        session,
        at,
        row("100001", status=OrganisationStatus.CLOSED),
        row("100002", 3, name="New name", town=None),
        row("100003", 4),
        row("100004", 5, unclear=True),
        refused=[RefusedRow(6, "URN is blank")],
    )
    assert register_intakes.counts(session, second) == {
        Shown.ADDED: 1,
        Shown.CHANGED: 3,
        Shown.CLOSED: 1,
        Shown.REOPENED: 1,
        Shown.RENAMED: 1,
        Shown.UNCLEAR: 1,
        Shown.REFUSED: 1,
    }
    assert (second.state, second.added, second.changed, second.unchanged, second.refused) == (
        IntakeState.TAKEN, 1, 3, 0, 1,
    )  # fmt: skip
    assert told(session, second, Shown.RENAMED) == [
        ("100002", {"name": {"from": "School 100002", "to": "New name"}, "town": {"from": "Norwich", "to": None}})
    ]
    assert told(session, second, Shown.CLOSED) == [("100001", {"status": {"from": "open", "to": "closed"}})]
    ((line, reference),), _ = register_intakes.lines(session, second, shown=Shown.REFUSED)
    assert (line.line, line.reason, reference) == (6, "URN is blank", None)
    ((line, reference),), _ = register_intakes.lines(session, second, shown=Shown.UNCLEAR)
    assert (line.urn, bool(reference)) == ("100004", True)


def test_a_file_that_changes_nothing_has_no_lines_but_those_to_look_at(session, at):
    take(session, at, row("100001"))
    again = take(session, at, row("100001"))
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1)
    assert register_intakes.counts(session, again) == {}
    unclear = take(session, at, row("100001", unclear=True))
    assert register_intakes.counts(session, unclear)[Shown.UNCLEAR] == 1


def test_links_that_vanish_are_among_the_lines(session, at):
    def take_links(*links):
        intake = register_intakes.begin(session, file_name="links.csv", leave_out_refused=False, by=OFFICE, at=at)
        register_intakes.take_links(session, intake, links, (), by=OFFICE, at=at)
        return register_intakes.counts(session, intake)

    links = [RegisterLink("100001", f"10000{n}", "Somewhere", "Successor", None) for n in (2, 3)]
    assert take_links(*links) == {Shown.ADDED: 2}
    assert take_links(links[0]) == {Shown.ENDED: 1}
    assert take_links(*[replace(link, link_name="Elsewhere") for link in links]) == {Shown.CHANGED: 2}


def give(session, at, content=b"URN,...", name="edubase.csv"):
    return register_intakes.give(session, file_name=name, content=content, leave_out_refused=False, by=OFFICE, at=at)


def test_a_file_waits_its_turn_and_is_begun_again_when_its_reader_is_gone(session, at):
    first, second = give(session, at, b"first"), give(session, at, b"second")
    assert register_intakes.claim(session, at=at) == first
    assert (first.state, register_intakes.content_of(first)) == (IntakeState.RUNNING, b"first")
    assert register_intakes.claim(session, at=at) == second
    assert register_intakes.claim(session, at=at) is None
    assert register_intakes.claim(session, at=at + GIVEN_UP_AFTER + timedelta(minutes=1)) == first


def test_a_refused_file_says_why_and_is_not_kept(session, at):
    intake = give(session, at)
    register_intakes.refuse(session, intake, reason="No headings.", refused=[RefusedRow(3, "URN is blank")], at=at)
    assert (intake.state, intake.reason, intake.content) == (IntakeState.REFUSED, "No headings.", None)
    assert register_intakes.counts(session, intake) == {Shown.REFUSED: 1}
    assert register_intakes.listed(session) == ([intake], 1)


def test_an_empty_file_is_refused_at_once(session, at):
    with pytest.raises(Refusal) as refused:
        give(session, at, b" \n")
    assert (refused.value.code, refused.value.field) == ("file_empty", "file")

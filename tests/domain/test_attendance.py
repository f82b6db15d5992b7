"""Marks, the opening of a register, and headcounts."""

from datetime import UTC, date, datetime

import pytest

from rose_training.domain.attendance import (
    HeadcountAudience,
    Mark,
    OpeningWindow,
    RegisterKind,
    RowOutcome,
    audiences_counted,
    check_may_record,
    read_headcount,
    register_kind,
    settle,
    tally,
)
from rose_training.domain.programme import Audience
from rose_training.domain.refusals import Refusal
from rose_training.domain.sessions import SessionState


def test_late_and_early_leavers_attended_and_the_excused_did_not() -> None:
    assert [mark for mark in Mark if mark.attended] == [Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY]


@pytest.mark.parametrize(
    ("has_cards", "is_open", "kind"),
    [
        (True, False, RegisterKind.CARDS),
        (False, True, RegisterKind.NAMES),
        (False, False, RegisterKind.HEADCOUNT),
    ],
)
def test_who_is_listed_depends_on_the_session(has_cards: bool, is_open: bool, kind: RegisterKind) -> None:
    assert register_kind(has_cards=has_cards, is_open_session=is_open) is kind


def test_nobody_is_listed_and_counted_as_well() -> None:
    cards = audiences_counted(RegisterKind.CARDS, Audience.PUPILS)
    names = audiences_counted(RegisterKind.NAMES, Audience.PROFESSIONALS)
    assert HeadcountAudience.PUPIL not in cards
    assert HeadcountAudience.SCHOOL_STAFF in cards
    assert HeadcountAudience.PROFESSIONAL not in names
    everyone = audiences_counted(RegisterKind.HEADCOUNT, Audience.PUPILS)
    assert everyone == tuple(HeadcountAudience)


class TestOpening:
    """From 14 days before to 30 days after, by the calendar in Norfolk."""

    window = OpeningWindow()
    starts_at = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    ends_at = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("at", "is_open"),
        [
            (datetime(2026, 11, 9, 23, 59, tzinfo=UTC), False),
            (datetime(2026, 11, 10, 0, 0, tzinfo=UTC), True),
            (datetime(2026, 12, 24, 23, 59, tzinfo=UTC), True),
            (datetime(2026, 12, 25, 0, 0, tzinfo=UTC), False),
        ],
    )
    def test_by_whole_days(self, at: datetime, is_open: bool) -> None:
        assert self.window.is_open(starts_at=self.starts_at, ends_at=self.ends_at, at=at) is is_open

    def test_the_days_are_those_in_norfolk(self) -> None:
        """A quarter past midnight in July is still the day before in UTC."""
        starts_at = datetime(2026, 7, 14, 23, 15, tzinfo=UTC)
        assert self.window.opens_on(starts_at) == date(2026, 7, 1)

    def test_it_can_be_set(self) -> None:
        assert OpeningWindow(days_before=1).opens_on(self.starts_at) == date(2026, 11, 23)


class TestRecording:
    """From the morning of the day, and never for a cancelled session."""

    starts_at = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

    def test_from_the_morning_of_the_day(self) -> None:
        morning = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
        check_may_record(state=SessionState.SCHEDULED, starts_at=self.starts_at, at=morning)

    def test_not_the_day_before(self) -> None:
        evening = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
        with pytest.raises(Refusal) as refusal:
            check_may_record(state=SessionState.SCHEDULED, starts_at=self.starts_at, at=evening)
        assert refusal.value.code == "too_early"

    def test_not_when_it_was_cancelled(self) -> None:
        with pytest.raises(Refusal) as refusal:
            check_may_record(state=SessionState.CANCELLED, starts_at=self.starts_at, at=self.starts_at)
        assert refusal.value.code == "cancelled"


class TestSettling:
    """Two people with the same register on their phones."""

    def test_a_new_mark_on_the_row_that_was_shown(self) -> None:
        assert settle(shown=0, stored=0, was=None, old=None, new=Mark.PRESENT) is RowOutcome.SAVED
        assert settle(shown=2, stored=2, was=Mark.PRESENT, old=Mark.PRESENT, new=Mark.LATE) is RowOutcome.SAVED

    def test_what_is_stored_already_changes_nothing_even_from_an_old_page(self) -> None:
        outcome = settle(shown=1, stored=2, was=Mark.ABSENT, old=Mark.LATE, new=Mark.LATE)
        assert outcome is RowOutcome.UNCHANGED
        assert settle(shown=0, stored=0, was=None, old=None, new=None) is RowOutcome.UNCHANGED

    def test_a_row_that_the_sender_did_not_touch_is_no_conflict(self) -> None:
        outcome = settle(shown=1, stored=2, was=Mark.ABSENT, old=Mark.LATE, new=Mark.ABSENT)
        assert outcome is RowOutcome.UNCHANGED

    def test_another_mark_in_the_meantime_is_never_overwritten(self) -> None:
        changed = settle(shown=1, stored=2, was=Mark.PRESENT, old=Mark.ABSENT, new=Mark.LATE)
        first = settle(shown=0, stored=1, was=None, old=Mark.ABSENT, new=Mark.PRESENT)
        assert changed is first is RowOutcome.CONFLICT


def test_a_register_is_complete_when_every_row_has_a_mark() -> None:
    part = tally([Mark.PRESENT, Mark.LATE, None])
    assert (part.attended, part.unmarked, part.complete) == (2, 1, False)
    assert tally([Mark.PRESENT, Mark.ABSENT]).complete
    assert not tally([]).complete


@pytest.mark.parametrize(("typed", "number"), [("28", 28), (" 28 ", 28), ("0", 0), ("1,200", 1200), ("", None)])
def test_a_headcount_is_a_whole_number_or_blank(typed: str, number: int | None) -> None:
    assert read_headcount(typed, field="pupil-7", recorded=None) == number


@pytest.mark.parametrize(
    ("typed", "recorded", "code"),
    [
        ("-3", None, "not_a_number"),
        ("27-22-20", None, "not_a_number"),
        ("2.5", None, "not_a_number"),
        ("about 30", None, "not_a_number"),
        ("²", None, "not_a_number"),
        ("2001", None, "too_many"),
        ("", 28, "wiped"),
    ],
)
def test_what_is_no_headcount_is_refused_at_its_field(typed: str, recorded: int | None, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_headcount(typed, field="pupil-7", recorded=recorded)
    assert (refusal.value.code, refusal.value.field) == (code, "pupil-7")

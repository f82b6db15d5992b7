"""Proposing the dates of a course of several weeks as one unit.

A course belongs into one half-term (§1.4 of the domain notes). Where it does not fit, there are
choices: each with all its dates, none with a week too few. Days are looked up in the school's calendar,
hours in the diary of the one facilitator who could come each week (§2.2: the same adult where possible),
and the time on the wall stays the same over both clock changes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from itertools import islice

from rose_training.domain.calendar import (
    LOOK_AHEAD_WEEKS,
    WEEK,
    SchoolCalendar,
    Skip,
    TermDates,
    academic_year,
    london_day,
)
from rose_training.domain.course_choices import (
    Choice,
    ChoiceKind,
    CourseProposal,
    CourseWish,
    FacilitatorDiary,
    meeting_on,
)
from rose_training.domain.refusals import Refusal
from rose_training.domain.weekly import Meeting

USUAL_STARTS = (time(9), time(10), time(11), time(13, 30), time(14, 30))
"""When lessons begin in most schools: the hours that are tried where the wished one does not fit."""
MOST_OTHER_HOURS = 2
"""More choices of another day or hour than this would be a list to search, not a choice."""


def propose(wish: CourseWish, calendar: SchoolCalendar, diaries: Sequence[FacilitatorDiary] = ()) -> CourseProposal:
    """Weekly dates from the first day on, and where they do not fit, the ways round it.

    With `diaries`, a date is one on which the same facilitator is free every time; of several, the one with
    whom most weeks fit. Raises a Refusal for a first day on a weekend or before `earliest`, and for a
    course that fits nowhere.
    """
    _check(wish)
    search = _Search(wish, calendar, tuple(diaries) or (None,))
    runs = [run for diary in search.diaries if (run := search.weekly(diary)) is not None]
    if not runs:
        raise Refusal("no_room", f"{wish.weeks} weekly dates do not fit into the calendar and the diaries", "first")
    asked = max(runs, key=lambda run: (run.before_break or 0, -run.meetings[-1].starts_at.timestamp()))
    choices: tuple[Choice, ...] = ()
    term = calendar.term_of(asked.days[0])
    if term is not None and not asked.fits:
        choices = (
            *search.ways_round(term),
            replace(asked, kind=ChoiceKind.AFTER_THE_BREAK),
            *search.next_half_term(term),
        )
    looked_at = sorted([*asked.days, *(skip.day for skip in asked.skipped)])
    unknown = dict.fromkeys(academic_year(day) for day in looked_at if not calendar.knows(day))
    return CourseProposal(asked, choices, tuple(unknown))


def _check(wish: CourseWish) -> None:
    if wish.weeks < 1:
        raise Refusal("weeks", "A course has at least one week", "weeks")
    if wish.first.weekday() >= 5:
        raise Refusal("weekend", f"{wish.first:%-d %B %Y} is a {wish.first:%A}: choose a school day", "first")
    if wish.first < wish.earliest:
        raise Refusal("too_early", "The first session must be in the future", "first")


@dataclass(frozen=True, slots=True)
class _Search:
    """One wish, the school's calendar, and the diaries to be looked at (None: no diary, the calendar alone)."""

    wish: CourseWish
    calendar: SchoolCalendar
    diaries: tuple[FacilitatorDiary | None, ...]
    _closed: dict[date, str | None] = field(default_factory=dict)
    """What the calendar has said already: every diary asks about the same days."""

    def weekly(
        self,
        diary: FacilitatorDiary | None,
        *,
        kind: ChoiceKind = ChoiceKind.AS_ASKED,
        first: date | None = None,
        starts: time | None = None,
        weeks: int | None = None,
        until: date | None = None,
    ) -> Choice | None:
        """Weekly dates from `first` on, without those that are closed or taken; None when too few lie before `until`.

        What is not given is as in the wish.
        """
        meetings: list[Meeting] = []
        skipped: list[Skip] = []
        day = first or self.wish.first
        for _ in range(LOOK_AHEAD_WEEKS):
            if until is not None and day > until:
                return None
            meeting = meeting_on(day, starts or self.wish.starts, self.wish.minutes)
            reason = self.not_at(meeting, diary)
            if reason is None:
                meetings.append(meeting)
            else:
                skipped.append(Skip(day, reason))
            if len(meetings) == (weeks or self.wish.weeks):
                return self.choice(kind, meetings, skipped, diary)
            day += WEEK
        return None

    def not_at(self, meeting: Meeting, diary: FacilitatorDiary | None) -> str | None:
        """Why a session cannot take place then, or None."""
        day = london_day(meeting.starts_at)
        if day not in self._closed:
            self._closed[day] = self.calendar.closed_because(day, years=self.wish.years)
        return self._closed[day] or (diary.why_not(meeting) if diary else None)

    def choice(
        self, kind: ChoiceKind, meetings: Sequence[Meeting], skipped: Sequence[Skip], diary: FacilitatorDiary | None
    ) -> Choice:
        """These dates, with how many of them lie in the half-term of the first."""
        term = self.calendar.term_of(london_day(meetings[0].starts_at))
        return Choice(
            kind,
            tuple(meetings),
            tuple(skipped),
            before_break=None if term is None else sum(london_day(one.starts_at) in term for one in meetings),
            facilitator_id=diary.facilitator_id if diary else None,
            facilitator=diary.name if diary else "",
        )

    def ways_round(self, term: TermDates) -> Iterator[Choice]:
        """Choices that lie wholly in the half-term: an earlier start, another hour, two sessions in one week."""
        earlier = self.earlier(term)
        if earlier is not None:
            yield earlier
        yield from self.other_hours(term)
        firsts = [self.wish.first] if earlier is not None else [self.wish.first, *self.weeks_before(term)]
        twice = (self.twice_in_one_week(term, diary, first) for first in firsts for diary in self.diaries)
        yield from islice((choice for choice in twice if choice is not None), 1)

    def next_half_term(self, term: TermDates) -> Iterator[Choice]:
        """The wished day and hour, wholly in the next half-term, if that is known and long enough."""
        later = sorted(one for one in self.calendar.terms if one.first > term.last)
        for coming in later[:1]:
            first = coming.first + timedelta(days=(self.wish.first.weekday() - coming.first.weekday()) % 7)
            if first >= self.wish.earliest:
                choice = self.with_anybody(ChoiceKind.NEXT_HALF_TERM, coming, first, self.wish.starts)
                yield from [choice] if choice is not None else []

    def weeks_before(self, term: TermDates) -> Iterator[date]:
        """The wished day in the weeks before, the nearest first, as far back as the half-term and today reach."""
        day = self.wish.first - WEEK
        while day >= max(self.wish.earliest, term.first):
            yield day
            day -= WEEK

    def with_anybody(self, kind: ChoiceKind, term: TermDates, first: date, starts: time) -> Choice | None:
        """Weekly dates within the half-term with the first facilitator who is free at all of them."""
        found = (self.weekly(diary, kind=kind, first=first, starts=starts, until=term.last) for diary in self.diaries)
        return next((choice for choice in found if choice is not None and choice.fits), None)

    def earlier(self, term: TermDates) -> Choice | None:
        """The same day and hour, as few weeks earlier as will do."""
        tried = (
            self.with_anybody(ChoiceKind.EARLIER, term, first, self.wish.starts) for first in self.weeks_before(term)
        )
        return next((choice for choice in tried if choice is not None), None)

    def other_hours(self, term: TermDates) -> Iterator[Choice]:
        """From the same week on: the nearest days first, at the wished hour first, one hour a day."""
        wish = self.wish
        clocks = sorted({wish.starts, *USUAL_STARTS}, key=lambda clock: (_apart(clock, wish.starts), clock))
        monday = wish.first - timedelta(days=wish.first.weekday())
        days = sorted((monday + timedelta(days=n) for n in range(5)), key=lambda day: abs((day - wish.first).days))
        yield from islice((choice for day in days if (choice := self.on_day(term, day, clocks))), MOST_OTHER_HOURS)

    def on_day(self, term: TermDates, day: date, clocks: Sequence[time]) -> Choice | None:
        """Weekly dates on the weekday of `day`, at the first of these hours that will do."""
        first = day if day >= max(self.wish.earliest, term.first) else day + WEEK
        tried = (
            self.with_anybody(ChoiceKind.OTHER_HOUR, term, first, clock)
            for clock in clocks
            if (day, clock) != (self.wish.first, self.wish.starts)
        )
        return next((choice for choice in tried if choice is not None), None)

    def twice_in_one_week(self, term: TermDates, diary: FacilitatorDiary | None, first: date) -> Choice | None:
        """One week fewer, and in one week, not the first, a second session at least two days from the other."""
        if self.wish.weeks < 3:
            return None
        run = self.weekly(diary, first=first, weeks=self.wish.weeks - 1, until=term.last)
        if run is None or run.days[0] not in term:
            return None
        for day in run.days[1:]:
            for weekday in range(5):
                other = day + timedelta(days=weekday - day.weekday())
                if abs((other - day).days) < 2 or other not in term:
                    continue
                extra = meeting_on(other, self.wish.starts, self.wish.minutes)
                if self.not_at(extra, diary) is None:
                    meetings = sorted((*run.meetings, extra), key=lambda one: one.starts_at)
                    return self.choice(ChoiceKind.TWICE_IN_ONE_WEEK, meetings, run.skipped, diary)
        return None


def _apart(one: time, other: time) -> int:
    """The minutes between two times of one day."""
    return abs((one.hour - other.hour) * 60 + one.minute - other.minute)

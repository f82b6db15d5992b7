"""What has to be in place before a visit, by when, and what an open point means (§2.2 of the domain notes).

Each item has somebody who sees to it, a strength (it blocks, warns or informs) and a due date as an offset
from the visit, in working days of the school's own calendar: it moves when the visit moves. The words are in
`checklist_words`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rose_training.domain.calendar import SchoolCalendar
from rose_training.domain.declarations import DeclarationKind, declarations_for
from rose_training.domain.hosts import HostKind
from rose_training.domain.programme import Audience
from rose_training.domain.visit_answers import Topic

LOOK_BACK_DAYS = 200
"""Further than any run of holidays: where a calendar has no open day within it, the days are counted plainly."""


class ChecklistItem(StrEnum):
    """The points of the list; the values stand in addresses."""

    AGREED = "agreed"
    STAFF_STAY = "staff-stay"
    SAFEGUARDING_LEAD = "safeguarding-lead"
    DISCLOSURE_ROUTE = "disclosure-route"
    PARENTS = "parents"
    PUPILS = "support-for-pupils"
    LIST_AND_CONSENT = "list-and-agreement"
    MATERIALS = "materials"
    CURRICULUM = "curriculum"
    PROGRAMME = "before-and-after"
    DAY_CONTACT = "day-contact"
    STAFF_NAME = "staff-in-the-room"
    ROOM = "room"
    RISKS = "risk-assessment"
    ACCESS = "access"
    ARRIVAL = "arrival"
    VISITOR_POLICY = "visitor-policy"
    PHOTOS = "photographs"
    FACILITATOR = "facilitator"
    LETTER = "letter-of-assurance"
    OUTLINE = "outline-sent"
    IDENTITY = "who-comes"
    REVIEW = "how-it-went"
    SUITED = "right-for-the-group"
    CONTENTIOUS = "contentious"
    FOLLOW_UP = "what-followed"


class Who(StrEnum):
    """Who sees to an item."""

    SCHOOL = "school"
    OURS = "ours"


class Strength(StrEnum):
    """What an open item means."""

    BLOCKS = "blocks"
    WARNS = "warns"
    INFORMS = "informs"


class When(StrEnum):
    """By when an item is due, seen from the visit."""

    BEFORE_CONFIRMATION = "before_confirmation"
    TEN_DAYS = "ten_days"
    TWO_DAYS = "two_days"
    ON_THE_DAY = "on_the_day"
    AFTER = "after"


WORKING_DAYS = {When.TEN_DAYS: 10, When.TWO_DAYS: 2}
"""So many working days before the first session."""
DAYS_TO_REVIEW = 5
"""Working days after the last session within which we ask how it went."""


class ChecklistAnswer(StrEnum):
    """What an answer comes to."""

    DONE = "done"
    PROMISED = "promised"
    NOT_NEEDED = "not_needed"
    NOT_YET = "not_yet"

    @property
    def settles(self) -> bool:
        """Whether nothing is left to do. A promise leaves it open until it is kept."""
        return self in (ChecklistAnswer.DONE, ChecklistAnswer.NOT_NEEDED)


@dataclass(frozen=True, slots=True)
class Visit:
    """What the list depends on."""

    audience: Audience
    targeted: bool
    host: HostKind
    first_day: date | None
    last_day: date | None
    delivered: bool = False
    """Whether everything that was planned has taken place; that may be known on the last day itself."""

    @property
    def school(self) -> bool:
        """Whether it is a school or college, and not another setting with other words."""
        return self.host.is_school


@dataclass(frozen=True, slots=True)
class Point:
    """One item as it applies to one visit."""

    item: ChecklistItem
    who: Who
    strength: Strength
    due: When
    declaration: DeclarationKind | None = None
    """Where the answer is one of the declarations that hold up a confirmation."""
    blocks_from: When | None = None
    """From when on a warning becomes a block."""


_DECLARED = {
    ChecklistItem.AGREED: DeclarationKind.SENIOR_LEADER_AGREED,
    ChecklistItem.STAFF_STAY: DeclarationKind.STAFF_STAY,
    ChecklistItem.SAFEGUARDING_LEAD: DeclarationKind.DSL_REACHABLE,
    ChecklistItem.DISCLOSURE_ROUTE: DeclarationKind.DISCLOSURE_ROUTE,
    ChecklistItem.PARENTS: DeclarationKind.PARENTS_TOLD,
    ChecklistItem.PUPILS: DeclarationKind.PUPILS_THOUGHT_ABOUT,
}

_TOLD_WITH = {
    ChecklistItem.ROOM: Topic.ROOM,
    ChecklistItem.ARRIVAL: Topic.ROOM,
    ChecklistItem.ACCESS: Topic.NEEDS,
    ChecklistItem.CURRICULUM: Topic.CURRICULUM,
    ChecklistItem.PROGRAMME: Topic.CURRICULUM,
}


def topic_of(item: ChecklistItem) -> Topic | None:
    """The questions of the request that a point is answered with, where it has any."""
    return _TOLD_WITH.get(item)


def item_of(kind: DeclarationKind) -> ChecklistItem:
    """The point that a declaration answers."""
    return next(item for item, declared in _DECLARED.items() if declared is kind)


_PUPILS = frozenset({Audience.PUPILS})
_AT_SCHOOL = frozenset({Audience.PUPILS, Audience.PARENTS, Audience.STAFF})
_ALL = frozenset(Audience)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A line of the table of §2.2: for whom it is asked, and how."""

    item: ChecklistItem
    strength: Strength
    due: When
    audiences: frozenset[Audience] = _ALL
    who: Who = Who.SCHOOL
    blocks_from: When | None = None
    schools_only: bool = False
    courses_only: bool = False


_I, _S, _W = ChecklistItem, Strength, When
_RULES = (
    _Rule(_I.AGREED, _S.BLOCKS, _W.BEFORE_CONFIRMATION),
    _Rule(_I.STAFF_STAY, _S.BLOCKS, _W.BEFORE_CONFIRMATION, _PUPILS),
    _Rule(_I.SAFEGUARDING_LEAD, _S.BLOCKS, _W.BEFORE_CONFIRMATION, _AT_SCHOOL),
    _Rule(_I.DISCLOSURE_ROUTE, _S.BLOCKS, _W.BEFORE_CONFIRMATION, _AT_SCHOOL),
    _Rule(_I.PARENTS, _S.WARNS, _W.TEN_DAYS, _PUPILS),
    _Rule(_I.PUPILS, _S.WARNS, _W.TEN_DAYS, _PUPILS),
    _Rule(_I.LIST_AND_CONSENT, _S.WARNS, _W.TEN_DAYS, _PUPILS, courses_only=True),
    _Rule(_I.MATERIALS, _S.WARNS, _W.TEN_DAYS, _AT_SCHOOL, blocks_from=_W.TWO_DAYS),
    _Rule(_I.CURRICULUM, _S.WARNS, _W.TEN_DAYS, _PUPILS, schools_only=True),
    _Rule(_I.PROGRAMME, _S.WARNS, _W.TEN_DAYS, _PUPILS),
    _Rule(_I.ACCESS, _S.INFORMS, _W.TEN_DAYS),
    _Rule(_I.ROOM, _S.WARNS, _W.TWO_DAYS),
    _Rule(_I.RISKS, _S.WARNS, _W.TWO_DAYS, _AT_SCHOOL),
    _Rule(_I.DAY_CONTACT, _S.BLOCKS, _W.TWO_DAYS),
    _Rule(_I.STAFF_NAME, _S.WARNS, _W.TWO_DAYS, _PUPILS),
    _Rule(_I.ARRIVAL, _S.INFORMS, _W.TWO_DAYS),
    _Rule(_I.VISITOR_POLICY, _S.INFORMS, _W.TWO_DAYS, _AT_SCHOOL),
    _Rule(_I.PHOTOS, _S.INFORMS, _W.TWO_DAYS, _AT_SCHOOL),
    _Rule(_I.FACILITATOR, _S.WARNS, _W.TEN_DAYS, who=Who.OURS),
    _Rule(_I.OUTLINE, _S.WARNS, _W.TEN_DAYS, _AT_SCHOOL, who=Who.OURS),
    _Rule(_I.LETTER, _S.WARNS, _W.TEN_DAYS, _AT_SCHOOL, who=Who.OURS),
    _Rule(_I.IDENTITY, _S.INFORMS, _W.ON_THE_DAY, who=Who.OURS),
    # What a school says of a visit (§2.2 item 21), each with an answer of its own.
    _Rule(_I.REVIEW, _S.INFORMS, _W.AFTER),
    _Rule(_I.SUITED, _S.INFORMS, _W.AFTER),
    _Rule(_I.CONTENTIOUS, _S.INFORMS, _W.AFTER),
    _Rule(_I.FOLLOW_UP, _S.INFORMS, _W.AFTER),
)


def points_for(visit: Visit) -> tuple[Point, ...]:
    """The items of a visit, in order.

    What has to be declared before confirmation blocks (for a targeted course the parents and the support for
    pupils too, §2.2 items 8 and 13); a setting that is not a school has no curriculum to say anything about.
    """
    declared = set(declarations_for(visit.audience, targeted=visit.targeted, host=visit.host))
    return tuple(_point(rule, declared) for rule in _RULES if _is_asked(rule, visit, declared))


def _is_asked(rule: _Rule, visit: Visit, declared: set[DeclarationKind]) -> bool:
    kind = _DECLARED.get(rule.item)
    if kind is not None and rule.due is When.BEFORE_CONFIRMATION:
        return kind in declared
    if kind in declared:
        return True
    suits = (visit.school or not rule.schools_only) and (visit.targeted or not rule.courses_only)
    return visit.audience in rule.audiences and suits


def _point(rule: _Rule, declared: set[DeclarationKind]) -> Point:
    kind = _DECLARED.get(rule.item)
    if kind in declared:
        return Point(rule.item, rule.who, Strength.BLOCKS, When.BEFORE_CONFIRMATION, declaration=kind)
    return Point(rule.item, rule.who, rule.strength, rule.due, blocks_from=rule.blocks_from)


def due_on(due: When, visit: Visit, calendar: SchoolCalendar) -> date | None:
    """The day by which something is due; None while there is no date, and for what precedes the confirmation."""
    if visit.first_day is None or visit.last_day is None or due is When.BEFORE_CONFIRMATION:
        return None
    if due is When.ON_THE_DAY:
        return visit.first_day
    if due is When.AFTER:
        return _working_days(visit.last_day, DAYS_TO_REVIEW, calendar, forward=True)
    return _working_days(visit.first_day, WORKING_DAYS[due], calendar, forward=False)


def _working_days(day: date, number: int, calendar: SchoolCalendar, *, forward: bool) -> date:
    step = timedelta(days=1 if forward else -1)
    left, reached = number, day
    for _ in range(LOOK_BACK_DAYS):
        reached += step
        left -= calendar.closed_because(reached) is None
        if not left:
            return reached
    return day + number * step


def strength_on(point: Point, visit: Visit, calendar: SchoolCalendar, today: date) -> Strength:
    """How strongly an open item counts today: what warned at ten working days may block at two."""
    if point.blocks_from is None:
        return point.strength
    since = due_on(point.blocks_from, visit, calendar)
    return Strength.BLOCKS if since is not None and today >= since else point.strength


@dataclass(frozen=True, slots=True)
class Entry:
    """One item as it stands. `said`: what we know about it, in words; `note`: nothing has to be done about it."""

    point: Point
    title: str
    said: str
    settled: bool
    promised: bool
    strength: Strength
    due_on: date | None
    note: bool = False

    @property
    def item(self) -> ChecklistItem:
        """Which one."""
        return self.point.item

    @property
    def topic(self) -> Topic | None:
        """The questions of the request that it is answered with, where it has any."""
        return topic_of(self.item)

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return not self.settled and not self.note


@dataclass(frozen=True, slots=True)
class Checklist:
    """The whole list of one visit on one day."""

    entries: tuple[Entry, ...]
    today: date
    visit: Visit

    def of(self, who: Who) -> tuple[Entry, ...]:
        """The items that one side sees to."""
        return tuple(entry for entry in self.entries if entry.point.who is who)

    def due(self, when: When, who: Who = Who.SCHOOL) -> tuple[Entry, ...]:
        """The items of one side that are due at one time; how it went is asked when it is over."""
        return tuple(entry for entry in self.of(who) if entry.point.due == when and not self._not_now(entry))

    @property
    def ours(self) -> tuple[Entry, ...]:
        """What we see to ourselves."""
        return self.of(Who.OURS)

    @property
    def open_ones(self) -> tuple[Entry, ...]:
        """What the school still has to do, as far as its time has come."""
        return tuple(entry for entry in self.of(Who.SCHOOL) if entry.is_open and not self._not_now(entry))

    @property
    def blocking(self) -> tuple[Entry, ...]:
        """Of that, what stops the confirmation, or the visit once it is near."""
        return tuple(entry for entry in self.open_ones if entry.strength is Strength.BLOCKS)

    @property
    def settled(self) -> int:
        """How many of the school's items are done."""
        return sum(entry.settled for entry in self.of(Who.SCHOOL) if not self._not_now(entry))

    @property
    def length(self) -> int:
        """How many there are at present."""
        return sum(not self._not_now(entry) for entry in self.of(Who.SCHOOL))

    def find(self, item: ChecklistItem) -> Entry | None:
        """One item, if it is on this list and its time has come."""
        return next((one for one in self.entries if one.item is item and not self._not_now(one)), None)

    def is_late(self, entry: Entry) -> bool:
        """Whether an open item should have been done by now. What only informs is never late: nothing waits for it."""
        needed = entry.is_open and entry.strength is not Strength.INFORMS
        return needed and entry.due_on is not None and entry.due_on < self.today

    @property
    def over(self) -> bool:
        """Whether it took place, or the last day has passed: nothing before it is asked for any more."""
        return self.visit.delivered or (self.visit.last_day is not None and self.visit.last_day < self.today)

    def _not_now(self, entry: Entry) -> bool:
        """How it went is asked from the last day on, everything else until it is over."""
        if entry.point.due is When.AFTER:
            return not self.over and (self.visit.last_day is None or self.visit.last_day > self.today)
        return self.over


CHASED = (When.TEN_DAYS, When.TWO_DAYS, When.AFTER)
"""The days on which a school that still has something to do gets one e-mail with all of it."""
LATENESS_DAYS = 2
"""How late such an e-mail may still leave, for example after the mail server was down over a weekend."""


def chase_due(visit: Visit, calendar: SchoolCalendar, *, today: date) -> When | None:
    """Which e-mail should leave today, if one should: an offset from the visit as it stands now, never a stored day.

    The first asks at ten working days; the second at two, with what has come to block; the third, when it is
    over, how it went. At most one is due at any time, the later one.
    """
    for when in reversed(CHASED):
        asks = _asks_on(when, visit, calendar)
        if asks is not None and asks <= today <= asks + timedelta(days=LATENESS_DAYS):
            return when if _still_of_use(when, visit, today) else None
    return None


def _asks_on(when: When, visit: Visit, calendar: SchoolCalendar) -> date | None:
    """On the day by which it is due; after the visit on the next working day, to have some days left."""
    if when is When.AFTER and visit.last_day is not None:
        return _working_days(visit.last_day, 1, calendar, forward=True)
    return due_on(when, visit, calendar)


def _still_of_use(when: When, visit: Visit, today: date) -> bool:
    return when is When.AFTER or (visit.first_day is not None and today < visit.first_day)


def to_ask(checklist: Checklist, when: When) -> tuple[Entry, ...]:
    """What such an e-mail names: before the visit everything open that it needs, afterwards how it went."""
    after = when is When.AFTER
    return tuple(entry for entry in checklist.open_ones if (entry.point.due is When.AFTER) is after)


def worst_first(entries: Iterable[Entry]) -> list[Entry]:
    """What blocks, then what warns, then what informs; otherwise in the order of the list."""
    return sorted(entries, key=lambda entry: list(Strength).index(entry.strength))

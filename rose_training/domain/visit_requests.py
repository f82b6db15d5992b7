"""What a school fills in when it asks for a session, one step at a time.

A draft keeps plain answers (what JSON can hold), so that nothing typed is lost; a
`VisitRequest` is the same, complete and checked, ready to become a booking.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any

from rose_training.domain.bookings import ContactRole, PartOfDay, check_preferred_dates, hour_wished
from rose_training.domain.declarations import (
    DeclarationAnswer,
    DeclarationKind,
    answers_allowed,
    declarations_for,
    needs_safeguarding_lead,
)
from rose_training.domain.programme import Audience
from rose_training.domain.refusals import Refusal, refusals_of
from rose_training.domain.year_groups import (
    FOR_A_LARGER_GROUP,
    FOR_A_WHOLE_YEAR,
    YearGroup,
    check_group_size,
    check_years,
)

Answers = Mapping[str, Any]

_EMAIL = re.compile(r"[^@\s<>,;:\"()]+@[^@\s<>,;:\"()]+\.[^@\s<>,;:\"().]{2,}")
_PHONE_MARKS = re.compile(r"[\s().+/-]|ext\.?|x", re.IGNORECASE)


class Step(StrEnum):
    """The questions, in order; the values stand in addresses."""

    ACTIVITY = "activity"
    SCHOOL = "school"
    GROUP = "group"
    DATES = "dates"
    BOOKER = "booker"
    ON_THE_DAY = "on-the-day"
    SAFEGUARDING_LEAD = "safeguarding-lead"
    DECLARATIONS = "declarations"


@dataclass(frozen=True, slots=True)
class Offer:
    """What the request is for, as far as the rules need to know."""

    audience: Audience
    targeted: bool
    min_year: int | None
    max_year: int | None
    max_group: int | None

    @property
    def on_school_days(self) -> bool:
        """Whether it takes place in school hours; an evening for parents need not."""
        return self.audience in (Audience.PUPILS, Audience.STAFF)


def steps_for(offer: Offer | None) -> tuple[Step, ...]:
    """The questions to ask: a team of professionals has no pupils and needs no safeguarding lead for us."""
    if offer is not None and not needs_safeguarding_lead(offer.audience):
        return tuple(step for step in Step if step is not Step.SAFEGUARDING_LEAD)
    return tuple(Step)


def step_before(step: Step, offer: Offer | None) -> Step | None:
    """The question before this one, None for the first."""
    steps = steps_for(offer)
    position = steps.index(step) if step in steps else 0
    return steps[position - 1] if position else None


@dataclass(frozen=True, slots=True)
class Wish:
    """A day that would suit, and when on that day."""

    day: date
    part: PartOfDay
    time: str = ""

    @property
    def hour(self) -> str:
        """'morning, period 3'."""
        return hour_wished(self.part, self.time)


@dataclass(frozen=True, slots=True)
class Contact:
    """One of the three people of a booking; `reach` is how to get hold of the safeguarding lead.

    `later`: the school will say who it is; the visit is not confirmed before.
    """

    name: str
    email: str = ""
    phone: str = ""
    role: str = ""
    reach: str = ""
    later: bool = False


@dataclass(frozen=True, slots=True)
class Declared:
    """An answer to one declaration, and the detail that goes with it."""

    answer: DeclarationAnswer
    detail: str = ""


@dataclass(frozen=True, slots=True)
class VisitRequest:
    """A complete request. `organisation` is a reference, or None with `described` instead."""

    activity: str
    organisation: str | None
    described: str
    years: tuple[YearGroup, ...]
    expected_number: int
    wishes: tuple[Wish, ...]
    booker: Contact
    on_the_day: Contact
    dsl: Contact
    declarations: Mapping[DeclarationKind, Declared]


def read_request(
    answers: Answers,
    *,
    offer: Offer,
    today: date,
    bank_holidays: Mapping[date, str],
) -> VisitRequest:
    """The request behind the answers of a draft. Raises a Refusal for the first thing that is wrong."""
    wishes = read_wishes(answers)
    years = tuple(YearGroup(code) for code in answers.get("years", ()))
    number = int(answers.get("expected_number") or 0)
    check_group(years, number, offer=offer)
    check_wishes(wishes, offer=offer, today=today, bank_holidays=bank_holidays)
    if not (answers.get("organisation") or answers.get("described")):
        raise Refusal("school_missing", "Select your school", "q")
    people = {role: read_contact(answers, role) for role in ContactRole}
    for role, contact in people.items():
        if role is not ContactRole.DSL or Step.SAFEGUARDING_LEAD in steps_for(offer):
            check_contact(role, contact)
    declared = read_declarations(answers)
    check_declarations(declared, offer=offer)
    return VisitRequest(
        activity=str(answers.get("activity", "")),
        organisation=answers.get("organisation") or None,
        described=str(answers.get("described") or ""),
        years=years,
        expected_number=number,
        wishes=wishes,
        booker=people[ContactRole.BOOKER],
        on_the_day=people[ContactRole.ON_THE_DAY],
        dsl=people[ContactRole.DSL],
        declarations=declared,
    )


def first_unanswered(
    answers: Answers,
    *,
    offer: Offer | None,
    today: date,
    bank_holidays: Mapping[date, str],
) -> Step | None:
    """The first step that still needs an answer, or None when the request may be sent.

    An answer that no longer fits counts as none: a year group after another activity was
    chosen, or a day that has passed since.
    """
    if offer is None:
        return Step.ACTIVITY
    for step in steps_for(offer):
        try:
            _check_step(step, answers, offer=offer, today=today, bank_holidays=bank_holidays)
        except Refusal:
            return step
    return None


def _check_step(
    step: Step,
    answers: Answers,
    *,
    offer: Offer,
    today: date,
    bank_holidays: Mapping[date, str],
) -> None:
    match step:
        case Step.ACTIVITY:
            pass  # there is an offer
        case Step.SCHOOL:
            if not (answers.get("organisation") or answers.get("described")):
                raise Refusal("school_missing", "Select your school", "q")
        case Step.GROUP:
            years = [YearGroup(code) for code in answers.get("years", ())]
            check_group(years, int(answers.get("expected_number") or 0), offer=offer)
        case Step.DATES:
            check_wishes(read_wishes(answers), offer=offer, today=today, bank_holidays=bank_holidays)
        case Step.BOOKER:
            check_contact(ContactRole.BOOKER, read_contact(answers, ContactRole.BOOKER))
        case Step.ON_THE_DAY:
            check_contact(ContactRole.ON_THE_DAY, read_contact(answers, ContactRole.ON_THE_DAY))
        case Step.SAFEGUARDING_LEAD:
            check_contact(ContactRole.DSL, read_contact(answers, ContactRole.DSL))
        case Step.DECLARATIONS:
            check_declarations(read_declarations(answers), offer=offer)


def check_group(years: tuple[YearGroup, ...] | list[YearGroup], number: int, *, offer: Offer) -> None:
    """Refuse a group that the activity was not written for or that is too large for it."""
    for refusal in wrong_with_group(years, number, offer=offer):
        raise refusal


def wrong_with_group(years: tuple[YearGroup, ...] | list[YearGroup], number: int, *, offer: Offer) -> list[Refusal]:
    """Everything that `check_group` would refuse."""
    of_pupils = offer.audience is Audience.PUPILS
    otherwise = FOR_A_WHOLE_YEAR if of_pupils and not offer.targeted else FOR_A_LARGER_GROUP
    size = partial(check_group_size, number, max_group=offer.max_group, otherwise=otherwise)
    if not of_pupils:
        return refusals_of(size)
    return refusals_of(partial(check_years, years, min_year=offer.min_year, max_year=offer.max_year), size)


def check_wishes(
    wishes: tuple[Wish, ...] | list[Wish],
    *,
    offer: Offer,
    today: date,
    bank_holidays: Mapping[date, str],
) -> None:
    """Refuse days that cannot be, see `check_preferred_dates`."""
    check_preferred_dates(
        [wish.day for wish in wishes],
        today=today,
        bank_holidays=bank_holidays,
        weekends=not offer.on_school_days,
    )


def check_contact(role: ContactRole, contact: Contact) -> None:
    """Refuse a contact that nobody could reach."""
    for refusal in wrong_with_contact(role, contact):
        raise refusal


def wrong_with_contact(role: ContactRole, contact: Contact) -> list[Refusal]:
    """Everything that `check_contact` would refuse."""
    if role is ContactRole.DSL:
        if contact.later:
            return []
        return refusals_of(
            partial(_check_given, contact.name, "name", "Enter the full name of the safeguarding lead"),
            partial(_check_given, contact.reach, "reach", "Enter how to reach the safeguarding lead on the day"),
        )
    if role is ContactRole.ON_THE_DAY:
        return refusals_of(
            partial(_check_given, contact.name, "name", "Enter their full name"), partial(_check_phone, contact.phone)
        )
    return refusals_of(
        partial(_check_given, contact.name, "name", "Enter your full name"),
        partial(_check_email, contact.email),
        partial(_check_phone, contact.phone),
    )


def _check_given(value: str, field: str, sentence: str) -> None:
    if not value:
        raise Refusal(f"{field}_missing", sentence, field)


def _check_email(address: str) -> None:
    _check_given(address, "email", "Enter your e-mail address")
    if not _EMAIL.fullmatch(address) or len(address) > 254:
        sentence = "Enter an e-mail address in the correct format, like name@example.com"
        raise Refusal("email_wrong", sentence, "email")


def _check_phone(number: str) -> None:
    _check_given(number, "phone", "Enter a telephone number")
    digits = _PHONE_MARKS.sub("", number)
    if not digits.isdigit() or not 6 <= len(digits) <= 20:
        raise Refusal("phone_wrong", "Enter a telephone number, like 01603 610256 or 07700 900982", "phone")


def check_declarations(declared: Mapping[DeclarationKind, Declared], *, offer: Offer) -> None:
    """Refuse a declaration without an answer, or a yes without the detail it needs."""
    for refusal in wrong_with_declarations(declared, offer=offer):
        raise refusal


def wrong_with_declarations(declared: Mapping[DeclarationKind, Declared], *, offer: Offer) -> list[Refusal]:
    """Everything that `check_declarations` would refuse."""
    kinds = declarations_for(offer.audience, targeted=offer.targeted)
    return refusals_of(*(partial(_check_declaration, kind, declared.get(kind)) for kind in kinds))


def _check_declaration(kind: DeclarationKind, given: Declared | None) -> None:
    if given is None or given.answer not in answers_allowed(kind):
        raise Refusal("declaration_missing", f"Select whether {kind.clause}", kind.value)
    if kind is DeclarationKind.SENIOR_LEADER_AGREED and given.answer is DeclarationAnswer.YES and not given.detail:
        raise Refusal(
            "declaration_detail",
            "Enter the name and role of the headteacher or senior leader",
            f"{kind.value}_detail",
        )


def read_wishes(answers: Answers) -> tuple[Wish, ...]:
    """The preferred dates in a draft's answers."""
    return tuple(
        Wish(date.fromisoformat(row["day"]), PartOfDay(row["part"]), row.get("time") or "")
        for row in answers.get("dates", ())
    )


def write_wishes(wishes: tuple[Wish, ...] | list[Wish]) -> list[dict[str, str]]:
    """Preferred dates as a draft keeps them."""
    return [{"day": wish.day.isoformat(), "part": wish.part.value, "time": wish.time} for wish in wishes]


def read_contact(answers: Answers, role: ContactRole) -> Contact:
    """One person in a draft's answers; empty where nothing was answered yet.

    Where the booker is also the contact on the day, the draft says so and keeps the person once.
    """
    kept = answers.get(role.value) or {}
    if kept.get("same"):
        kept = answers.get(ContactRole.BOOKER.value) or {}
    return Contact(
        name=kept.get("name", ""),
        email=kept.get("email", ""),
        phone=kept.get("phone", ""),
        role=kept.get("role", ""),
        reach=kept.get("reach", ""),
        later=bool(kept.get("later")),
    )


def read_declarations(answers: Answers) -> dict[DeclarationKind, Declared]:
    """The declarations in a draft's answers."""
    return {
        DeclarationKind(kind): Declared(DeclarationAnswer(row["answer"]), row.get("detail") or "")
        for kind, row in (answers.get("declarations") or {}).items()
    }


def write_declarations(
    declared: Mapping[DeclarationKind, Declared],
) -> dict[str, dict[str, str]]:
    """Declarations as a draft keeps them."""
    return {kind.value: {"answer": given.answer.value, "detail": given.detail} for kind, given in declared.items()}

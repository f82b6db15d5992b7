"""A school's request between its pages: plain answers that JSON can hold, read and written without loss.

A draft that was begun before a question existed opens like any other: the new question counts as
unanswered. So readers take what is there and never expect a key.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from rose_training.domain.bookings import ContactRole, PartOfDay
from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind
from rose_training.domain.hosts import HostKind, VenueRisk
from rose_training.domain.refusals import Refusal
from rose_training.domain.visit_answers import (
    Curriculum,
    CurriculumPlace,
    FollowUp,
    GroupMix,
    NeedKind,
    Needs,
    Room,
    RoomFeature,
    TaughtBefore,
    Topic,
    check_minutes,
)
from rose_training.domain.visit_checks import (
    check_contact,
    check_conversation,
    check_declarations,
    check_group,
    check_organisation,
    check_venue,
    check_wishes,
)
from rose_training.domain.visit_formats import VisitFormat
from rose_training.domain.visit_requests import (
    Answers,
    Contact,
    Conversation,
    Declared,
    Group,
    Offer,
    Step,
    Venue,
    VisitRequest,
    Wish,
    steps_for,
)
from rose_training.domain.year_groups import Ages, WorkingAt, YearGroup

LATER = {"later": True}
"""What a draft keeps for a topic that the school tells us about later."""
PROPOSED = "proposed"
"""What a draft keeps of a day that we propose and nobody has chosen yet: the wishes, and the day of last time."""
Word = TypeVar("Word", bound=StrEnum)


def read_request(answers: Answers, *, offer: Offer, today: date, bank_holidays: Mapping[date, str]) -> VisitRequest:
    """The request behind the answers of a draft. Raises a Refusal for the first thing that is wrong."""
    for step in steps_for(offer):
        _check_step(step, answers, offer=offer, today=today, bank_holidays=bank_holidays)
    asked = set(steps_for(offer))
    group = read_group(answers, offer)
    return VisitRequest(
        activity=str(answers.get("activity", "")),
        organisation=answers.get("organisation") or None,
        described=str(answers.get("described") or ""),
        years=group.years,
        expected_number=group.number,
        wishes=read_wishes(answers),
        booker=read_contact(answers, ContactRole.BOOKER),
        on_the_day=read_contact(answers, ContactRole.ON_THE_DAY),
        dsl=read_contact(answers, ContactRole.DSL) if Step.SAFEGUARDING_LEAD in asked else Contact(""),
        declarations=read_declarations(answers),
        format=group.format,
        ages=group.ages,
        working_at=group.working_at,
        age_exception=group.exception,
        minutes_available=answers.get("minutes_available"),
        host=offer.host,
        venue=read_venue(answers) if Step.VENUE in asked else None,
        conversation=read_conversation(answers) if Step.CONVERSATION in asked else None,
        room=read_room(answers) if Step.ROOM in asked else None,
        needs=read_needs(answers) if Step.NEEDS in asked else None,
        curriculum=read_curriculum(answers) if Step.CURRICULUM in asked else None,
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


def _check_step(step: Step, answers: Answers, *, offer: Offer, today: date, bank_holidays: Mapping[date, str]) -> None:
    match step:
        case Step.ACTIVITY:
            pass  # there is an offer
        case Step.SCHOOL:
            check_organisation(organisation=answers.get("organisation"), described=answers.get("described"))
        case Step.VENUE:
            check_venue(read_venue(answers))
        case Step.GROUP:
            check_group(read_group(answers, offer), offer=offer)
        case Step.CONVERSATION:
            check_conversation(read_conversation(answers))
        case Step.DATES:
            _check_asked("dates", answers)
            check_wishes(read_wishes(answers), offer=offer, today=today, bank_holidays=bank_holidays)
            check_minutes(answers.get("minutes_available"))
        case Step.BOOKER:
            check_contact(ContactRole.BOOKER, read_contact(answers, ContactRole.BOOKER))
        case Step.ON_THE_DAY:
            check_contact(ContactRole.ON_THE_DAY, read_contact(answers, ContactRole.ON_THE_DAY))
        case Step.SAFEGUARDING_LEAD:
            check_contact(ContactRole.DSL, read_contact(answers, ContactRole.DSL))
        case Step.DECLARATIONS:
            check_declarations(read_declarations(answers), offer=offer)
        case Step.ROOM | Step.NEEDS | Step.CURRICULUM:
            if not answers.get(step.value):
                raise Refusal("topic_open", "Answer this, or leave it for later", step.value)


def _check_asked(key: str, answers: Answers) -> None:
    """Refuse a question that nobody has seen yet, though it may be left empty."""
    if key not in answers:
        raise Refusal("preferred_date", "Enter the dates that would suit", "day_1")


def read_group(answers: Answers, offer: Offer) -> Group:
    """Who comes. With a single format on offer there is nothing to choose."""
    youngest, oldest = answers.get("age_from"), answers.get("age_to")
    only = offer.formats[0] if len(offer.formats) == 1 else None
    return Group(
        years=_words(YearGroup, answers.get("years")),
        number=int(answers.get("expected_number") or 0),
        format=only or _word(VisitFormat, answers.get("format")),
        ages=Ages(youngest, oldest) if youngest is not None and oldest is not None else None,
        working_at=_word(WorkingAt, answers.get("working_at")),
        exception=str(answers.get("age_exception") or ""),
    )


def read_host(answers: Answers) -> HostKind:
    """The kind of setting of somebody who is not in the register; a school unless they said otherwise."""
    return _word(HostKind, answers.get("host")) or HostKind.SCHOOL


def read_venue(answers: Answers) -> Venue | None:
    """Where it takes place, None before that was asked."""
    kept = answers.get("venue")
    if not kept:
        return None
    return Venue(
        kept.get("name", ""), kept.get("address", ""), kept.get("postcode", ""), _word(VenueRisk, kept.get("risk"))
    )


def write_venue(venue: Venue) -> dict[str, Any]:
    """A venue as a draft keeps it."""
    risk = venue.risk.value if venue.risk else None
    return {"name": venue.name, "address": venue.address, "postcode": venue.postcode, "risk": risk}


def read_conversation(answers: Answers) -> Conversation | None:
    """When and where to ring, None before that was asked."""
    kept = answers.get("conversation")
    return Conversation(kept.get("when", ""), kept.get("number", "")) if kept else None


def last_time(answers: Answers) -> date | None:
    """The day of the visit that is asked for again, where that is known."""
    day = (answers.get(PROPOSED) or {}).get("last")
    return date.fromisoformat(day) if day else None


def read_wishes(answers: Answers) -> tuple[Wish, ...]:
    """The preferred dates in a draft's answers."""
    return tuple(
        Wish(date.fromisoformat(row["day"]), PartOfDay(row["part"]), row.get("time") or "", bool(row.get("offered")))
        for row in answers.get("dates", ())
    )


def write_wishes(wishes: tuple[Wish, ...] | list[Wish]) -> list[dict[str, Any]]:
    """Preferred dates as a draft keeps them."""
    return [
        {"day": wish.day.isoformat(), "part": wish.part.value, "time": wish.time, "offered": wish.offered}
        for wish in wishes
    ]


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


def read_room(answers: Answers) -> Room | None:
    """The room, None where it is told later."""
    kept = _told(answers, Topic.ROOM)
    if kept is None:
        return None
    texts = {name: kept.get(name) or "" for name in ("name", "equipment", "entrance", "parking", "sign_in")}
    return Room(features=_words(RoomFeature, kept.get("features")), **texts)


def write_room(room: Room) -> dict[str, Any]:
    """A room as a draft keeps it."""
    return {
        "name": room.name,
        "features": [one.value for one in room.features],
        "equipment": room.equipment,
        "entrance": room.entrance,
        "parking": room.parking,
        "sign_in": room.sign_in,
    }


def read_needs(answers: Answers) -> Needs | None:
    """The needs as numbers, None where they are told later."""
    kept = _told(answers, Topic.NEEDS)
    if kept is None:
        return None
    counted = {_word(NeedKind, kind): number for kind, number in (kept.get("numbers") or {}).items()}
    return Needs(
        numbers={kind: int(number) for kind, number in counted.items() if kind is not None},
        adaptations=kept.get("adaptations") or "",
        mix=_word(GroupMix, kept.get("mix")),
    )


def write_needs(needs: Needs) -> dict[str, Any]:
    """Needs as a draft keeps them."""
    return {
        "numbers": {kind.value: number for kind, number in needs.numbers.items()},
        "adaptations": needs.adaptations,
        "mix": needs.mix.value if needs.mix else None,
    }


def read_curriculum(answers: Answers) -> Curriculum | None:
    """The place in the curriculum, None where it is told later."""
    kept = _told(answers, Topic.CURRICULUM)
    if kept is None:
        return None
    return Curriculum(
        place=_word(CurriculumPlace, kept.get("place")),
        withdrawn=kept.get("withdrawn"),
        before=_words(TaughtBefore, kept.get("before")),
        before_text=kept.get("before_text") or "",
        follow_up=_words(FollowUp, kept.get("follow_up")),
        follow_up_text=kept.get("follow_up_text") or "",
    )


def write_curriculum(curriculum: Curriculum) -> dict[str, Any]:
    """The same as a draft keeps it."""
    return {
        "place": curriculum.place.value if curriculum.place else None,
        "withdrawn": curriculum.withdrawn,
        "before": [one.value for one in curriculum.before],
        "before_text": curriculum.before_text,
        "follow_up": [one.value for one in curriculum.follow_up],
        "follow_up_text": curriculum.follow_up_text,
    }


def _told(answers: Answers, topic: Topic) -> Mapping[str, Any] | None:
    kept = answers.get(topic.value)
    return None if not kept or kept.get("later") else kept


def _word(kind: type[Word], value: object) -> Word | None:
    return kind(str(value)) if value in set(kind) else None


def _words(kind: type[Word], values: object) -> tuple[Word, ...]:
    return tuple(kind(value) for value in values if value in set(kind)) if isinstance(values, list | tuple) else ()

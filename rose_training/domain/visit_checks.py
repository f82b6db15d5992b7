"""What is wrong with an answer of a school's request, all at once and each beside its field.

`wrong_with_...` gives every refusal, for a page; `check_...` raises the first one.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import partial

from rose_training.domain.bookings import ContactRole, check_preferred_dates
from rose_training.domain.declarations import (
    DeclarationAnswer,
    DeclarationKind,
    answers_allowed,
    declarations_for,
)
from rose_training.domain.programme import Audience
from rose_training.domain.refusals import Refusal, refusals_of
from rose_training.domain.visit_requests import Contact, Conversation, Declared, Group, Offer, Venue, Wish
from rose_training.domain.year_groups import (
    FOR_A_LARGER_GROUP,
    FOR_A_WHOLE_YEAR,
    check_ages,
    check_group_size,
    check_years,
)

_EMAIL = re.compile(r"[^@\s<>,;:\"()]+@[^@\s<>,;:\"()]+\.[^@\s<>,;:\"().]{2,}")
_PHONE_MARKS = re.compile(r"[\s().+/-]|ext\.?|x", re.IGNORECASE)


def check_group(group: Group, *, offer: Offer) -> None:
    """Refuse a group that the activity was not written for or that is too large for it."""
    for refusal in wrong_with_group(group, offer=offer):
        raise refusal


def wrong_with_group(group: Group, *, offer: Offer) -> list[Refusal]:
    """Everything that `check_group` would refuse. An exception of the office opens the ages, not the size."""
    of_pupils = offer.audience is Audience.PUPILS
    otherwise = FOR_A_WHOLE_YEAR if of_pupils and not offer.targeted else FOR_A_LARGER_GROUP
    usual = offer.usual_format
    chosen = group.format or usual
    size = partial(
        check_group_size,
        group.number,
        max_group=offer.largest(chosen),
        otherwise=otherwise,
        what="for this activity" if chosen is usual else chosen.clause,
    )
    rules = [partial(_check_format, group, offer)]
    if of_pupils:
        least, most = (None, None) if group.exception else (offer.min_year, offer.max_year)
        rules.append(partial(check_years, group.years, min_year=least, max_year=most))
        rules.append(partial(check_ages, group.years, group.ages, min_year=least, max_year=most))
    return refusals_of(*rules, size)


def _check_format(group: Group, offer: Offer) -> None:
    if len(offer.formats) > 1 and group.format not in offer.formats:
        raise Refusal("format_missing", "Select how the group comes together", "format")


def check_wishes(
    wishes: tuple[Wish, ...] | list[Wish],
    *,
    offer: Offer,
    today: date,
    bank_holidays: Mapping[date, str],
) -> None:
    """Refuse days that cannot be, see `check_preferred_dates`. A targeted course may be asked for without any."""
    if offer.targeted and not wishes:
        return
    check_preferred_dates(
        [wish.day for wish in wishes],
        today=today,
        bank_holidays=bank_holidays,
        weekends=not offer.on_school_days,
    )


def check_organisation(*, organisation: object, described: object) -> None:
    """Refuse a request that does not say who asks."""
    if not (organisation or described):
        raise Refusal("school_missing", "Select your school", "q")


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
            partial(_check_given, contact.name, "name", "Enter their full name"), partial(check_phone, contact.phone)
        )
    return refusals_of(
        partial(_check_given, contact.name, "name", "Enter your full name"),
        partial(_check_email, contact.email),
        partial(check_phone, contact.phone),
    )


def check_conversation(conversation: Conversation | None) -> None:
    """Refuse a conversation that nobody could begin."""
    for refusal in wrong_with_conversation(conversation):
        raise refusal


def wrong_with_conversation(conversation: Conversation | None) -> list[Refusal]:
    """Everything that `check_conversation` would refuse."""
    asked = conversation or Conversation("", "")
    return refusals_of(
        partial(_check_given, asked.when, "ring_when", "Enter when we can ring you"),
        partial(check_phone, asked.number, "ring_number"),
    )


def check_venue(venue: Venue | None) -> None:
    """Refuse a place that we could not find."""
    for refusal in wrong_with_venue(venue):
        raise refusal


def wrong_with_venue(venue: Venue | None) -> list[Refusal]:
    """Everything that `check_venue` would refuse."""
    asked = venue or Venue("")
    return refusals_of(
        partial(_check_given, asked.name, "venue_name", "Enter the name of the place"),
        partial(_check_given, asked.address, "venue_address", "Enter the street and the town"),
        partial(_check_risk, asked),
    )


def _check_risk(venue: Venue) -> None:
    if venue.risk is None:
        raise Refusal("risk_missing", "Select whether the place has a risk assessment", "venue_risk")


def _check_given(value: str, field: str, sentence: str) -> None:
    if not value:
        raise Refusal(f"{field}_missing", sentence, field)


def _check_email(address: str) -> None:
    _check_given(address, "email", "Enter your e-mail address")
    if not _EMAIL.fullmatch(address) or len(address) > 254:
        sentence = "Enter an e-mail address in the correct format, like name@example.com"
        raise Refusal("email_wrong", sentence, "email")


def check_phone(number: str, field: str = "phone") -> None:
    """Refuse a number that nobody could ring."""
    _check_given(number, field, "Enter a telephone number")
    digits = _PHONE_MARKS.sub("", number)
    if not digits.isdigit() or not 6 <= len(digits) <= 20:
        raise Refusal(f"{field}_wrong", "Enter a telephone number, like 01603 610256 or 07700 900982", field)


def check_declarations(declared: Mapping[DeclarationKind, Declared], *, offer: Offer) -> None:
    """Refuse a declaration without an answer, or a yes without the detail it needs."""
    for refusal in wrong_with_declarations(declared, offer=offer):
        raise refusal


def wrong_with_declarations(declared: Mapping[DeclarationKind, Declared], *, offer: Offer) -> list[Refusal]:
    """Everything that `check_declarations` would refuse."""
    kinds = declarations_for(offer.audience, targeted=offer.targeted, host=offer.host)
    return refusals_of(*(partial(_check_declaration, kind, declared.get(kind), offer) for kind in kinds))


def _check_declaration(kind: DeclarationKind, given: Declared | None, offer: Offer) -> None:
    if given is None or given.answer not in answers_allowed(kind):
        raise Refusal("declaration_missing", f"Select whether {kind.clause_for(offer.host)}", kind.value)
    if kind is DeclarationKind.SENIOR_LEADER_AGREED and given.answer is DeclarationAnswer.YES and not given.detail:
        who = "the headteacher or senior leader" if offer.host.is_school else "the manager or leader"
        raise Refusal(
            "declaration_detail",
            f"Enter the name and role of {who}",
            f"{kind.value}_detail",
        )

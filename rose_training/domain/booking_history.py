"""What happened to a booking, in sentences: from the words of the trail to what the office reads."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType

from rose_training.domain.bookings import ClosingReason, EndedBy, PartOfDay
from rose_training.domain.written_times import day, when

Detail = Mapping[str, object]


def sentence(event: str, detail: Detail) -> str:
    """One entry as a sentence without its full stop. An event that nobody has described speaks for itself."""
    plain = _PLAIN.get(event)
    if plain:
        return plain
    said = _SAID.get(event)
    return said(detail) if said else event.replace("_", " ").capitalize()


def doer(by: str) -> str:
    """Who did it, for the reader."""
    if by == "visitor":
        return "the school, by its link"
    return "the site" if by.startswith("system") else by


def _requested(detail: Detail) -> str:
    if detail.get("from"):
        return "No date is held any more: the request is open again"
    activity, number = detail.get("activity"), detail.get("expected_number")
    if not activity:
        return "Asked for"
    return f"Asked for {activity}, {number} people" if number else f"Asked for {activity}"


def _held(detail: Detail) -> str:
    until = _moment(detail.get("until"))
    return f"Dates held until {when(until)}" if until else "Dates held"


def _extended(detail: Detail) -> str:
    return f"More time to answer: held until {when(_moment(detail.get('until')))}"


def _ended(word: str) -> Callable[[Detail], str]:
    def said(detail: Detail) -> str:
        by = {EndedBy.SCHOOL.value: " by the school", EndedBy.US.value: " by us"}.get(str(detail.get("ended_by")), "")
        reason = detail.get("reason")
        label = ClosingReason(str(reason)).label if reason else ""
        return f"{word}{by}{': ' + label if label else ''}"

    return said


def _dates(words: str) -> Callable[[Detail], str]:
    def said(detail: Detail) -> str:
        written = detail.get("dates")
        moments = [_moment(one) for one in written] if isinstance(written, list) else []
        listed = "; ".join(when(one) for one in moments if one)
        place = detail.get("place")
        return f"{words}: {listed}{', at ' + str(place) if place else ''}" if listed else words

    return said


def _declared(detail: Detail) -> str:
    what, before, after = (str(detail.get(key) or "not asked").replace("_", " ") for key in ("what", "from", "to"))
    return f"Declaration, {what}: {before} to {after}"


def _postponed(detail: Detail) -> str:
    moved = detail.get("moved")
    pairs = [(_moment(old), _moment(new)) for old, new in moved] if isinstance(moved, list) else []
    listed = "; ".join(f"{when(old)} to {when(new)}" for old, new in pairs if old and new)
    return f"Week {detail.get('week')} postponed: {listed}"


def _caught_up(words: str) -> Callable[[Detail], str]:
    def said(detail: Detail) -> str:
        return f"{words} for week {detail.get('week')}, {when(_moment(detail.get('starts_at')))}"

    return said


def _cards(detail: Detail) -> str:
    return f"Numbered cards: {detail.get('before')} became {detail.get('cards')}"


def _duplicate(detail: Detail) -> str:
    wishes = detail.get("wishes")
    listed = ", ".join(_wish(str(one)) for one in wishes) if isinstance(wishes, list) else ""
    return f"{detail.get('from')} was attached{'; it wished for ' + listed if listed else ''}"


def _wish(written: str) -> str:
    on, _, part = written.partition(" ")
    return f"{day(date.fromisoformat(on))}, {PartOfDay(part).label.lower()}"


def _moment(written: object) -> datetime | None:
    return datetime.fromisoformat(written) if isinstance(written, str) else None


_PLAIN: Mapping[str, str] = MappingProxyType(
    {
        "accepted": "Yes to the dates that are held",
        "confirmed": "Confirmed",
        "delivered": "Delivered",
        "booking_delivered": "Delivered",
        "no_offered_date_suits": "None of the dates offered suits",
        "offer_lapsed": "No answer to the dates offered",
        "organisation_matched": "School matched",
        "notes_changed": "Notes changed",
        "safeguarding_lead_named": "Safeguarding lead named",
        "contacts_changed": "Contacts changed",
        "group_changed": "Group changed",
        "spoken": "The conversation took place",
        "taken_by_telephone": "Taken by telephone",
        "mail_sent_again": "E-mail sent again",
        "mail_set_aside": "E-mail set aside: told in another way",
    }
)

_SAID: Mapping[str, Callable[[Detail], str]] = MappingProxyType(
    {
        "requested": _requested,
        "week_postponed": _postponed,
        "catch_up_arranged": _caught_up("Catch-up session put on"),
        "catch_up_called_off": _caught_up("Catch-up session called off"),
        "cards_changed": _cards,
        "held": _held,
        "hold_extended": _extended,
        "declined": _ended("Declined"),
        "cancelled": _ended("Cancelled"),
        "arranged": _dates("Dates arranged"),
        "dates_offered": _dates("Other dates offered"),
        "date_chosen": _dates("Date chosen"),
        "declared": _declared,
        "attached": lambda detail: f"Attached to {detail.get('to')}",
        "duplicate_attached": _duplicate,
        "rebooked": lambda detail: f"Asked for again as {detail.get('as')}",
        "rebooked_from": lambda detail: f"Asks again for {detail.get('from')}",
    }
)

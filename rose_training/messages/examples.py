"""What each placeholder stands for, and an invented example of it for previews."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType, SimpleNamespace
from typing import Any

from rose_training.domain.sessions import SessionMode

STARTS = datetime(2027, 3, 2, 14, tzinfo=UTC)
ENDS = datetime(2027, 3, 2, 15, tzinfo=UTC)
SITE = "https://rose-training.example"

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "subject": "the subject as the site writes it",
        "office_phone": "the office's telephone number",
        "office_email": "the office's e-mail address",
        "office_mailto": "the address of a link that writes to the office",
        "name": "the reader's name",
        "lead": "the name of whoever registered colleagues",
        "colleague": "the name of the colleague who comes instead",
        "instead_of": "who, or which certificate, was replaced",
        "title": "the title of the session",
        "starts_at": "when it starts; {{ starts_at | when(ends_at) }} writes day and both times",
        "ends_at": "when it ends",
        "place": "where to go, in one line",
        "where": "where we come to, in one line",
        "online_link": "the link to join online; only for those with a place",
        "address": "the address of the page where the reader can see and change it",
        "diary": "the address of the calendar file",
        "own_pages": "the address of the booking on the school's own pages",
        "again": "the address of the page to ask for a visit",
        "declare": "the address of the page on which the school says what is in place",
        "whats_on": "the address of the page What's on",
        "page": "the address of the session's page",
        "sign_in": "the address of the page to sign in",
        "leave": "the address that ends these e-mails",
        "party_address": "the address of the page with the places of colleagues",
        "evaluation": "the address of the evaluation form",
        "reference": "the reference of the booking",
        "what": "the activity; a targeted course only by its code",
        "school": "the school or group",
        "years": "the year groups",
        "number": "how many people are expected, or the number of the certificate",
        "day_contact": "whom we ask for at the school",
        "dsl": "the school's safeguarding lead",
        "cards": "how many numbered cards there are",
        "weeks": "how many weeks the course has",
        "held_until": "until when the date is held",
        "until": "until when the offer or the link holds",
        "offered_until": "until when the offered place is held",
        "reason": "why it was cancelled or declined",
        "turn": "the turn on the reserve list",
        "people": "how many people the offer is for",
        "kind": "' in the room' or ' online' where a session has both, otherwise nothing",
        "code": "the six figures to sign in with",
        "on_certificate": "the name on the certificate",
        "learning_time": "the learning time",
        "audience": "for whom the dates are",
        "days": "after how many days the address is forgotten",
        "alike": "how many similar requests are open",
        "the_place": "what, when, where and what it costs, as a list",
        "the_visit": "reference, what, who, when and where, as a list",
        "the_party": "what, when, where and who comes, as a list",
        "the_wishes": "the dates that the school would like, as a list",
        "the_missing": "what the school still has to say yes to, as a list",
        "the_colleagues": "the colleagues who were registered, as a list",
        "the_next_dates": "the next dates with links, as a list",
        "the_dates": "the dates with links, as a list",
        "the_assigned": "reference, what, for whom, when and where, as a list",
        "facilitator": "the facilitator's name",
        "words": "what the facilitator added to the answer",
        "due": "what runs out: the DBS check or the safeguarding training",
        "due_on": "the last day on which it counts",
    }
)

_DATE = SimpleNamespace(
    starts_at=STARTS,
    ends_at=ENDS,
    week_number=1,
    title="Quarterly briefing",
    where="Example Hall, Norwich",
    mode=SessionMode.IN_PERSON,
    address=f"{SITE}/whats-on/example",
)
_WISH = SimpleNamespace(
    on=date(2027, 3, 2),
    part=SimpleNamespace(label="Morning"),
    hour="in the morning",
    time_wished=None,
)
_VALUES: Mapping[str, Any] = MappingProxyType(
    {
        "name": "Ada Example",
        "lead": "Lee Example",
        "colleague": "Cy Example",
        "instead_of": "Bo Example",
        "title": "Quarterly briefing",
        "starts_at": STARTS,
        "ends_at": ENDS,
        "mode": SessionMode.IN_PERSON,
        "place": "Example Hall, 1 Example Street, Norwich, NR1 1AA",
        "where": "Example High School, Norwich",
        "online_link": None,
        "has_place": True,
        "had_a_place": True,
        "last": True,
        "called_off": False,
        "news": "registered",
        "open": True,
        "people": 1,
        "kind": "",
        "turn": 2,
        "reason": "The room is not available.",
        "reference": "JIG-2222-22",
        "what": "Staying safe online (JT-A)",
        "school": "Example High School",
        "years": "Year 8",
        "number": 24,
        "weeks": 1,
        "targeted": False,
        "pupils": True,
        "listed": True,
        "alike": 1,
        "cards": 8,
        "day_contact": "Dee Example",
        "dsl": "Dan Example",
        "dates": [_DATE],
        "wishes": [_WISH],
        "missing": ["a member of your staff stays in the room"],
        "next_dates": [(_DATE, f"{SITE}/whats-on/example")],
        "colleagues": ["Bo Example", "Cy Example"],
        "held_until": STARTS,
        "until": STARTS,
        "offered_until": STARTS,
        "code": "123 456",
        "on_certificate": "Ada Example",
        "learning_time": "1 hour",
        "audience": "professionals",
        "days": 7,
        "office_email": "office@rose-training.example",
        "office_mailto": "mailto:office@rose-training.example",
        "facilitator": "Fay Example",
        "words": "I am at another school that morning.",
        "asked": True,
        "cancelled": False,
        "due": "the DBS check",
        "due_on": date(2027, 3, 2),
        "over": False,
    }
)

_OF_KIND: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "certificate_issued": {"number": "ROSE-2222-2222", "instead_of": None},
        "certificate_withdrawn": {"number": "ROSE-2222-2222"},
        "manager_copy": {"people": ["Ada Example: has a place", "Bo Example: has a place"]},
        "party_arranged": {"people": ["Ada Example: has a place", "Bo Example: has a place"]},
        "registration_cancelled": {"reason": None},
    }
)

SUBJECTS: Mapping[str, str] = MappingProxyType(
    {
        "assignment_asked": "Can you come on Thursday 14 January 2027? (JIG-7K3Q-M2)",
        "assignment_changed": "Changed: your dates from Friday 15 January 2027 (JIG-7K3Q-M2)",
        "assignment_declined_for_office": "Somebody else is needed (JIG-7K3Q-M2)",
        "assignment_ended": "Not needed any more: Thursday 14 January 2027 (JIG-7K3Q-M2)",
        "booking_cancelled": "Cancelled: your ROSE visits from Thursday 14 January 2027 (JIG-2345-7X)",
        "booking_changed": "Changed: your ROSE visit on Friday 15 January 2027 (JIG-7K3Q-M2)",
        "booking_confirmed": "Your ROSE visit on Thursday 14 January 2027 (JIG-7K3Q-M2)",
        "booking_declined": "About your request for a ROSE visit (JIG-7K3Q-M2)",
        "booking_held": "Held for you: ROSE visit on Thursday 14 January 2027 (JIG-7K3Q-M2)",
        "booking_new_for_office": "New request from Forest School, Thetford (JIG-7K3Q-M2)",
        "booking_received": "We have your request for a ROSE visit (JIG-7K3Q-M2)",
        "certificate_issued": "Your certificate: ROSE training on 21 Nov 2026",
        "certificate_withdrawn": "About your certificate: ROSE training on 21 Nov 2026",
        "check_expiring": "A date to renew: ROSE training",
        "check_expiring_for_office": "A facilitator's date to renew",
        "choose_password": "Choose your password for ROSE training",
        "evaluation_eight_weeks": "Three questions, eight weeks later: ROSE training on 21 Nov 2026",
        "evaluation_straight_after": "Tell us how it was: ROSE training on 21 Nov 2026",
        "manager_copy": "Colleagues registered: ROSE training on 8 Dec 2026",
        "name_corrected": "Your name is corrected: ROSE training on 8 Dec 2026",
        "next_dates_confirm": "Please confirm: the next date of ROSE training",
        "next_dates_news": "2 new dates: ROSE training",
        "offer_lapsed": "The place was not held any longer: ROSE training on 8 Dec 2026",
        "offer_withdrawn": "Back on the reserve list: ROSE training on 8 Dec 2026",
        "party_arranged": "Colleagues registered: ROSE training on 8 Dec 2026",
        "place_freed": "You now have a place: ROSE training on 8 Dec 2026",
        "place_offered": "A place is held for you: ROSE training on 8 Dec 2026",
        "registered_by_colleague": "Your place: ROSE training on 8 Dec 2026",
        "registration_cancelled": "Your place is cancelled: ROSE training on 8 Dec 2026",
        "registration_confirmed": "Your place: ROSE training on 8 Dec 2026",
        "registration_reserve": "You are on the reserve list: ROSE training on 8 Dec 2026",
        "reminder_place": "A reminder: ROSE training on 8 Dec 2026",
        "reminder_visit": "We are coming: ROSE visit on Tuesday 15 December 2026 (JIG-2222-22)",
        "request_link": "Carry on with your request to ROSE Jigsaw",
        "session_changed": "Changed arrangements: ROSE training on 8 Dec 2026",
        "session_missed": "We missed you: ROSE training on 21 Nov 2026",
        "sign_in_link": "Sign in to ROSE training",
        "sign_in_link_staff": "Sign in to ROSE training",
        "substituted_in": "You come instead of a colleague: ROSE training on 8 Dec 2026",
        "substituted_out": "A colleague comes instead of you: ROSE training on 8 Dec 2026",
    }
)
"""As the site writes them: the same as in tests/messages/kept."""


def facts_for(kind: str, names: Collection[str]) -> dict[str, Any]:
    """An example of each of these names for this kind of e-mail.

    A name that nobody has described yet is an address if its name says so, and otherwise stands for itself.
    """
    known = {**_VALUES, **_OF_KIND.get(kind, {})}
    return {name: known[name] if name in known else _guess(name) for name in names}


def subject_for(kind: str) -> str:
    """A subject as the site writes it."""
    return SUBJECTS.get(kind, "ROSE training")


def _guess(name: str) -> str:
    described = SENTENCES.get(name, "")
    return f"{SITE}/{name}" if "address" in name or "address" in described or "link" in name else name.replace("_", " ")

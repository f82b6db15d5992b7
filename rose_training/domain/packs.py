"""The papers that go to a school with a visit, and what each of them says (§2.2, no. 3, 4, 9, 17, 19, 20).

A paper is put together from the facts of the visit and a standard text with a version. It never makes up what the
office has not entered: what is missing is said. Titles and file names do not name the topic of a targeted course.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rose_training.domain.written_times import day


class Part(StrEnum):
    """One of the papers, by its name in addresses."""

    LETTER = "letter-of-assurance"
    OUTLINE = "outline"
    PARENTS = "parents-letter"
    RISK = "risk-assessment"
    INSURANCE = "insurance"
    BIOGRAPHIES = "biographies"

    @property
    def heading(self) -> str:
        """As its heading reads."""
        return _TITLES[self]


_TITLES = {
    Part.LETTER: "Letter of assurance",
    Part.OUTLINE: "Outline of the session",
    Part.PARENTS: "Letter to parents and carers",
    Part.RISK: "Risk assessment of the visit",
    Part.INSURANCE: "Insurance",
    Part.BIOGRAPHIES: "Who comes",
}

PACK = "pack"
"""All papers in one file, by its name in addresses."""


@dataclass(frozen=True)
class StandardText:
    """Text by us, in lines by name; `version` counts up and `dated` is the day of that version."""

    version: int
    dated: date
    lines: Mapping[str, tuple[str, ...]]

    @property
    def stamp(self) -> str:
        """'Version 1 of 21 November 2026'."""
        return f"Version {self.version} of {self.dated.day} {self.dated:%B %Y}"


@dataclass(frozen=True)
class StandardTexts:
    """One text for each paper."""

    outline: StandardText
    parents_letter: StandardText
    risk_assessment: StandardText
    assurance: StandardText
    insurance: StandardText
    biographies: StandardText


@dataclass(frozen=True)
class Comer:
    """Somebody who comes: the dates that a letter may give, never a certificate or its number."""

    name: str
    introduction: str
    issued_on: date | None
    reviewed_on: date | None
    barred_list: bool
    update_service: bool
    trained_on: date | None
    training_until: date | None
    safer_recruitment_on: date | None


@dataclass(frozen=True)
class Insurance:
    """What the settings say about the policy; anything may be missing."""

    insurer: str = ""
    policy: str = ""
    cover: str = ""
    valid_until: date | None = None

    def trouble(self, on: date) -> str:
        """Why nothing can be written about it on this day, for the office; empty where all is known."""
        facts = {
            "insurer": self.insurer,
            "policy number": self.policy,
            "cover": self.cover,
            "last day": self.valid_until,
        }
        missing = [what for what, said in facts.items() if not said]
        if missing:
            return f"Not in the settings yet: {', '.join(missing)}"
        if self.valid_until is not None and self.valid_until < on:
            return f"The policy ran out on {day(self.valid_until)}"
        return ""


@dataclass(frozen=True)
class Visit:
    """The facts of a visit. `what` is neutral, `title` is for the school's own papers; `dates` are written out.

    `unsettled` says, for the office, why no letter can be written yet.
    """

    reference: str
    school: str
    what: str
    title: str
    aims: tuple[str, ...]
    covered: tuple[str, ...]
    minutes: int
    weeks: int
    years: str
    number: int
    dates: tuple[str, ...]
    where: str
    day_contact: str
    lead: str
    comers: tuple[Comer, ...]
    unsettled: tuple[str, ...]


@dataclass(frozen=True)
class Sender:
    """Who writes, and when."""

    signed_by: str
    phone: str
    email: str
    parents_address: str
    on: date
    insurance: Insurance = field(default_factory=Insurance)


@dataclass(frozen=True)
class Section:
    """A piece of a paper under a heading (none: it goes on), in the order of reading: text, facts, points, table."""

    heading: str = ""
    text: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    points: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Paper:
    """One paper: its title, its sections, and the version of its standard text."""

    title: str
    sections: tuple[Section, ...]
    stamp: str


def paper(part: Part, visit: Visit, texts: StandardTexts, sender: Sender) -> Paper:
    """What this paper says about this visit. None that is `left_out`."""
    return _WRITERS[part](visit, texts, sender)


def left_out(visit: Visit, sender: Sender) -> dict[Part, str]:
    """The papers that cannot be written now, each with the reason for the office."""
    policy = sender.insurance.trouble(sender.on)
    letter = ". ".join(visit.unsettled)
    return {part: why for part, why in ((Part.LETTER, letter), (Part.INSURANCE, policy)) if why}


def parts_of(visit: Visit, sender: Sender) -> tuple[Part, ...]:
    """The papers that can be written now."""
    missing = left_out(visit, sender)
    return tuple(part for part in Part if part not in missing)


def parents_letter(visit: Visit, texts: StandardTexts, sender: Sender) -> str:
    """The letter to parents as plain text, for the school to change as it likes."""
    return "\n\n".join(_parents_paragraphs(visit, texts, sender)) + f"\n{visit.school}\n"


def _letter(visit: Visit, texts: StandardTexts, sender: Sender) -> Paper:
    who = [
        Section(
            heading=one.name,
            facts=tuple(
                (what, said)
                for what, said in (
                    ("Enhanced DBS check issued", _on(one.issued_on)),
                    ("Last looked at by us", _on(one.reviewed_on)),
                    ("Children's barred list", "checked" if one.barred_list else "not part of this check"),
                    ("DBS update service", "subscribed" if one.update_service else "not subscribed"),
                    ("Safer recruitment completed", _on(one.safer_recruitment_on)),
                    ("Safeguarding training", f"{_on(one.trained_on)}, counts until {_on(one.training_until)}"),
                )
                if said
            ),
        )
        for one in visit.comers
    ]
    signed = (f"{sender.signed_by}, for ROSE training", f"{sender.phone}, {sender.email}", _on(sender.on))
    return Paper(
        Part.LETTER.heading,
        (
            Section(text=(f"To {visit.school}",), facts=_about(visit)),
            Section("What we assure you of", points=texts.assurance.lines["statements"]),
            *who,
            Section("Signed", text=tuple(line for line in signed if line)),
        ),
        texts.assurance.stamp,
    )


def _outline(visit: Visit, texts: StandardTexts, _sender: Sender) -> Paper:
    return Paper(
        Part.OUTLINE.heading,
        (
            Section(facts=(*_about(visit), ("Length", _length(visit)))),
            Section("What young people take away" if visit.years else "What people take away", points=visit.aims),
            Section("What is covered", points=visit.covered),
            Section("How we work", points=texts.outline.lines["how"]),
            Section("What we ask of the school", points=texts.outline.lines["school"]),
        ),
        texts.outline.stamp,
    )


def _parents(visit: Visit, texts: StandardTexts, sender: Sender) -> Paper:
    return Paper(
        Part.PARENTS.heading,
        (
            Section(text=(*_parents_paragraphs(visit, texts, sender), visit.school)),
            Section(
                "For the school",
                text=(
                    "This is a suggestion. Change it as you like: the same text can be downloaded without a layout.",
                ),
            ),
        ),
        texts.parents_letter.stamp,
    )


def _risk(visit: Visit, texts: StandardTexts, _sender: Sender) -> Paper:
    rows = tuple(tuple(line.split("\t")) for line in texts.risk_assessment.lines["hazards"])
    return Paper(
        Part.RISK.heading,
        (
            Section(
                text=("This is our standard assessment. The school's own, for its rooms and its pupils, goes first.",),
                facts=_about(visit),
            ),
            Section("What could happen, and what we do", head=("What could happen", "What we do"), rows=rows),
        ),
        texts.risk_assessment.stamp,
    )


def _insurance(_visit: Visit, texts: StandardTexts, sender: Sender) -> Paper:
    held = sender.insurance
    facts = (
        ("Insurer", held.insurer),
        ("Policy number", held.policy),
        ("Cover", held.cover),
        ("Counts until", _on(held.valid_until)),
    )
    said = texts.insurance.lines["statement"]
    return Paper(Part.INSURANCE.heading, (Section(text=said, facts=facts),), texts.insurance.stamp)


def _biographies(visit: Visit, texts: StandardTexts, sender: Sender) -> Paper:
    who = [
        Section(
            _first_name(one.name),
            text=(one.introduction or f"Delivers sessions for ROSE training. Ask us for more on {sender.phone}.",),
        )
        for one in visit.comers
    ]
    nobody = Section(text=("It is not settled yet who comes.",))
    return Paper(
        Part.BIOGRAPHIES.heading,
        (Section(text=texts.biographies.lines["statement"]), *(who or [nobody])),
        texts.biographies.stamp,
    )


_WRITERS = {
    Part.LETTER: _letter,
    Part.OUTLINE: _outline,
    Part.PARENTS: _parents,
    Part.RISK: _risk,
    Part.INSURANCE: _insurance,
    Part.BIOGRAPHIES: _biographies,
}


def _about(visit: Visit) -> tuple[tuple[str, str], ...]:
    facts = (
        ("Reference", visit.reference),
        ("School or group", visit.school),
        ("What", visit.what),
        ("Group", ", ".join(part for part in (visit.years, f"{visit.number} people") if part)),
        ("When", "\n".join(visit.dates) or "Not settled yet"),
        ("Where", visit.where),
        ("We ask for", visit.day_contact),
        ("Safeguarding lead on the day", visit.lead),
    )
    return tuple((what, said) for what, said in facts if said)


def _length(visit: Visit) -> str:
    each = f"{visit.minutes} minutes"
    return f"{visit.weeks} sessions of {each}, one a week" if visit.weeks > 1 else each


def _parents_paragraphs(visit: Visit, texts: StandardTexts, sender: Sender) -> tuple[str, ...]:
    """Filled in by replacing, not by `format`: a brace in a school's name is a brace."""
    known = {
        "{school}": visit.school,
        "{what}": visit.what,
        "{when}": _dates_in_a_sentence(visit),
        "{minutes}": str(visit.minutes),
        "{parents_address}": sender.parents_address,
        "{office_phone}": sender.phone,
    }
    filled = []
    for paragraph in texts.parents_letter.lines["paragraphs"]:
        said = paragraph
        for name, value in known.items():
            said = said.replace(name, value)
        filled.append(said)
    return tuple(filled)


def _dates_in_a_sentence(visit: Visit) -> str:
    if not visit.dates:
        return "(date to come)"
    first = visit.dates[0].rpartition(", ")[0] or visit.dates[0]
    if len(visit.dates) == 1:
        return first
    last = visit.dates[-1].rpartition(", ")[0] or visit.dates[-1]
    return f"{len(visit.dates)} days from {first} to {last}"


def _first_name(name: str) -> str:
    return name.split(maxsplit=1)[0] if name.strip() else name


def _on(value: date | None) -> str:
    return day(value)

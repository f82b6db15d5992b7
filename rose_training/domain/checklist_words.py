"""How the points of the checklist are asked and answered, for schools and for other settings.

A youth club has no headteacher and no pupils: its words are its own (`Setting`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rose_training.domain.checklist import ChecklistAnswer, ChecklistItem
from rose_training.domain.refusals import Refusal
from rose_training.domain.written_times import day as written_day


@dataclass(frozen=True, slots=True)
class Setting:
    """The words of a kind of place."""

    place: str
    pupils: str
    leader: str
    staff: str
    lead: str


SCHOOL = Setting("school", "pupils", "headteacher or a senior leader", "school staff", "designated safeguarding lead")
OTHER = Setting(
    "organisation", "young people", "manager, or the person in charge,", "your own staff", "safeguarding lead"
)


def setting_of(*, school: bool) -> Setting:
    """A school's words, or another setting's."""
    return SCHOOL if school else OTHER


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose, and what it comes to. `dated`: it needs a day; `worded`: it needs the text."""

    value: str
    label: str
    answer: ChecklistAnswer
    dated: bool = False
    worded: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """One point: its title in the list, its question, and what is asked besides (empty: not asked)."""

    title: str
    question: str
    choices: tuple[Choice, ...]
    hint: str = ""
    detail: str = ""
    number: str = ""
    day: str = ""


_YES = Choice("yes", "Yes", ChecklistAnswer.DONE)
_NOT_YET = Choice("not_yet", "Not yet", ChecklistAnswer.NOT_YET)
_YES_NAMED = Choice("yes", "Yes", ChecklistAnswer.DONE, worded=True)
_TOLD = (
    Choice("yes", "Yes, they have been told", ChecklistAnswer.DONE, dated=True),
    Choice("promised", "They will be told by the day below", ChecklistAnswer.PROMISED, dated=True),
    Choice("not_needed", "Not needed: everybody in the group is 16 or over", ChecklistAnswer.NOT_NEEDED),
    _NOT_YET,
)
_TREATED_AS = (
    Choice("relationships", "Relationships Education", ChecklistAnswer.DONE),
    Choice("rse", "Relationships and sex education, not sex education", ChecklistAnswer.DONE),
    Choice("sex_education", "Sex education within RSE", ChecklistAnswer.DONE),
    Choice("health", "Health Education", ChecklistAnswer.DONE),
    Choice("other", "Something else", ChecklistAnswer.DONE),
    _NOT_YET,
)
_NOBODY = "Do not write about or name a child. If you are worried about somebody, follow your own procedure."
_USEFUL = (
    Choice("very", "Very useful", ChecklistAnswer.DONE),
    Choice("quite", "Quite useful", ChecklistAnswer.DONE),
    Choice("little", "Of little use", ChecklistAnswer.DONE),
)
_SENT = (Choice("yes", "Sent", ChecklistAnswer.DONE, dated=True), Choice("not_yet", "Not yet", ChecklistAnswer.NOT_YET))

_I = ChecklistItem
_WORDS: Mapping[ChecklistItem, Words] = {
    _I.AGREED: Words(
        "A senior person has agreed",
        "Has the {leader} agreed to this visit?",
        (_YES_NAMED, _NOT_YET),
        detail="The name and role of the person who agreed",
    ),
    _I.STAFF_STAY: Words(
        "Staff stay in the room the whole time",
        "Will one of {staff} who knows the {pupils} stay in the room the whole time?",
        (_YES, _NOT_YET),
        "We never work with {pupils} alone.",
    ),
    _I.SAFEGUARDING_LEAD: Words(
        "The safeguarding lead, and how to reach them",
        "Can your {lead}, or a deputy, be reached while we are with you?",
        (_YES, _NOT_YET),
        "If your safeguarding lead is away on the day, name the deputy.",
    ),
    _I.DISCLOSURE_ROUTE: Words(
        "What happens if somebody tells us something",
        "Do you agree with what happens if somebody tells us something?",
        (_YES, _NOT_YET),
        "Our facilitator does not promise secrecy, asks no leading questions, writes down the child's own words and "
        "tells your safeguarding lead before leaving. Your safeguarding lead decides what happens next. If somebody "
        "is in danger now, we ring 999.",
    ),
    _I.PARENTS: Words(
        "Parents and carers have been told",
        "Have parents and carers been told about this session, and how they can see the materials?",
        _TOLD,
        "Parents may see everything that we use. Our page for parents can be sent to them as it is.",
        day="The day",
    ),
    _I.PUPILS: Words(
        "Support for {pupils} affected by the topic",
        "Have you thought about {pupils} who are affected by this topic, and agreed how they will be supported?",
        (_YES, _NOT_YET),
        "Only answer yes or not yet. Do not write about or name a child.",
    ),
    _I.LIST_AND_CONSENT: Words(
        "Your list of the group, and agreement from home",
        "Is your list of the group ready, with agreement from home for everybody on it?",
        (Choice("yes", "Yes", ChecklistAnswer.DONE, dated=True), _NOT_YET),
        "Keep the list of who has which numbered card. Never send it to us: we only need the number and the day.",
        number="How many have agreement from home",
        day="The day on which you checked it",
    ),
    _I.MATERIALS: Words(
        "Somebody has looked at what we will do",
        "Has somebody looked at what we will do and show?",
        (Choice("yes", "Yes", ChecklistAnswer.DONE, dated=True, worded=True), _NOT_YET),
        "Read the page of the activity. Ask us for the slides if you would like to see them too.",
        detail="Who looked at it",
        day="The day",
    ),
    _I.CURRICULUM: Words(
        "Where it belongs in your curriculum",
        "What does your school treat this session as?",
        _TREATED_AS,
        "It is for your school to decide. Parents can only withdraw a child from sex education.",
        number="If it is sex education: how many {pupils} have been withdrawn (a number only)",
    ),
    _I.PROGRAMME: Words(
        "What came before, and what will follow",
        "Is this session part of what you teach before and after it?",
        (Choice("yes", "Yes", ChecklistAnswer.DONE, worded=True), Choice("no", "No", ChecklistAnswer.DONE), _NOT_YET),
        "A single session on its own changes little. A sentence is enough.",
        detail="What came before, and what you will do afterwards",
    ),
    _I.ACCESS: Words(
        "Needs that we should plan for",
        "Is there anything that we should plan for?",
        (
            Choice("yes", "Yes", ChecklistAnswer.DONE, worded=True),
            Choice("no", "No, nothing", ChecklistAnswer.NOT_NEEDED),
            _NOT_YET,
        ),
        "For example, an interpreter, large print, or a quieter start. Do not enter names.",
        detail="What we should plan for, without names",
        number="How many people it is for (optional)",
    ),
    _I.ROOM: Words(
        "The room",
        "Is there a room that nobody else walks through, with a screen or a wall to show pictures on?",
        (_YES_NAMED, _NOT_YET),
        "Tell us which room, whether it can be reached without steps, and whether a video will play.",
        detail="Which room, and what we should know about it",
    ),
    _I.RISKS: Words(
        "The risk assessment",
        "Is the visit covered by a risk assessment?",
        (
            Choice("ours", "Yes, we use yours", ChecklistAnswer.DONE),
            Choice("own", "Yes, we have our own", ChecklistAnswer.DONE),
            _NOT_YET,
        ),
        "We have one for a usual visit, which you may use. For a place that is not your own, use that place's too.",
    ),
    _I.DAY_CONTACT: Words("Somebody to ask for on the day", "", ()),
    _I.STAFF_NAME: Words(
        "Who will be in the room",
        "Do you know who will be in the room with us?",
        (_YES_NAMED, _NOT_YET),
        detail="The name of the member of staff",
    ),
    _I.ARRIVAL: Words(
        "How we get in",
        "Is there anything that we should know about getting in?",
        (
            Choice("yes", "Yes", ChecklistAnswer.DONE, worded=True),
            Choice("no", "No, it is easy to find", ChecklistAnswer.NOT_NEEDED),
            _NOT_YET,
        ),
        "For example, which gate, where to park, and where to sign in.",
        detail="What we should know",
    ),
    _I.VISITOR_POLICY: Words(
        "Your rules for visitors",
        "Do you have rules for visitors that we should read?",
        (
            Choice("sent", "Yes, we have sent them or will send them", ChecklistAnswer.DONE),
            Choice("no", "No, the usual ones apply", ChecklistAnswer.NOT_NEEDED),
            _NOT_YET,
        ),
    ),
    _I.PHOTOS: Words(
        "No photographs and no recording",
        "Do you agree that nobody takes photographs or records the session?",
        (
            _YES,
            Choice("ask", "We would like to talk about it", ChecklistAnswer.NOT_YET),
        ),
        "A session online is not recorded either.",
    ),
    _I.FACILITATOR: Words("Who comes to you", "", ()),
    _I.OUTLINE: Words("Outline of the session sent", "Has the outline of the session been sent?", _SENT, day="The day"),
    _I.LETTER: Words("Letter of assurance sent", "Has the letter about our checks been sent?", _SENT, day="The day"),
    _I.IDENTITY: Words("How we arrive", "", ()),
    _I.REVIEW: Words(
        "How useful it was",
        "How useful was it?",
        _USEFUL,
        _NOBODY,
        detail="What should we do differently (optional)",
    ),
    _I.SUITED: Words(
        "Whether it was right for the group",
        "Was it right for the age and the needs of your group?",
        (
            Choice("all", "Yes, for everybody", ChecklistAnswer.DONE),
            Choice("most", "For most of them", ChecklistAnswer.DONE),
            Choice("not", "No", ChecklistAnswer.DONE, worded=True),
        ),
        _NOBODY,
        detail="What was not right",
    ),
    _I.CONTENTIOUS: Words(
        "Anything contentious",
        "Was there anything that you, parents or {pupils} objected to?",
        (
            Choice("no", "No", ChecklistAnswer.DONE),
            Choice("yes", "Yes", ChecklistAnswer.DONE, worded=True),
        ),
        _NOBODY,
        detail="What it was",
    ),
    _I.FOLLOW_UP: Words(
        "What you did afterwards",
        "Have you taken up the session with the group since?",
        (
            Choice("done", "Yes", ChecklistAnswer.DONE),
            Choice("planned", "It is planned", ChecklistAnswer.DONE),
            Choice("no", "No, and it is not planned", ChecklistAnswer.NOT_NEEDED),
        ),
        _NOBODY,
        detail="What you did or plan (optional)",
    ),
}


def words_for(item: ChecklistItem, setting: Setting) -> Words:
    """The words of a point in this setting."""
    raw = _WORDS[item]
    own = {name: getattr(setting, name) for name in ("place", "pupils", "leader", "staff", "lead")}
    return Words(
        title=raw.title.format(**own),
        question=raw.question.format(**own),
        choices=raw.choices,
        hint=raw.hint.format(**own),
        detail=raw.detail,
        number=raw.number.format(**own),
        day=raw.day,
    )


@dataclass(frozen=True, slots=True)
class Given:
    """An answer to one point: the choice, and what was said besides."""

    choice: str
    detail: str = ""
    number: int | None = None
    on: date | None = None


def check_given(item: ChecklistItem, given: Given) -> Choice:
    """The choice that was made. Raises a Refusal for none, for one without its day or words, and for a wrong number."""
    words = _WORDS[item]
    chosen = next((one for one in words.choices if one.value == given.choice), None)
    if chosen is None:
        raise Refusal("answer_missing", "Select an answer", "choice")
    if chosen.worded and not given.detail:
        raise Refusal("detail_missing", f"Enter {words.detail[0].lower()}{words.detail[1:]}", "detail")
    if chosen.dated and given.on is None:
        raise Refusal("day_missing", "Enter the day", "on")
    if given.number is not None and not 0 <= given.number <= 2000:
        raise Refusal("number_wrong", "Enter a number between 0 and 2,000", "number")
    return chosen


def said(item: ChecklistItem, given: Given) -> str:
    """An answer in one line of the list: 'Viewed by Sandra School on Tuesday 3 March 2027'."""
    words = _WORDS[item]
    chosen = next((one for one in words.choices if one.value == given.choice), None)
    if chosen is None:
        return ""
    on = f" {written_day(given.on)}" if given.on and chosen.dated else ""
    if item is ChecklistItem.MATERIALS and chosen.worded:
        return f"Viewed by {given.detail} on{on}"
    if item is ChecklistItem.PARENTS and on:
        return f"Told on{on}" if chosen.answer is ChecklistAnswer.DONE else f"Will be told by{on}"
    if item in (ChecklistItem.OUTLINE, ChecklistItem.LETTER) and on:
        return f"Sent on{on}"
    number = f"{given.number} of them" if given.number is not None and item is ChecklistItem.LIST_AND_CONSENT else ""
    if item is ChecklistItem.CURRICULUM and given.number is not None and chosen.value == "sex_education":
        number = f"{given.number} withdrawn"
    rest = ", ".join(part for part in (number, given.detail, on.strip()) if part)
    return f"{chosen.label}: {rest}" if rest else chosen.label

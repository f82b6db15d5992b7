"""What a school declares about a visit, as questions on a page (§2.2 of the domain notes)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextInput
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length

from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind, answers_allowed
from rose_training.domain.hosts import HostKind
from rose_training.domain.visit_requests import Declared
from rose_training.web.forms.fields import tidy
from rose_training.web.forms.questions import short_text


@dataclass(frozen=True, slots=True)
class Question:
    """How a declaration is asked: `detail` is a second, short question, empty where there is none."""

    text: str
    hint: str
    detail: str = ""


QUESTIONS: Mapping[DeclarationKind, Question] = {
    DeclarationKind.SENIOR_LEADER_AGREED: Question(
        "Has the headteacher or a senior leader agreed to this visit?",
        "In another organisation: the manager of the team.",
        "Name and role of the person who agreed",
    ),
    DeclarationKind.STAFF_STAY: Question(
        "Will a member of school staff who knows the pupils stay in the room the whole time?",
        "We never work with pupils alone.",
        "Name of the member of staff (optional)",
    ),
    DeclarationKind.DSL_REACHABLE: Question(
        "Can your designated safeguarding lead, or a deputy, be reached while we are with you?", ""
    ),
    DeclarationKind.DISCLOSURE_ROUTE: Question(
        "Do you agree with what happens if somebody tells us something?",
        "Our facilitator does not promise secrecy, asks no leading questions, writes down the child's own words and "
        "tells your safeguarding lead before leaving. Your safeguarding lead decides what happens next. If somebody "
        "is in danger now, we ring 999.",
    ),
    DeclarationKind.PARENTS_TOLD: Question(
        "Have parents and carers been told about the course, and how they can see the materials?",
        "Not needed where everybody in the group is 16 or over.",
    ),
    DeclarationKind.PUPILS_THOUGHT_ABOUT: Question(
        "Have you thought about pupils who are affected by this topic, and agreed how they will be supported?",
        "Only answer yes or not yet. Do not write about or name a child.",
    ),
}

ELSEWHERE: Mapping[DeclarationKind, Question] = {
    DeclarationKind.SENIOR_LEADER_AGREED: Question(
        "Has the manager or leader agreed to this visit?",
        "Whoever answers for the group or the provision. That may be you.",
        "Name and role of the person who agreed",
    ),
    DeclarationKind.STAFF_STAY: Question(
        "Will a responsible adult who knows the group stay in the room the whole time?",
        "We never work with young people alone.",
        "Name of the responsible adult (optional)",
    ),
    DeclarationKind.DSL_REACHABLE: Question(
        "Can your safeguarding lead, or a deputy, be reached while we are with you?", ""
    ),
}
"""How the same is asked where there is no school."""

NO_LEAD = (
    "Our facilitator does not promise secrecy, asks no leading questions and writes down the child's own words. "
    "Before leaving they ring the Children's Advice and Duty Service, and tell the responsible adult where that is "
    "safe. If somebody is in danger now, we ring 999."
)
"""What happens where nobody is a safeguarding lead."""

_WORDS = {
    DeclarationAnswer.YES: "Yes",
    DeclarationAnswer.NOT_YET: "Not yet",
    DeclarationAnswer.NOT_NEEDED: "Not needed: the group is 16 or over",
}
DETAIL = "_detail"


LEAD = ("lead_name", "lead_reach")


def _answer_field(kind: DeclarationKind) -> RadioField:
    question = QUESTIONS[kind]
    return RadioField(
        question.text,
        [InputRequired(f"Select whether {kind.clause}")],
        choices=[SelectChoice(answer.value, _WORDS[answer]) for answer in answers_allowed(kind)],
        description=question.hint,
        widget=GovRadioInput(),
    )


def _detail_field(kind: DeclarationKind) -> StringField:
    return StringField(
        QUESTIONS[kind].detail,
        [Length(max=300, message="The answer must have 300 characters at most")],
        filters=[tidy],
        widget=GovTextInput(),
    )


class DeclarationsForm(FlaskForm):  # type: ignore[misc]
    """One field for each declaration; `ask` leaves those that this booking needs."""

    senior_leader_agreed = _answer_field(DeclarationKind.SENIOR_LEADER_AGREED)
    senior_leader_agreed_detail = _detail_field(DeclarationKind.SENIOR_LEADER_AGREED)
    staff_stay = _answer_field(DeclarationKind.STAFF_STAY)
    staff_stay_detail = _detail_field(DeclarationKind.STAFF_STAY)
    dsl_reachable = _answer_field(DeclarationKind.DSL_REACHABLE)
    disclosure_route = _answer_field(DeclarationKind.DISCLOSURE_ROUTE)
    parents_told = _answer_field(DeclarationKind.PARENTS_TOLD)
    pupils_thought_about = _answer_field(DeclarationKind.PUPILS_THOUGHT_ABOUT)

    def ask(self, kinds: tuple[DeclarationKind, ...], host: HostKind = HostKind.SCHOOL) -> None:
        """Keep these questions only, in the words of who receives us."""
        self.kinds = kinds
        if not host.is_school:
            self._reword(host)
        for kind in DeclarationKind:
            if kind in kinds:
                continue
            for name in (kind.value, kind.value + DETAIL):
                if name in self._fields:
                    del self[name]

    def _reword(self, host: HostKind) -> None:
        for kind, question in ELSEWHERE.items():
            field = self._fields[kind.value]
            field.label.text, field.description = question.text, question.hint
            if kind.value + DETAIL in self._fields:
                self._fields[kind.value + DETAIL].label.text = question.detail
        if not host.has_a_safeguarding_lead:
            self.disclosure_route.description = NO_LEAD
        for kind in DeclarationKind:
            self._fields[kind.value].validators = [InputRequired(f"Select whether {kind.clause_for(host)}")]

    def show(self, declared: Mapping[DeclarationKind, Declared]) -> None:
        """Fill in what was answered before."""
        for kind in self.kinds:
            given = declared.get(kind)
            if given is None:
                continue
            self._fields[kind.value].data = given.answer.value
            if kind.value + DETAIL in self._fields:
                self._fields[kind.value + DETAIL].data = given.detail

    def declared(self) -> dict[DeclarationKind, Declared]:
        """The answers that were given, as the service takes them."""
        return {
            kind: Declared(DeclarationAnswer(answer), self._detail(kind))
            for kind in self.kinds
            if (answer := self._fields[kind.value].data) in set(DeclarationAnswer)
        }

    def pairs(self) -> list[tuple[Any, Any]]:
        """Each answer field with its detail field or None, in order, for the template."""
        return [(self._fields[kind.value], self._fields.get(kind.value + DETAIL)) for kind in self.kinds]

    def _detail(self, kind: DeclarationKind) -> str:
        field = self._fields.get(kind.value + DETAIL)
        return (field.data or "") if field is not None else ""


class BookingDeclarationsForm(DeclarationsForm):
    """The same for a booking that stands, and the safeguarding lead where the request left it open."""

    lead_name = short_text("Full name of the safeguarding lead", 200, autocomplete="off")
    lead_reach = short_text(
        "How to reach them on the day", 200, "A telephone number, an extension or a room.", autocomplete="off"
    )

    def ask_for_lead(self, needed: bool) -> None:
        """Keep the question only where it is open."""
        if not needed:
            for name in LEAD:
                del self[name]

    def lead(self) -> tuple[str, str] | None:
        """Name and how to reach them, or None when nothing was typed."""
        typed = [self._fields[name].data or "" for name in LEAD if name in self._fields]
        return (typed[0], typed[1]) if any(typed) else None

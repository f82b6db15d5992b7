"""What a school declares about a visit, and what holds up its confirmation (§2.2 of the domain notes)."""

from collections.abc import Mapping
from enum import StrEnum

from rose_training.domain.hosts import HostKind
from rose_training.domain.programme import Audience
from rose_training.domain.refusals import Refusal


class DeclarationKind(StrEnum):
    """What a school says about a visit (§2.2, items 1, 2, 5, 6, 8 and 13)."""

    SENIOR_LEADER_AGREED = "senior_leader_agreed"
    STAFF_STAY = "staff_stay"
    DSL_REACHABLE = "dsl_reachable"
    DISCLOSURE_ROUTE = "disclosure_route"
    PARENTS_TOLD = "parents_told"
    PUPILS_THOUGHT_ABOUT = "pupils_thought_about"

    @property
    def label(self) -> str:
        """A few words for a row of a list."""
        return _DECLARATION_LABELS[self]

    @property
    def clause(self) -> str:
        """What holds once the answer is yes, to go on after 'that'."""
        return _DECLARATION_CLAUSES[self]

    def clause_for(self, host: HostKind) -> str:
        """The same in the words of a setting that is not a school."""
        return self.clause if host.is_school else _CLAUSES_ELSEWHERE.get(self, self.clause)


_DECLARATION_LABELS = {
    DeclarationKind.SENIOR_LEADER_AGREED: "Senior leader has agreed",
    DeclarationKind.STAFF_STAY: "School staff stay in the room",
    DeclarationKind.DSL_REACHABLE: "Safeguarding lead can be reached on the day",
    DeclarationKind.DISCLOSURE_ROUTE: "What happens if a pupil tells us something",
    DeclarationKind.PARENTS_TOLD: "Parents and carers have been told",
    DeclarationKind.PUPILS_THOUGHT_ABOUT: "Pupils affected by the topic thought about",
}


_DECLARATION_CLAUSES = {
    DeclarationKind.SENIOR_LEADER_AGREED: "a senior leader has agreed to the visit",
    DeclarationKind.STAFF_STAY: "school staff stay in the room the whole time",
    DeclarationKind.DSL_REACHABLE: "the safeguarding lead or a deputy can be reached on the day",
    DeclarationKind.DISCLOSURE_ROUTE: "the school agrees with what happens if somebody tells us something",
    DeclarationKind.PARENTS_TOLD: "parents and carers have been told about the course",
    DeclarationKind.PUPILS_THOUGHT_ABOUT: "pupils who are affected by the topic have been thought about",
}


_CLAUSES_ELSEWHERE = {
    DeclarationKind.SENIOR_LEADER_AGREED: "the manager or leader has agreed to the visit",
    DeclarationKind.STAFF_STAY: "a responsible adult who knows the group stays in the room the whole time",
    DeclarationKind.DISCLOSURE_ROUTE: "you agree with what happens if somebody tells us something",
    DeclarationKind.PUPILS_THOUGHT_ABOUT: "young people who are affected by the topic have been thought about",
}


class DeclarationAnswer(StrEnum):
    """What the school said: a 'not yet' lets the request in but holds up confirmation."""

    YES = "yes"
    NOT_YET = "not_yet"
    NOT_NEEDED = "not_needed"

    @property
    def label(self) -> str:
        """The words on pages."""
        return self.value.replace("_", " ").capitalize()


def declarations_for(
    audience: Audience, *, targeted: bool, host: HostKind = HostKind.SCHOOL
) -> tuple[DeclarationKind, ...]:
    """The declarations that a confirmation waits for, in order.

    They are a school's (§2.2): a team of professionals is asked only whether its manager agreed, and
    home educators, who have none, are not asked that. Staff who know the pupils stay where there are
    pupils. For a whole class parents told and pupils thought about belong to the checklist
    after it, where they only warn.
    """
    asked = [DeclarationKind.SENIOR_LEADER_AGREED] if host.has_a_manager else []
    if audience is Audience.PROFESSIONALS:
        return tuple(asked)
    if audience is Audience.PUPILS:
        asked.append(DeclarationKind.STAFF_STAY)
    if host.has_a_safeguarding_lead:
        asked.append(DeclarationKind.DSL_REACHABLE)
    asked.append(DeclarationKind.DISCLOSURE_ROUTE)
    if targeted:
        asked += WEIGHTIER_WHEN_TARGETED
    return tuple(asked)


WEIGHTIER_WHEN_TARGETED = (DeclarationKind.PARENTS_TOLD, DeclarationKind.PUPILS_THOUGHT_ABOUT)
"""They block a targeted course and only warn for a whole class (§2.2, items 8 and 13)."""


def answers_allowed(kind: DeclarationKind) -> tuple[DeclarationAnswer, ...]:
    """Yes or not yet; parents need not be told where the group is 16 or over."""
    if kind is DeclarationKind.PARENTS_TOLD:
        return tuple(DeclarationAnswer)
    return (DeclarationAnswer.YES, DeclarationAnswer.NOT_YET)


def blocking_declarations(
    answers: Mapping[DeclarationKind, DeclarationAnswer],
    *,
    audience: Audience,
    targeted: bool,
    host: HostKind = HostKind.SCHOOL,
) -> tuple[DeclarationKind, ...]:
    """What still stands between this booking and its confirmation; empty when nothing does."""
    asked = declarations_for(audience, targeted=targeted, host=host)
    return tuple(kind for kind in asked if not _settled(kind, answers.get(kind)))


def _settled(kind: DeclarationKind, answer: DeclarationAnswer | None) -> bool:
    return answer in answers_allowed(kind) and answer is not DeclarationAnswer.NOT_YET


def needs_safeguarding_lead(audience: Audience, host: HostKind = HostKind.SCHOOL) -> bool:
    """Whether we must know whom to tell before we leave; a team of professionals has its own ways."""
    return audience is not Audience.PROFESSIONALS and host.has_a_safeguarding_lead


LEAD_CLAUSE = "we know who the safeguarding lead is, and how to reach them on the day"
"""What has to hold where a safeguarding lead is needed, to go on after 'that'."""


def check_may_confirm(
    answers: Mapping[DeclarationKind, DeclarationAnswer],
    *,
    audience: Audience,
    targeted: bool,
    lead_known: bool = True,
    host: HostKind = HostKind.SCHOOL,
    conversation_due: bool = False,
) -> None:
    """Refuse a confirmation while a declaration or the safeguarding lead is missing, and name what is.

    `conversation_due`: the course begins with a conversation that nobody has recorded yet.
    """
    if conversation_due:
        raise Refusal(
            "conversation_due",
            "This course begins with a conversation. Ring the booker, and record that you spoke, before you confirm.",
        )
    blocking = blocking_declarations(answers, audience=audience, targeted=targeted, host=host)
    missing = [kind.clause_for(host) for kind in blocking]
    if needs_safeguarding_lead(audience, host) and not lead_known:
        missing.append(LEAD_CLAUSE)
    if missing:
        named = "; ".join(missing)
        raise Refusal(
            "declarations_missing",
            f"Before you confirm, the school still has to say that: {named}.",
        )

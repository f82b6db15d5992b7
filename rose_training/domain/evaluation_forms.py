"""What people are asked afterwards: versioned questions, and what may be shown of the answers.

After Kirkpatrick (§8 of the domain notes): how it was (reaction), what people say they learned
(self-rated, and always called so), what they do differently (behaviour). A form that anybody has
answered is never changed: write the next version beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rose_training.domain.evaluations import EvaluationKind
from rose_training.domain.refusals import Refusal

FEWEST = 5
"""Under so many answers nothing is shown: a few answers are a few people."""

LONGEST_TEXT = 1000

NAME_NOBODY = "Please do not name anybody, and do not write about a child."


class Level(StrEnum):
    """What a question is about."""

    REACTION = "reaction"
    SELF_RATED = "self_rated"
    BEHAVIOUR = "behaviour"

    @property
    def label(self) -> str:
        """The words above the results."""
        return _LEVELS[self]


_LEVELS = {
    Level.REACTION: "How it was",
    Level.SELF_RATED: "What people say they learned (self-rated)",
    Level.BEHAVIOUR: "What people do differently",
}


@dataclass(frozen=True)
class Question:
    """One question. `choices` (value and words) to choose one from; none of them: words of their own."""

    key: str
    text: str
    level: Level
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""

    @property
    def is_text(self) -> bool:
        """Whether people answer in their own words."""
        return not self.choices


@dataclass(frozen=True)
class Form:
    """One version of the questions of one kind."""

    kind: EvaluationKind
    version: int
    questions: tuple[Question, ...]


_USEFUL = (
    ("very", "Very useful"),
    ("useful", "Useful"),
    ("partly", "Partly useful"),
    ("little", "Of little use"),
    ("not", "Not useful"),
)
_YES_NO = (("yes", "Yes"), ("not_sure", "Not sure"), ("no", "No"))
_WELL = (
    ("very_well", "Very well"),
    ("well", "Well"),
    ("a_little", "A little"),
    ("not_well", "Not well"),
)

FORMS: tuple[Form, ...] = (
    Form(
        EvaluationKind.STRAIGHT_AFTER,
        1,
        (
            Question("useful", "How useful was the session for your work?", Level.REACTION, _USEFUL),
            Question("recommend", "Would you recommend it to a colleague?", Level.REACTION, _YES_NO),
            Question(
                "before",
                "Before the session, how well did you know the signs of exploitation and whom to ring?",
                Level.SELF_RATED,
                _WELL,
            ),
            Question("after", "How well do you know them now?", Level.SELF_RATED, _WELL),
            Question("better", "What should we do differently next time?", Level.REACTION, hint=NAME_NOBODY),
        ),
    ),
    Form(
        EvaluationKind.EIGHT_WEEKS,
        1,
        (
            Question(
                "used",
                "Have you used at work what the session was about?",
                Level.BEHAVIOUR,
                (
                    ("often", "Yes, more than once"),
                    ("once", "Yes, once"),
                    ("no_occasion", "No, there was no occasion"),
                    ("not_yet", "Not yet"),
                ),
            ),
            Question(
                "different", "What have you done differently since the session?", Level.BEHAVIOUR, hint=NAME_NOBODY
            ),
            Question("after", "How well do you know the signs and whom to ring today?", Level.SELF_RATED, _WELL),
        ),
    ),
)


def form_of(kind: EvaluationKind, version: int | None = None) -> Form:
    """The form in use, or the version that somebody answered. Raises LookupError when there is no such."""
    found = [form for form in FORMS if form.kind is kind and version in (None, form.version)]
    if not found:
        raise LookupError(f"no version {version} of {kind}")
    return max(found, key=lambda form: form.version)


def read_answers(form: Form, typed: Mapping[str, str | None]) -> dict[str, str]:
    """What was answered, without what was left blank. Every question may be left out, but not all.

    Raises `Refusal` at the question for a choice that is not offered or a text that is too long.
    """
    answers: dict[str, str] = {}
    for question in form.questions:
        answer = (typed.get(question.key) or "").strip()
        if not answer:
            continue
        if question.is_text and len(answer) > LONGEST_TEXT:
            raise Refusal("too_long", f"Write {LONGEST_TEXT} characters at most", question.key)
        if not question.is_text and answer not in dict(question.choices):
            raise Refusal("no_such_choice", "Choose one of the answers", question.key)
        answers[question.key] = answer
    if not answers:
        raise Refusal("nothing_answered", "Answer at least one question")
    return answers


@dataclass(frozen=True)
class Tally:
    """The answers to one question. `answered` is how many chose or wrote; `texts` are in no telling order."""

    question: Question
    answered: int
    counts: tuple[tuple[str, int], ...]
    texts: tuple[str, ...] = ()

    @property
    def shown(self) -> bool:
        """Whether there are enough answers for nobody to be found out."""
        return self.answered >= FEWEST or (self.question.is_text and bool(self.texts))


@dataclass(frozen=True)
class Results:
    """What one version of a form brought. `n` is None when it is smaller than may be told; then no tallies."""

    form: Form
    n: int | None
    tallies: tuple[Tally, ...] = ()


def results_of(form: Form, answers: Iterable[Mapping[str, object]]) -> Results:
    """The answers to a form added up, question by question; nothing at all under `FEWEST` forms.

    Texts come in the order of their letters, which says nothing of who wrote first.
    """
    given = list(answers)
    if len(given) < FEWEST:
        return Results(form, None)
    return Results(form, len(given), tuple(_tally(question, given) for question in form.questions))


def pool(by_session: Mapping[int, int]) -> frozenset[int]:
    """The sessions whose answers may be added up together, from how many answers each has.

    Those with enough answers are shown one by one; were the total to hold the others too, taking one
    from the other would bare them. So these are added only if there are enough of them together.
    """
    large = frozenset(session for session, number in by_session.items() if number >= FEWEST)
    small = frozenset(by_session) - large
    return large | small if sum(by_session[session] for session in small) >= FEWEST else large


def _tally(question: Question, given: list[Mapping[str, object]]) -> Tally:
    said = [str(one[question.key]) for one in given if one.get(question.key)]
    if question.is_text:
        return Tally(question, len(said), (), tuple(sorted(said, key=str.lower)))
    if len(said) < FEWEST:
        return Tally(question, 0, ())
    return Tally(question, len(said), tuple((words, said.count(value)) for value, words in question.choices))

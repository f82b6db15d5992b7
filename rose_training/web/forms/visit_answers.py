"""The questions of a request that may wait: room and arrival, needs as numbers, place in the curriculum.

The same forms ask them later, of a booking that stands: `fill` shows an answer, `answer` reads one.
"""

from collections.abc import Sequence
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovRadioInput, GovTextArea
from wtforms import RadioField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import Length

from rose_training.domain.programme import Audience
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
    features_for,
    wrong_with_curriculum,
    wrong_with_needs,
)
from rose_training.domain.visit_drafts import (
    read_curriculum,
    read_needs,
    read_room,
    write_curriculum,
    write_needs,
    write_room,
)
from rose_training.domain.visit_formats import VisitFormat
from rose_training.domain.visit_requests import Answers
from rose_training.web.forms.fields import tidy
from rose_training.web.forms.questions import QuestionForm, Situation, short_text
from rose_training.web.forms.sessions import WholeNumberField

NO_NAMES = "Do not enter names, and do not describe a child."


def _ticks(label: str, kind: Any) -> SelectMultipleField:
    return SelectMultipleField(
        label,
        choices=[SelectChoice(one.value, one.label) for one in kind],
        validate_choice=False,
        widget=GovCheckboxesInput(),
    )


def _one_of(label: str, kind: Any) -> RadioField:
    return RadioField(
        label,
        choices=[SelectChoice(one.value, one.label) for one in kind],
        validate_choice=False,
        widget=GovRadioInput(),
    )


class TopicForm(QuestionForm):
    """One of the topics that may be told later."""

    topic: Topic

    def ask(self, audience: Audience, chosen: VisitFormat | None) -> None:
        """Leave out what this audience and format have no use for."""

    def prepare(self, situation: Situation) -> None:
        """The same for a request."""
        if situation.offer is not None:
            self.ask(situation.offer.audience, situation.format)

    def show(self, answers: Answers) -> None:
        """What was typed before, even where it was left for later."""
        kept = answers.get(self.topic.value) or {}
        typed = self.read({self.topic.value: {**kept, "later": False}}) if len(kept) > 1 else None
        if typed is not None:
            self.fill(typed)

    def changes(self) -> dict[str, Any]:
        """The answer as the draft keeps it."""
        return {self.topic.value: self.write(self.answer())}

    def for_later(self) -> dict[str, Any]:
        """Whatever was typed, marked as not told yet."""
        return {self.topic.value: {**self.changes()[self.topic.value], "later": True}}

    def mistakes(self, situation: Situation) -> Sequence[Refusal]:
        """Numbers that cannot be."""
        return self.wrong(expected=situation.expected_number)

    def wrong(self, *, expected: int) -> Sequence[Refusal]:
        """The same for a group of so many."""
        return ()

    def read(self, answers: Answers) -> Any:
        """The answer in a draft."""
        raise NotImplementedError

    def write(self, answer: Any) -> dict[str, Any]:
        """The answer as a draft keeps it."""
        raise NotImplementedError

    def fill(self, answer: Any) -> None:
        """Show an answer."""
        raise NotImplementedError

    def answer(self) -> Any:
        """What was filled in."""
        raise NotImplementedError


class RoomForm(TopicForm):
    """Where we work, what is there, and how we get in."""

    topic = Topic.ROOM

    name = short_text("Name of the room (optional)", 200, "For example, the hall, or room 12")
    features = _ticks("What does the room have?", RoomFeature)
    equipment = short_text("Anything else about the equipment (optional)", 300)
    entrance = short_text("Which entrance do we use? (optional)", 300, "For example, the main gate")
    parking = short_text("Where can we park? (optional)", 300, "Say if there is a space for a blue badge")
    sign_in = short_text(
        "Where do we sign in? (optional)", 300, "We bring photo identification and come 15 to 20 minutes early"
    )

    def ask(self, audience: Audience, chosen: VisitFormat | None) -> None:
        """Online nobody has to find the door."""
        features = features_for(chosen)
        self.features.choices = [SelectChoice(one.value, one.label) for one in features]
        if chosen is VisitFormat.ONLINE:
            for name in ("entrance", "parking", "sign_in"):
                del self[name]

    def fill(self, answer: Room) -> None:
        """Show an answer."""
        self.features.data = [one.value for one in answer.features]
        for name in ("name", "equipment", "entrance", "parking", "sign_in"):
            if name in self._fields:
                self._fields[name].data = getattr(answer, name)

    def answer(self) -> Room:
        """What was filled in."""
        names = ("name", "equipment", "entrance", "parking", "sign_in")
        texts = {name: self._fields[name].data or "" for name in names if name in self._fields}
        return Room(features=_known(RoomFeature, self.features.data), **texts)

    def read(self, answers: Answers) -> Room | None:
        """The answer in a draft."""
        return read_room(answers)

    def write(self, answer: Room) -> dict[str, Any]:
        """The answer as a draft keeps it."""
        return write_room(answer)


def _number_of(kind: NeedKind) -> WholeNumberField:
    return WholeNumberField(kind.label, render_kw={"inputmode": "numeric"})


class NeedsForm(TopicForm):
    """How many have which need."""

    topic = Topic.NEEDS

    mix = _one_of("Who is in the group? (optional)", GroupMix)
    need_communication = _number_of(NeedKind.COMMUNICATION)
    need_hearing = _number_of(NeedKind.HEARING)
    need_visual = _number_of(NeedKind.VISUAL)
    need_mobility = _number_of(NeedKind.MOBILITY)
    need_semh = _number_of(NeedKind.SEMH)
    need_learning = _number_of(NeedKind.LEARNING)
    need_eal = _number_of(NeedKind.EAL)
    need_other = _number_of(NeedKind.OTHER)
    adaptations = TextAreaField(
        "What helps them? (optional)",
        [Length(max=500, message="What helps them must have 500 characters at most")],
        filters=[tidy],
        description=f"For example, large print, an interpreter, or a seat near the door. {NO_NAMES}",
        widget=GovTextArea(),
    )

    def ask(self, audience: Audience, chosen: VisitFormat | None) -> None:
        """Parents come as they are."""
        if audience is not Audience.PUPILS:
            del self.mix

    def counts(self) -> list[Any]:
        """The fields of the numbers, for the template."""
        return [self._fields[f"need_{kind}"] for kind in NeedKind]

    def fill(self, answer: Needs) -> None:
        """Show an answer."""
        for kind in NeedKind:
            self._fields[f"need_{kind}"].data = answer.numbers.get(kind) or None
        self.adaptations.data = answer.adaptations
        if "mix" in self._fields:
            self.mix.data = answer.mix.value if answer.mix else None

    def answer(self) -> Needs:
        """What was filled in; an empty box is nobody."""
        counted = {kind: self._fields[f"need_{kind}"].data for kind in NeedKind}
        mix = self.mix.data if "mix" in self._fields else None
        return Needs(
            numbers={kind: number for kind, number in counted.items() if number},
            adaptations=self.adaptations.data or "",
            mix=GroupMix(mix) if mix in set(GroupMix) else None,
        )

    def wrong(self, *, expected: int) -> Sequence[Refusal]:
        """More of a need than people."""
        return wrong_with_needs(self.answer(), expected=expected)

    def read(self, answers: Answers) -> Needs | None:
        """The answer in a draft."""
        return read_needs(answers)

    def write(self, answer: Needs) -> dict[str, Any]:
        """The answer as a draft keeps it."""
        return write_needs(answer)


class CurriculumForm(TopicForm):
    """What the session is part of."""

    topic = Topic.CURRICULUM

    place = _one_of("What do you treat this session as?", CurriculumPlace)
    withdrawn = WholeNumberField(
        "How many pupils were withdrawn? (optional)",
        description="A number only. We never ask who.",
        render_kw={"inputmode": "numeric"},
    )
    before = _ticks("What has the group been taught before? (optional)", TaughtBefore)
    before_text = short_text("Anything else they had (optional)", 300, NO_NAMES)
    follow_up = _ticks("What will you do afterwards? (optional)", FollowUp)
    follow_up_text = short_text("Anything else you plan (optional)", 300, NO_NAMES)

    def fill(self, answer: Curriculum) -> None:
        """Show an answer."""
        self.place.data = answer.place.value if answer.place else None
        self.withdrawn.data = answer.withdrawn
        self.before.data = [one.value for one in answer.before]
        self.before_text.data = answer.before_text
        self.follow_up.data = [one.value for one in answer.follow_up]
        self.follow_up_text.data = answer.follow_up_text

    def answer(self) -> Curriculum:
        """What was filled in; a number of withdrawals counts for sex education only."""
        place = CurriculumPlace(self.place.data) if self.place.data in set(CurriculumPlace) else None
        return Curriculum(
            place=place,
            withdrawn=self.withdrawn.data if place is not None and place.allows_withdrawal else None,
            before=_known(TaughtBefore, self.before.data),
            before_text=self.before_text.data or "",
            follow_up=_known(FollowUp, self.follow_up.data),
            follow_up_text=self.follow_up_text.data or "",
        )

    def wrong(self, *, expected: int) -> Sequence[Refusal]:
        """No place chosen, or numbers that cannot be."""
        return wrong_with_curriculum(self.answer(), expected=expected)

    def read(self, answers: Answers) -> Curriculum | None:
        """The answer in a draft."""
        return read_curriculum(answers)

    def write(self, answer: Curriculum) -> dict[str, Any]:
        """The answer as a draft keeps it."""
        return write_curriculum(answer)


FORMS: dict[Topic, type[TopicForm]] = {
    Topic.ROOM: RoomForm,
    Topic.NEEDS: NeedsForm,
    Topic.CURRICULUM: CurriculumForm,
}


def _known(kind: Any, sent: list[str] | None) -> tuple[Any, ...]:
    return tuple(kind(value) for value in sent or () if value in set(kind))

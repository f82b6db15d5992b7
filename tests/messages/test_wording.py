"""Words that the office has changed: what may be written, what must stay, and what nobody gets to do."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.refusals import Refusal
from rose_training.messages import examples, language, previews
from rose_training.messages.letter import Letter
from rose_training.messages.markup import as_text
from rose_training.messages.originals import Original, kinds, original
from rose_training.messages.rendering import changed_source, general_facts, original_source, render
from rose_training.services import wording

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
OFFICE = Actor(None, "Cora Example")
KIND = "registration_confirmed"
BODY = "Dear {{ name }},\n\n{{ the_place }}\n\n[Your place]({{ address }})\n\n[Colleagues]({{ party_address }})\n"


@pytest.fixture(autouse=True)
def _in_the_application(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def shipped(kind: str = KIND) -> Original:
    found = original(kind)
    assert found is not None
    return found


def example(kind: str = KIND, **over: object) -> Letter:
    letter = previews.example(shipped(kind))
    return replace(letter, facts={**letter.facts, **over})


def test_every_e_mail_can_be_edited_as_it_ships_and_reads_the_same() -> None:
    """The office's language says all that our letters say: what is offered for editing is what goes out."""
    for kind in kinds():
        found = shipped(kind)
        found.check(subject="{{ subject }}", body=found.body)
        letter = example(kind)
        edited = changed_source(letter, subject="{{ subject }}", body=found.body)
        assert as_text(edited.body) == as_text(original_source(letter).body), kind
        assert edited.subject == letter.subject


def test_every_placeholder_is_explained() -> None:
    for kind in kinds():
        unknown = set(shipped(kind).placeholders) - set(examples.SENTENCES)
        assert not unknown, f"{kind}: say in messages/examples.py what {unknown} stand for"


def test_changed_words_go_out_as_text_and_as_html(stored: Session) -> None:
    wording.change(stored, kind=KIND, subject="{{ subject }} (new)", body=BODY, based_on=None, by=OFFICE, at=AT)
    stored.commit()

    words = render(example(name="Ada *Example*"))

    assert words.subject == "Your place: ROSE training on 8 Dec 2026 (new)"
    assert words.text.startswith("Dear Ada *Example*,\n\n- What: Quarterly briefing\n")
    assert "<strong>" not in words.html.partition("<ul")[0]
    assert "Where: Example Hall" in words.html


def test_words_that_do_not_fit_one_letter_never_keep_it_back(stored: Session) -> None:
    wording.change(
        stored, kind=KIND, subject="{{ subject }}", body=BODY + "{{ name | day }}", based_on=None, by=OFFICE, at=AT
    )
    stored.commit()
    assert "We look forward to meeting you" in render(example()).text


@pytest.mark.parametrize(
    ("body", "code", "sentence"),
    [
        ("", "empty", "Enter the words"),
        (BODY + "{{ shoe_size }}", "unknown_placeholder", "there is no placeholder {{ shoe_size }} here"),
        (BODY.replace("{{ name }}", "{{ name"), "broken_markup", "Line 3: this cannot be read"),
        (BODY + "{% if name %}", "broken_markup", "every {% if %} its {% endif %}"),
        (BODY + "**bold", "broken_markup", "** must stand before and after"),
        (BODY + "[here](javascript:alert)", "broken_markup", "must begin with https://"),
        (BODY + "[here](https://a.example", "broken_markup", "its address has no end"),
        (BODY + "[](https://a.example)", "broken_markup", "needs words"),
        (BODY + "{{ has_place }}", "only_a_condition", "'has_place' may stand in {% if %} only"),
        (BODY + "{{ colleagues }}", "only_a_condition", "'colleagues' may stand in {% if %} only"),
        (BODY.replace("{{ address }}", "https://a.example"), "required_placeholder", "Keep {{ address }}"),
        (BODY.replace("{{ the_place }}", "{{ place }}"), "required_placeholder", "so that people see the date"),
        (BODY.replace("{{ the_place }}", "{{ starts_at }}"), "required_placeholder", "people see where to go"),
    ],
)
def test_what_cannot_go_out_is_refused_with_a_sentence(body: str, code: str, sentence: str) -> None:
    with pytest.raises(Refusal) as refused:
        shipped().check(subject="{{ subject }}", body=body)
    assert (refused.value.code, refused.value.field) == (code, "body")
    assert sentence in refused.value.sentence


def test_date_and_place_may_stand_alone_in_place_of_the_list() -> None:
    shipped().check(
        subject="{{ subject }}", body=BODY.replace("{{ the_place }}", "{{ starts_at | when(ends_at) }}, {{ place }}")
    )


@pytest.mark.parametrize("subject", ["", "One\nTwo", "{{ the_place }}", "{{ nothing }}", "{{ subject"])
def test_a_subject_is_one_line_of_facts(subject: str) -> None:
    with pytest.raises(Refusal) as refused:
        shipped().check(subject=subject, body=BODY)
    assert refused.value.field == "subject"


HOSTILE = [
    "{{ name.__class__ }}",
    "{{ name['__class__'] }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ name | attr('__class__') }}",
    "{{ self._TemplateReference__context }}",
    "{{ config }}",
    "{{ config.SECRET_KEY }}",
    "{{ request }}",
    "{{ get_flashed_messages.__globals__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum() }}",
    "{{ range(1000000000) | length }}",
    "{% for x in 'abc' %}{{ x }}{% endfor %}",
    "{% set x = name %}",
    "{% include 'messages/_footer.md' %}",
    "{% import 'messages/_footer.md' as x %}",
    "{% extends 'layouts/base.html' %}",
    "{% macro m() %}{% endmacro %}",
    "{% call name() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% block b %}{% endblock %}",
    "{{ 'x' * 1000000000 }}",
    "{{ 9 ** 99999999 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ 'x' ~ 'x' | center(1000000000) }}",
    "{{ '{0.__class__}' | format(name) }}",
    "{{ name() }}",
    "{{ [name] }}",
    "{{ {'a': name} }}",
    "{{ name[0:1] }}",
    "{{ name | map('upper') }}",
    "{{ name is defined }}",
    "{{ name | when(*name) }}",
    "{{ " + "(" * 5000 + "name" + ")" * 5000 + " }}",
    "{% if name %}" * 200 + "{% endif %}" * 200,
    "{{ " + "9" * 5000 + " }}",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_of_the_site_can_be_reached_and_nothing_can_be_kept_busy(hostile: str) -> None:
    with pytest.raises(Refusal):
        shipped().check(subject="{{ subject }}", body=BODY + hostile)
    with pytest.raises(Refusal):
        shipped().check(subject=hostile, body=BODY)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_got_into_the_table_by_another_door_is_refused_when_it_leaves(stored: Session, hostile: str) -> None:
    wording.change(stored, kind=KIND, subject="{{ subject }}", body=BODY + hostile, based_on=None, by=OFFICE, at=AT)
    stored.commit()
    words = render(example())
    assert "We look forward to meeting you" in words.text
    assert "SECRET" not in words.text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            ["{{", "}}", "{%", "%}", "name", "if", "endif", "else", "|", "day", "(", ")", "[", "]", "~", "'"]
        )
        | st.text(max_size=6),
        max_size=20,
    )
)
def test_whatever_is_typed_is_read_or_refused(parts: list[str]) -> None:
    body = " ".join(parts)
    try:
        shipped().check(subject="{{ subject }}", body=BODY + body)
        language.render_body(BODY + body, shipped().with_blocks(general_facts() | dict(example().facts)))
    except (Refusal, AttributeError, TypeError):
        pass  # a filter may be asked of a value that is none of its own: the preview says so

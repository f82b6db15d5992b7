"""From a letter in facts to the words that leave: subject, text and HTML from one source."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from markupsafe import Markup

from rose_training.adapters.traces import without_words
from rose_training.database import db
from rose_training.messages import language
from rose_training.messages.letter import Letter
from rose_training.messages.markup import as_html, as_text
from rose_training.messages.originals import SUBJECT, original, trusted_environment
from rose_training.services import wording

FOOTER = "_footer"
TEXT_RULE = "\n-- \n"
"""What mail programs know as the beginning of a signature."""

log = logging.getLogger("rose_training.mail")


@dataclass(frozen=True)
class Source:
    """A subject, and a body in our markup."""

    subject: str
    body: str


@dataclass(frozen=True)
class Words:
    """A letter in words. `text` and `html` say the same."""

    subject: str
    text: str
    html: str


def render(letter: Letter) -> Words:
    """The words of `letter`, with the footer that every letter carries.

    Where the office has changed the words of this kind, theirs go out. Should theirs not fit the facts
    of this one letter, the original does: a wording never keeps a letter from leaving. Raises jinja2's
    UndefinedError when the original asks for a fact that the letter does not have: a gap in a letter is
    worse than a letter that waits.
    """
    changed = wording.in_use(db.session(), letter.template)
    if changed is not None:
        try:
            return dress(changed_source(letter, subject=changed.subject, body=changed.body))
        except Exception as trouble:
            told = {"kind": letter.template, "version": changed.id, **without_words(trouble)}
            log.error("changed words do not fit a letter", extra=told)  # noqa: TRY400  (its words stay out)
    return dress(original_source(letter))


def original_source(letter: Letter) -> Source:
    """A letter in the words that ship with the site."""
    return Source(letter.subject, _filled_in(letter.template, letter.facts))


def changed_source(letter: Letter, *, subject: str, body: str) -> Source:
    """A letter in other words. Raises Refusal, or whatever jinja2 or a filter makes of facts that don't fit."""
    shipped = original(letter.template)
    if shipped is None:
        raise LookupError(letter.template)
    facts = shipped.with_blocks(general_facts() | dict(letter.facts))
    return Source(
        subject=language.render_subject(subject, facts | {SUBJECT: letter.subject}),
        body=language.render_body(body, facts),
    )


def dress(source: Source) -> Words:
    """A letter as it leaves: as plain text and as HTML, with the footer under both."""
    subject = " ".join(source.subject.split())
    footer = _filled_in(FOOTER, {})
    page = current_app.jinja_env.get_template("messages/_layout.html")
    return Words(
        subject=subject,
        text=as_text(source.body) + TEXT_RULE + as_text(footer),
        # Markup: both come from our own renderer, which has escaped every sign.
        html=page.render(
            subject=subject,
            content=Markup(as_html(source.body)),  # noqa: S704
            footer=Markup(as_html(footer)),  # noqa: S704
        ),
    )


def general_facts() -> dict[str, Any]:
    """What every letter may say."""
    return {"office_phone": current_app.config["OFFICE_PHONE"]}


def _filled_in(template: str, facts: Mapping[str, Any]) -> str:
    name = f"messages/{template}.md"
    return str(trusted_environment().get_template(name).render(general_facts() | dict(facts)))

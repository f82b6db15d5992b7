"""The e-mails as they ship, read as the office may edit them.

What our own templates do with loops and parts becomes one placeholder each, such as {{ the_place }}
(what, when, where, cost) or {{ the_wishes }}: the office moves it about as a whole. What must not get
lost is read off the original too: its buttons, the date, the place, the code.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from flask import current_app
from jinja2 import StrictUndefined, nodes

from rose_training.domain.refusals import Refusal
from rose_training.messages import language
from rose_training.messages.language import Block

SUBJECT = "subject"
ORIGINAL_SUBJECT = "{{ subject }}"
"""The subject as the site writes it: until somebody changes it, and to build upon."""

_COMMENT = re.compile(r"{#.*?#}\n?", re.DOTALL)
_INCLUDE = re.compile(r'{% include "messages/_(\w+)\.md" %}\n?')
_LOOP = re.compile(r"{% for \w+(?:, \w+)? in (\w+) %}\n.*?{% endfor %}\n?", re.DOTALL)
_BUTTON = re.compile(r"^\[[^\[\]]+\]\({{ (\w+) }}\)$", re.MULTILINE)
_BLANKS = re.compile(r"\n{3,}")

DATES = frozenset({"starts_at", "dates"})
PLACES = frozenset({"place", "where"})


@dataclass(frozen=True)
class Requirement:
    """Something that every version must say: one of these placeholders. `why` completes 'so that ...'."""

    one_of: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Original:
    """One e-mail as it ships: its words in the office's language, and what may and must stand in them."""

    kind: str
    body: str
    placeholders: tuple[str, ...]
    """What may be written out: the parts of our own first."""
    conditions: tuple[str, ...]
    """What may only be asked after in {% if %}: lists, and yes or no."""
    required: tuple[Requirement, ...]
    facts: frozenset[str]
    """Every fact that the original is written from."""
    blocks: Mapping[str, str] = field(repr=False)
    """The source of each placeholder that stands for a part of our own."""

    def with_blocks(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """`facts` and the parts that our own templates write from them, for the placeholders that stand for them."""
        trusted = trusted_environment()
        parts = {
            name: Block(trusted.from_string(source).render(facts).strip("\n")) for name, source in self.blocks.items()
        }
        return dict(facts) | parts

    def check(self, *, subject: str, body: str) -> None:
        """Refuse words that cannot be read, name what is not there, or lose what must stay."""
        for field_name, words in (("subject", subject), ("body", body)):
            if not words.strip():
                raise Refusal("empty", f"Enter the {'subject' if field_name == 'subject' else 'words'}", field_name)
        if "\n" in subject.strip():
            raise Refusal("broken_markup", "A subject is one line", "subject")
        plain = {name for name in self.placeholders if name not in self.blocks}
        allowed = {*self.placeholders, *self.conditions}
        language.check(
            subject, allowed=plain | {SUBJECT, *self.conditions}, conditions=self.conditions, field="subject"
        )
        used = language.check(body, allowed=allowed, conditions=self.conditions, field="body")
        for requirement in self.required:
            if not used & set(requirement.one_of):
                names = " or ".join(f"{{{{ {name} }}}}" for name in requirement.one_of)
                raise Refusal("required_placeholder", f"Keep {names}, so that {requirement.why}", "body")


def kinds() -> list[str]:
    """The name of every e-mail that can be edited, in alphabetical order."""
    names = current_app.jinja_env.list_templates(
        filter_func=lambda name: name.startswith("messages/") and name.endswith(".md")
    )
    found = (name.removeprefix("messages/").removesuffix(".md") for name in names)
    return sorted(name for name in found if not name.startswith("_"))


def original(kind: str) -> Original | None:
    """One e-mail as it ships; None when there is no such e-mail."""
    if kind not in kinds():
        return None
    return _read(kind, _file(kind))


@lru_cache(maxsize=200)
def _read(kind: str, source: str) -> Original:
    blocks: dict[str, str] = {}

    def part(found: re.Match[str]) -> str:
        name = f"the_{found[1]}"
        while name in blocks and blocks[name] != found[0]:
            name += "_too"
        blocks[name] = found[0]
        return f"{{{{ {name} }}}}\n"

    body = _LOOP.sub(part, _INCLUDE.sub(part, _COMMENT.sub("", source)))
    body = _BLANKS.sub("\n\n", body.replace("config.OFFICE_PHONE", "office_phone")).strip() + "\n"
    in_parts = {name: _names_of_part(part_source) for name, part_source in blocks.items()}
    asked = (language.names_in(body) - set(blocks)).union(*(part.asked for part in in_parts.values()))
    printed = (language.printed_names(body) - set(blocks)).union(*(part.printed for part in in_parts.values()))
    return Original(
        kind=kind,
        body=body,
        placeholders=(*sorted(blocks), *sorted(printed | {"office_phone"})),
        conditions=tuple(sorted(asked - printed - {"office_phone"})),
        required=tuple(_requirements(body, printed, in_parts)),
        facts=frozenset(asked.union(printed, *(part.all for part in in_parts.values())) - {"office_phone"}),
        blocks=blocks,
    )


@dataclass(frozen=True)
class _Names:
    """The names of a part: those written out, those asked after, and all of them."""

    printed: set[str]
    asked: set[str]
    all: set[str]


def _requirements(body: str, printed: set[str], in_parts: Mapping[str, _Names]) -> list[Requirement]:
    found = [Requirement((name,), "people can follow the link") for name in dict.fromkeys(_BUTTON.findall(body))]
    for names, why in (
        (DATES, "people see the date"),
        (PLACES, "people see where to go"),
        (frozenset({"code"}), "people see the code"),
    ):
        parts = [name for name, part in in_parts.items() if part.all & names]
        direct = sorted(printed & names)
        if parts or direct:
            found.append(Requirement((*parts, *direct), why))
    return found


def _names_of_part(source: str) -> _Names:
    for found in _INCLUDE.finditer(source):
        source = source.replace(found[0], _file(f"_{found[1]}"))
    tree = trusted_environment().parse(source)
    own = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "store"} | {"loop", "config"}
    everything = {node.name for node in tree.find_all(nodes.Name)} - own
    reached_into = {node.node.name for node in tree.find_all(nodes.Getattr) if isinstance(node.node, nodes.Name)}
    lists = {node.iter.name for node in tree.find_all(nodes.For) if isinstance(node.iter, nodes.Name)}
    printed = language.printed_names_of(tree) - own - reached_into - lists
    return _Names(printed=printed, asked=(everything - reached_into) | lists, all=everything)


def _file(name: str) -> str:
    loader = current_app.jinja_env.loader
    assert loader is not None
    return loader.get_source(current_app.jinja_env, f"messages/{name}.md")[0]


def trusted_environment() -> Any:
    """The site's templates and filters for our own words, every value sealed against becoming markup."""
    found = current_app.extensions.get("letters")
    if found is None:
        found = current_app.jinja_env.overlay(
            autoescape=False, finalize=language.seal_unless_ours, undefined=StrictUndefined
        )
        current_app.extensions["letters"] = found
    return found

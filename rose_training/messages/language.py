"""The small language in which the office may write e-mails, and how it is kept small.

Placeholders, a few filters and conditions; no attribute, no call, no loop, no arithmetic. So nobody can
reach from a letter into the site, and no text can keep the worker busy. What is not on the list below
is refused when it is saved, and the sandbox that renders refuses it once more.
"""

from collections.abc import Collection, Container, Iterator, Mapping
from functools import lru_cache
from typing import Any, NoReturn

from flask import current_app
from jinja2 import Environment, StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from rose_training.domain.refusals import Refusal
from rose_training.messages.markup import broken_links, seal

FILTERS = ("day", "short_day", "month", "clock", "when", "number", "count", "lower", "upper", "capitalize", "length")

UNREADABLE = (TemplateError, RecursionError, SyntaxError, ValueError, MemoryError)
NESTED = "This cannot be read: the braces are nested too deeply"

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.If,
    nodes.CondExpr,
    nodes.Const,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Compare,
    nodes.Operand,
    nodes.Concat,
    nodes.Filter,
)


class Block(str):
    """Markup that our own templates wrote: it enters a letter unsealed."""


class _Sandbox(ImmutableSandboxedEnvironment):
    """Nothing of any object is safe to reach, and nothing may be called."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return False

    def is_safe_callable(self, obj: Any) -> bool:
        return False


def render_body(source: str, facts: Mapping[str, Any]) -> str:
    """The body in our markup. Raises jinja2's TemplateError, or what a filter makes of a wrong value."""
    return _compiled(_environment("body", seal_unless_ours), source).render(facts)


def render_subject(source: str, facts: Mapping[str, Any]) -> str:
    """The subject as plain words on one line. Raises the same."""
    words = _compiled(_environment("subject", _plain), source).render(facts)
    return " ".join(words.split())


def seal_unless_ours(value: object) -> str:
    """A value as it enters the source: sealed, unless our own templates wrote it."""
    return str(value) if isinstance(value, Block) else seal(value)


def names_in(source: str) -> set[str]:
    """Every placeholder that the source uses. Raises Refusal when it cannot be read."""
    return {node.name for node in _parsed(source).find_all(nodes.Name)}


def printed_names(source: str) -> set[str]:
    """The placeholders whose value appears in the text, not only in a condition. Raises Refusal like `check`."""
    return printed_names_of(_parsed(source))


def printed_names_of(tree: nodes.Node) -> set[str]:
    """The same of a template that was read already."""
    found: set[str] = set()
    waiting: list[nodes.Node] = [expression for output in tree.find_all(nodes.Output) for expression in output.nodes]
    while waiting:
        node = waiting.pop()
        if isinstance(node, nodes.Name):
            found.add(node.name)
        elif isinstance(node, nodes.CondExpr):
            waiting.extend(part for part in (node.expr1, node.expr2) if part is not None)
        elif isinstance(node, nodes.Concat | nodes.And | nodes.Or | nodes.Filter) and not _is_length(node):
            waiting.extend(node.iter_child_nodes())
    return found


def _is_length(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Filter) and node.name == "length"


def check(source: str, *, allowed: Container[str], field: str, conditions: Collection[str] = ()) -> set[str]:
    """Refuse what cannot be read or is not on the list, with a sentence for `field`. Answers the names used.

    `conditions` are names that mean something in {% if %} only, such as a list or a yes and no.
    """
    for number, line in enumerate(source.splitlines(), start=1):
        for trouble in broken_links(line):
            _refuse("broken_markup", f"Line {number}: {trouble}", field)
        if line.count("**") % 2:
            _refuse("broken_markup", f"Line {number}: ** must stand before and after the words that stand out", field)
    tree = _parsed(source, field)
    names: dict[str, int] = {}
    for node in _all_nodes(tree):
        if not isinstance(node, _ALLOWED) or (isinstance(node, nodes.Name) and node.ctx != "load"):
            _refuse(
                "not_allowed",
                f"Line {node.lineno}: only placeholders, conditions and the filters listed may stand in braces",
                field,
            )
        if isinstance(node, nodes.Filter):
            _check_filter(node, field)
        if isinstance(node, nodes.Name):
            names.setdefault(node.name, node.lineno)
    for name, line_number in names.items():
        if name not in allowed:
            _refuse("unknown_placeholder", f"Line {line_number}: there is no placeholder {{{{ {name} }}}} here", field)
    for name in sorted(printed_names(source) & set(conditions)):
        _refuse("only_a_condition", f"'{name}' may stand in {{% if %}} only: it is no text to write out", field)
    try:
        _environment("body", seal_unless_ours).from_string(source)
    except UNREADABLE:
        _refuse("broken_markup", NESTED, field)
    return set(names)


def _check_filter(node: nodes.Filter, field: str) -> None:
    if node.name not in FILTERS:
        _refuse("not_allowed", f"Line {node.lineno}: there is no filter '{node.name}'", field)
    if node.kwargs or node.dyn_args is not None or node.dyn_kwargs is not None or node.node is None:
        _refuse("not_allowed", f"Line {node.lineno}: '{node.name}' cannot be used like this", field)


def _parsed(source: str, field: str = "body") -> nodes.Template:
    try:
        return _environment("body", seal_unless_ours).parse(source)
    except TemplateSyntaxError as trouble:
        _refuse(
            "broken_markup",
            f"Line {trouble.lineno}: this cannot be read. Check that every {{{{ has its }}}}, "
            "and every {% if %} its {% endif %}",
            field,
        )
    except UNREADABLE:
        _refuse("broken_markup", NESTED, field)


def _all_nodes(tree: nodes.Node) -> Iterator[nodes.Node]:
    """Without recursion, so that no depth of nesting is too deep."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.iter_child_nodes())


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _environment(purpose: str, finalize: Any) -> Environment:
    """One sandbox for bodies and one for subjects, kept with the application."""
    kept: dict[str, Environment] = current_app.extensions.setdefault("letter_languages", {})
    if purpose not in kept:
        made = _Sandbox(
            autoescape=False, finalize=finalize, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        site = current_app.jinja_env.filters
        made.filters = {name: site[name] for name in FILTERS}
        made.globals = {}
        made.tests = {}
        kept[purpose] = made
    return kept[purpose]


@lru_cache(maxsize=200)
def _compiled(environment: Environment, source: str) -> Template:
    # Asked again here, since a table can be written to by other hands than ours.
    check(source, allowed=_Anything(), field="body")
    return environment.from_string(source)


class _Anything(Container[str]):
    """Every name is there: whether it is one of this letter's was asked when it was saved."""

    def __contains__(self, key: object) -> bool:
        return True


def _refuse(code: str, sentence: str, field: str) -> NoReturn:
    raise Refusal(code, sentence, field)

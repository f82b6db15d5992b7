"""The little markup of our e-mails: one source, read as plain text and as HTML.

Paragraphs are parted by blank lines. Lines that begin with `- ` are a list (what goes on with an item
is indented), a line that begins with `## ` is a heading; `**words**` stand out and `[words](address)`
is a link. A link that is a paragraph of its own becomes a button. That is all our letters use, so a
general Markdown library, which passes HTML through and guesses more structure than was meant, would
only have to be tamed.

What comes from people is sealed before it enters the source: none of its signs can become markup.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

_SIGNS = "*[]()#-"
_PRIVATE = 0xE000
_SEAL = {ord(sign): chr(_PRIVATE + ord(sign)) for sign in _SIGNS}
_UNSEAL = {_PRIVATE + ord(sign): sign for sign in _SIGNS}

_LOOSE_LINK = re.compile(r"\[([^\[\]]*)\]\(([^()]*)(\)?)")
_PLACEHOLDER = re.compile(r"{{\s*\w+\s*}}")
_LINK = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+)\)")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_SPACE = re.compile(r"\s+")
_ITEM = re.compile(r"^[-*] +", re.MULTILINE)
_SCHEMES = ("https://", "http://", "mailto:", "tel:")

# E-mail programs ignore style sheets, so the few styles stand on the elements.
_PARAGRAPH = "margin:0 0 16px"
_HEADING = "font-size:19px;line-height:1.3;margin:24px 0 8px"
_LIST = "margin:0 0 16px;padding-left:20px"
_ITEM_STYLE = "margin:0 0 6px"
_LINK_STYLE = "color:#6b1f5c"
_BUTTON = (
    "display:inline-block;padding:10px 18px;background-color:#6b1f5c;color:#ffffff;"
    "font-weight:bold;text-decoration:none;border-radius:4px"
)


@dataclass(frozen=True)
class _Link:
    words: str
    address: str


def seal(value: object) -> str:
    """A value as it enters the source: on one line, none of its signs meaning anything. None is empty."""
    words = "" if value is None else str(value)
    return _SPACE.sub(" ", words).translate(_SEAL)


def as_text(source: str) -> str:
    """The source as plain text, ending in one line break. Lines are not wrapped: mail programs do."""
    return "\n\n".join(_text_block(block) for block in _blocks(source)) + "\n"


def as_html(source: str) -> str:
    """The source as HTML, every sign of the text escaped, with links to web, mail and telephone only."""
    return "\n".join(_html_block(block) for block in _blocks(source))


def as_page(source: str) -> str:
    """The same HTML for a page of the site, whose own style sheet dresses it."""
    dressed = as_html(source).replace(f'style="{_BUTTON}"', 'class="rose-letter__button"')
    return re.sub(r' style="[^"]*"', "", dressed)


def broken_links(line: str) -> Iterator[str]:
    """What is wrong with the links of one line that somebody has written, a sentence each."""
    for found in _LOOSE_LINK.finditer(line):
        words, address, end = found[1].strip(), found[2].strip(), found[3]
        if not words:
            yield "a link needs words between [ and ]"
        elif not end:
            yield f"the link ‘{words}’ is written [words](address): its address has no end"
        elif not _PLACEHOLDER.fullmatch(address) and not address.startswith(_SCHEMES):
            yield f"the address of the link ‘{words}’ must begin with https://, mailto: or tel:"
        elif not _PLACEHOLDER.fullmatch(address) and set(address) & set(" {}"):
            yield f"the address of the link ‘{words}’ must be a single placeholder or an address without blanks"


def _blocks(source: str) -> list[str]:
    """The source in paragraphs, lists and headings, each with its lines."""
    blocks: list[list[str]] = [[]]
    for line in source.splitlines():
        last = blocks[-1]
        if not line.strip() or (last and _kind(line) != _kind(last[0])) or _kind(line) == "heading":
            blocks.append([])
        if line.strip():
            blocks[-1].append(line)
    return ["\n".join(lines) for lines in blocks if lines]


def _kind(line: str) -> str:
    if line.startswith("## "):
        return "heading"
    return "list" if _ITEM.match(line) or line.startswith("  ") else "paragraph"


def _items(block: str) -> list[str] | None:
    if not _ITEM.match(block):
        return None
    return [_joined(item) for item in _ITEM.split(block)[1:]]


def _joined(block: str) -> str:
    return " ".join(block.split())


def _only_link(block: str) -> _Link | None:
    found = _LINK.fullmatch(block.strip())
    return _link(found) if found else None


def _link(found: re.Match[str]) -> _Link | None:
    address = found[2].translate(_UNSEAL)
    return _Link(found[1], address) if address.startswith(_SCHEMES) else None


def _text_block(block: str) -> str:
    items = _items(block)
    if items is not None:
        return "\n".join(f"- {_text_words(item)}" for item in items)
    if block.startswith("## "):
        heading = _text_words(_joined(block[3:]))
        return f"{heading}\n{'-' * len(heading)}"
    only = _only_link(block)
    if only:
        return f"{_text_words(only.words)}:\n{only.address}"
    return _text_words(_joined(block))


def _text_words(words: str) -> str:
    def link(found: re.Match[str]) -> str:
        target = _link(found)
        if target is None or target.address.startswith(("tel:", "mailto:")):
            return found[1]
        return f"{found[1]}: {target.address}"

    return _BOLD.sub(r"\1", _LINK.sub(link, words)).translate(_UNSEAL)


def _html_block(block: str) -> str:
    items = _items(block)
    if items is not None:
        inner = "".join(f'<li style="{_ITEM_STYLE}">{_html_words(item)}</li>' for item in items)
        return f'<ul style="{_LIST}">{inner}</ul>'
    if block.startswith("## "):
        return f'<h2 style="{_HEADING}">{_html_words(_joined(block[3:]))}</h2>'
    only = _only_link(block)
    if only:
        return f'<p style="{_PARAGRAPH}">{_anchor(only, _BUTTON)}</p>'
    return f'<p style="{_PARAGRAPH}">{_html_words(_joined(block))}</p>'


def _html_words(words: str) -> str:
    parts: list[str] = []
    end = 0
    for found in _LINK.finditer(words):
        target = _link(found)
        parts.append(_emphasised(words[end : found.start()]))
        parts.append(_anchor(target, _LINK_STYLE) if target else _emphasised(found[1]))
        end = found.end()
    parts.append(_emphasised(words[end:]))
    return "".join(parts)


def _anchor(link: _Link, style: str) -> str:
    return f'<a href="{escape(link.address)}" style="{style}">{_emphasised(link.words)}</a>'


def _emphasised(words: str) -> str:
    return _BOLD.sub(r"<strong>\1</strong>", escape(words)).translate(_UNSEAL)

"""Every pair of colours that stand on each other can be read (WCAG 2.2: 1.4.3 for words, 1.4.11 for edges)."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "assets" / "scss" / "_tokens.scss"
WHITE = "#ffffff"

WORDS = [
    ("ink", "paper"), ("ink", "surface"), ("ink", "blush"), ("ink", "sand"), ("ink", "mist"),
    ("ink-soft", "paper"), ("ink-soft", "surface"), ("ink-soft", "blush"), ("ink-soft", "sand"),
    ("plum", "paper"), ("plum", "surface"), ("plum", "blush"), ("plum", "sand"), ("plum", "mist"),
    ("rose-deep", "paper"), ("rose-deep", "surface"), ("rose-deep", "blush"), ("rose-deep", "sand"),
    ("plum-mid", "paper"), ("plum-mid", "surface"), ("plum-deep", "honey"), ("plum-deep", "paper"),
    ("brick", "paper"), ("brick", "surface"),
    ("leaf-deep", "leaf-tint"), ("honey-deep", "honey-tint"), ("brick-deep", "brick-tint"),
    ("sky", "sky-tint"), ("rose-deep", "blush"), ("stone", "stone-tint"), ("rose-light", "plum"),
    ("white", "plum"), ("white", "plum-deep"), ("white", "plum-mid"), ("white", "brick"),
    ("white", "brick-deep"), ("white", "leaf"),
]  # fmt: skip
EDGES = [
    ("line-strong", "surface"), ("line-strong", "paper"), ("plum-mid", "paper"), ("plum-mid", "stone-tint"),
    ("rose", "paper"), ("rose", "stone-tint"), ("rose", "surface"), ("brick", "paper"),
    ("rose-light", "plum-deep"), ("honey", "plum-deep"),
]  # fmt: skip


def colours() -> dict[str, str]:
    found = dict(re.findall(r"^\$([a-z-]+): (#[0-9a-f]{6});", TOKENS.read_text(), re.MULTILINE))
    return {**found, "white": WHITE}


def luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert round(contrast("#000000", WHITE), 2) == 21


@pytest.mark.parametrize(("front", "back"), WORDS)
def test_words_can_be_read(front: str, back: str) -> None:
    known = colours()
    assert contrast(known[front], known[back]) >= 4.5


@pytest.mark.parametrize(("front", "back"), EDGES)
def test_edges_can_be_seen(front: str, back: str) -> None:
    known = colours()
    assert contrast(known[front], known[back]) >= 3

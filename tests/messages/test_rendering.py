"""From facts to words, with the footer of every letter."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader, UndefinedError

from rose_training.messages.addresses import address_of, organiser
from rose_training.messages.letter import Letter
from rose_training.messages.rendering import Words, render
from tests.messages.conftest import compare
from tests.support.kinds import shipped_writers

TEMPLATE = "Hello {{ name }},\n\n- **When:** {{ starts_at|when }}\n\n[Your place]({{ address }})"


@pytest.fixture
def templates(app: Flask) -> Iterator[Flask]:
    """The application with one more letter, `example`."""
    ours = app.jinja_env.loader
    assert ours is not None
    app.extensions.pop("letters", None)
    app.jinja_env.loader = ChoiceLoader([DictLoader({"messages/example.md": TEMPLATE}), ours])
    with app.app_context():
        yield app
    app.jinja_env.loader = ours
    app.extensions.pop("letters", None)


def words(at: object, name: str = "Ann") -> Words:
    facts = {"name": name, "starts_at": at, "address": "https://example.org/p-1"}
    return render(Letter("Your  place\non 3 March", "example", facts))


def test_a_letter_reads_as_kept(templates: Flask, at: object) -> None:
    written = words(at)

    compare("example", f"Subject: {written.subject}\n\n{written.text}")


def test_the_html_says_the_same(templates: Flask, at: object) -> None:
    written = words(at)

    soup = BeautifulSoup(written.html, "html5lib")
    in_html = " ".join(soup.body.get_text(" ").split())
    assert soup.find("h1").get_text() == written.subject == "Your place on 3 March"
    assert "Tuesday 17 November 2026, 9:30am" in in_html
    assert "This is not a referral" in in_html
    assert soup.find("a", href="tel:999") is not None
    assert soup.find(["img", "script", "link"]) is None


def test_a_name_stays_a_name(templates: Flask, at: object) -> None:
    written = words(at, name="<b>[Ann](https://evil.example)</b>")

    assert "evil" not in [link["href"] for link in BeautifulSoup(written.html, "html5lib").find_all("a")]
    assert "Hello <b>[Ann](https://evil.example)</b>," in written.text


def test_a_missing_fact_stops_the_letter(templates: Flask) -> None:
    with pytest.raises(UndefinedError):
        render(Letter("Your place", "example", {"starts_at": None, "address": ""}))


def test_addresses_are_absolute_without_a_request(app: Flask) -> None:
    with app.app_context():
        assert address_of("static", filename="x.css") == "http://127.0.0.1:8000/static/x.css"
        assert organiser().address == "rose@rose-training.example"


def test_every_kind_has_its_module_and_its_template() -> None:
    root = Path(__file__).parents[2] / "templates" / "messages"

    for kind, module in shipped_writers().items():
        assert (root / f"{kind}.md").exists() or "template=" in Path(str(module.__file__)).read_text(), kind

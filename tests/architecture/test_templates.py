"""Templates parse, are used, and keep to the house's rules."""

import re
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT

TEMPLATES = ROOT / "templates"
ALL = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file())
SOURCES = [*ROOT.joinpath("rose_training").rglob("*.py"), *TEMPLATES.rglob("*.*")]


@pytest.mark.parametrize("name", [name for name in ALL if name.endswith(".html")])
def test_a_template_parses(app: Flask, name: str) -> None:
    app.jinja_env.get_template(name)


def test_every_template_is_used() -> None:
    named = "\n".join(path.read_text() for path in SOURCES)
    kinds = {path.stem for path in (ROOT / "rose_training" / "messages").glob("*.py")}
    unused = [name for name in ALL if Path(name).name not in named and Path(name).stem not in kinds | {"_footer"}]
    assert not unused, f"no view, message or template names {unused}"


@pytest.mark.parametrize("name", [name for name in ALL if name.endswith(".html") and "messages" not in name])
def test_a_template_has_nothing_that_the_policy_forbids(name: str) -> None:
    text = (TEMPLATES / name).read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"", text), "inline style or handler: the policy forbids it"
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "an inline script: the policy forbids it"
    assert not re.search(r"<(script|img|iframe|link)[^>]*(src|href)=\"(https?:)?//", text), "a third party is asked"


@pytest.mark.parametrize("name", ALL)
def test_a_template_says_reserve_list(name: str) -> None:
    assert "waiting list" not in (TEMPLATES / name).read_text().lower(), "the field's word is 'reserve list'"

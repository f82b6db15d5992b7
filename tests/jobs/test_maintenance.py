"""The page for when the site is down."""

from pathlib import Path

from bs4 import BeautifulSoup
from flask import Flask

from tests.support.visitor import inspected


def test_the_page_stands_alone_and_has_the_numbers(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "down.html"
    result = app.test_cli_runner().invoke(args=["maintenance-page", str(file)])
    assert (result.exit_code, result.output) == (0, f"Wrote {file}\n")
    soup = BeautifulSoup(file.read_text(encoding="utf-8"), "html5lib")
    assert inspected(soup) == []
    assert "short break" in soup.h1.get_text()  # type: ignore[union-attr]
    assert [link["href"] for link in soup.select(".rose-numbers a")] == [
        "tel:999",
        "tel:03448008021",
        "tel:03448008020",
        "tel:01603610256",
    ]

"""axe-core, run inside a page: what a program can find about accessibility, in words."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OUTSIDE_LANDMARKS = {"region": {"enabled": False}}
"""GOV.UK's patterns put the back link and the second exit link before the main part on purpose:
whoever skips to the content skips them too."""


def available() -> bool:
    """Has `npm ci` been run?"""
    return SCRIPT.exists()


@cache
def _script() -> str:
    return SCRIPT.read_text(encoding="utf-8")


def problems(page: Page) -> list[str]:
    """Each rule broken on the page as it stands, with the first places where it is. Empty is good."""
    page.evaluate(_script())
    found: dict[str, Any] = page.evaluate(
        "([runOnly, rules]) => axe.run(document, {runOnly, rules, resultTypes: ['violations']})",
        [STANDARD, OUTSIDE_LANDMARKS],
    )
    return [
        f"{broken['id']}: {broken['help']} at " + "; ".join(str(node["target"][0]) for node in broken["nodes"][:3])
        for broken in found["violations"]
    ]

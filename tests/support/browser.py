"""The browser of the journeys: the system's Chromium, or Playwright's own where it is installed.

`python -m tests.support.browser`: exit status 0 when there is one.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def system_chromium() -> str | None:
    """The path of an installed Chromium, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


def launch(playwright: Playwright) -> Browser:
    """Start it, headless, with an empty profile that is thrown away."""
    return playwright.chromium.launch(executable_path=system_chromium(), args=QUIET, headless=True)


def available() -> bool:
    """Is there one at all?"""
    if system_chromium():
        return True
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


if __name__ == "__main__":
    sys.exit(0 if available() else 1)

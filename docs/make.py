"""Writes the pages of docs/ that are made from the code: `python -m docs.make` (or `make docs`)."""

from dataclasses import fields
from pathlib import Path

from config import Settings

HERE = Path(__file__).resolve().parent

HEAD = """# Settings

Read from the environment when a process starts. Made from `config.py` by `make docs`.

| variable | default | what it is |
| --- | --- | --- |
"""


def settings_page() -> str:
    """The table of every setting."""
    rows = []
    for known in fields(Settings):
        default = "" if known.default == "" else f"`{known.default}`"
        rows.append(f"| `{known.name.upper()}` | {default} | {known.metadata['about']} |")
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    (HERE / "settings.md").write_text(settings_page())

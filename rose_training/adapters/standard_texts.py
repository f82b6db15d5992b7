"""Reads the standard texts of the papers for schools from their file."""

import tomllib
from pathlib import Path

from rose_training.domain.packs import StandardText, StandardTexts

SHIPPED = Path(__file__).resolve().parent.parent / "data" / "documents.toml"


def read_standard_texts(path: Path = SHIPPED) -> StandardTexts:
    """Every text with its version. Raises KeyError for one that is missing, `tomllib.TOMLDecodeError` for no TOML."""
    found = tomllib.loads(path.read_text(encoding="utf-8"))

    def text(key: str, *names: str) -> StandardText:
        part = found[key]
        lines = {name: tuple([part[name]] if isinstance(part[name], str) else part[name]) for name in names}
        return StandardText(version=part["version"], dated=part["dated"], lines=lines)

    hazards = found["risk_assessment"]
    return StandardTexts(
        outline=text("outline", "how", "school"),
        parents_letter=text("parents_letter", "paragraphs"),
        risk_assessment=StandardText(
            version=hazards["version"],
            dated=hazards["dated"],
            lines={"hazards": tuple(f"{one['what']}\t{one['measure']}" for one in hazards["hazards"])},
        ),
        assurance=text("assurance", "statements"),
        insurance=text("insurance", "statement"),
        biographies=text("biographies", "statement"),
    )

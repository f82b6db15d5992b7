"""Papers to print: from plain values to the bytes of a tagged PDF (PDF/UA-1), set by typst.

The same values give the same bytes. Only the fonts that typst brings are used, so that a paper
looks alike on every machine.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

import typst

from rose_training.domain.packs import Paper

TEMPLATE = Path(str(files("rose_training").joinpath("data", "print", "certificate.typ")))
MARK = TEMPLATE.with_name("mark.svg")


class UnprintableError(ValueError):
    """Some sign has no picture in any of our fonts: the sentence says so and quotes nothing."""


@dataclass(frozen=True)
class CertificateText:
    """What stands on a certificate, each as it is to be read. `outcomes` are lines, `issued_on` is a date."""

    number: str
    name: str
    title: str
    held: str
    learning_time: str
    facilitator: str
    outcomes: tuple[str, ...]
    issued_on: date
    check_address: str


def certificate(text: CertificateText) -> bytes:
    """The certificate as a PDF of one page of A4. Raises `UnprintableError` for signs that cannot be set."""
    # Values are handed over as text and set as text: nothing in them can be read as markup.
    values = {name: str(value) for name, value in asdict(text).items()}
    values["issued"] = f"{text.issued_on.day} {text.issued_on:%B %Y}"
    values["outcomes"] = "\n".join(text.outcomes)
    return _typeset(TEMPLATE, values)


@dataclass(frozen=True)
class CardsText:
    """What stands on the cards of a group, or on the school's own list of them: no names, no topic."""

    group: int
    booking: str
    codes: tuple[str, ...]
    """Such as '07-3', each on a card of its own."""


def card_sheet(text: CardsText) -> bytes:
    """Cards to cut out, fifteen on the first page of A4."""
    return _typeset(TEMPLATE.with_name("cards.typ"), _of_cards(text))


def card_list(text: CardsText) -> bytes:
    """The school's sealed list: a line for each card, with room for a name that we never see."""
    return _typeset(TEMPLATE.with_name("card_list.typ"), _of_cards(text))


def papers(wanted: Sequence[Paper], *, title: str, reference: str, on: date, missing: Sequence[str] = ()) -> bytes:
    """One paper, or several one after the other, as one PDF: each begins a page. `on` dates the file.

    `missing` are the titles of papers that follow later; the first page names them.

    Raises `UnprintableError` for signs that cannot be set.
    """
    content = {
        "title": title,
        "reference": reference,
        "on": on.isoformat(),
        "missing": list(missing),
        "papers": [asdict(one) for one in wanted],
    }
    return _typeset(TEMPLATE.with_name("papers.typ"), {"papers": json.dumps(content)})


def _of_cards(text: CardsText) -> dict[str, str]:
    return {"group": str(text.group), "booking": text.booking, "codes": "\n".join(text.codes)}


def _typeset(template: Path, values: dict[str, str]) -> bytes:
    """A tagged PDF from a template in `data/print`. Raises `UnprintableError` for signs that cannot be set."""
    try:
        made = typst.compile(
            template,
            root=template.parent,
            format="pdf",
            pdf_standards=["ua-1"],
            ignore_system_fonts=True,
            sys_inputs=values,
        )
    except typst.TypstError as trouble:
        if "could not be displayed" in str(trouble):
            raise UnprintableError("The name or a title has a sign that we cannot print") from None
        raise
    assert isinstance(made, bytes)
    return made

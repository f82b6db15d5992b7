"""The certificate as a paper: what it says, and that a screen reader can read it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from rose_training.adapters.pdf import CertificateText, UnprintableError, certificate

TEXT = CertificateText(
    number="CERT-7K3Q-M2BX",
    name="Zoë Żółć-O'Neill",
    title="Quarterly briefing",
    held="Tuesday 17 November 2026",
    learning_time="1 hour 30 minutes",
    facilitator="Fay Example, Flo Example",
    outcomes=("Know the signs", "Know whom to ring"),
    issued_on=date(2026, 11, 18),
    check_address="https://rose-training.example/certificates/CERT-7K3Q-M2BX",
)


def read(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(content).pages).split())


def elements(element: DictionaryObject) -> Iterator[DictionaryObject]:
    """The tags of the paper in reading order."""
    yield element
    kids = element.get("/K", [])
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    for kid in kids if isinstance(kids, list) else [kids]:
        found = kid.get_object()
        if isinstance(found, DictionaryObject):
            yield from elements(found)


def tree(content: bytes) -> list[DictionaryObject]:
    return list(elements(read(content).trailer["/Root"]["/StructTreeRoot"]))


def roles(content: bytes) -> list[str]:
    return [str(one["/S"]) for one in tree(content) if "/S" in one]


def test_it_says_everything_that_a_certificate_says() -> None:
    said = words(certificate(TEXT))
    for part in (TEXT.number, TEXT.name, TEXT.title, TEXT.held, TEXT.learning_time, TEXT.facilitator, *TEXT.outcomes):
        assert part in said
    assert "active learning" in said
    assert "Issued on 18 November 2026" in said
    assert TEXT.check_address in said


def test_it_never_claims_to_be_accredited() -> None:
    said = words(certificate(TEXT)).lower()
    assert "accredit" not in said
    assert "cpd" not in said
    assert "not a qualification" in said


def test_it_is_tagged_and_says_so() -> None:
    """PDF/UA-1: tagged, with a language, a title that the window shows, and the mark of the standard."""
    paper = read(certificate(TEXT))
    root = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert paper.metadata is not None
    assert paper.metadata.title == "Certificate of attendance CERT-7K3Q-M2BX"
    stamp = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in stamp
    tags = roles(certificate(TEXT))
    assert tags.count("/H1") == 1
    assert {"/P", "/H2", "/L", "/LI", "/Figure"} <= set(tags)
    assert len(paper.pages) == 1


def test_the_mark_has_words_for_those_who_do_not_see_it() -> None:
    assert "ROSE training" in [one.get("/Alt") for one in tree(certificate(TEXT))]


def test_the_same_facts_are_the_same_bytes() -> None:
    assert certificate(TEXT) == certificate(TEXT)
    assert certificate(TEXT) != certificate(replace(TEXT, name="Ada Example"))


def test_nothing_in_a_name_is_read_as_markup() -> None:
    name = '#panic("x") *bold* $x$ = Heading \\ [content] <label> @ref `code` //'
    assert name in words(certificate(replace(TEXT, name=name)))


@pytest.mark.parametrize("name", ["Оксана Іваненко", "Nguyễn Thị Hồng", "Ελένη Παπαδοπούλου"])
def test_names_in_other_alphabets(name: str) -> None:
    assert name.split(maxsplit=1)[0] in words(certificate(replace(TEXT, name=name)))


def test_a_sign_that_no_font_has_is_said_clearly() -> None:
    with pytest.raises(UnprintableError, match="cannot print"):
        certificate(replace(TEXT, name="李明"))


def test_without_outcomes_there_is_no_empty_heading() -> None:
    assert "/H2" not in roles(certificate(replace(TEXT, outcomes=())))


def test_the_longest_texts_still_fit_the_paper() -> None:
    long = replace(TEXT, name="N" * 60 + " " + "M" * 60, title="T" * 120, outcomes=tuple("o" * 190 for _ in range(10)))
    assert len(read(certificate(long)).pages) == 1

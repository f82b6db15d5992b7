"""The papers for a school: what they say, and that a screen reader can read them."""

from dataclasses import replace
from datetime import date

import pytest

from rose_training.adapters.pdf import papers
from rose_training.adapters.standard_texts import read_standard_texts
from rose_training.domain.packs import Comer, Insurance, Part, Sender, Visit, left_out, paper, parents_letter, parts_of
from tests.adapters.test_pdf import read, roles, tree, words

TEXTS = read_standard_texts()
FAY = Comer(
    name="Fay Example",
    introduction="Fay has worked with young people in Norfolk for ten years.",
    issued_on=date(2024, 1, 8),
    reviewed_on=date(2026, 1, 12),
    barred_list=True,
    update_service=False,
    trained_on=date(2026, 1, 13),
    training_until=date(2029, 1, 13),
    safer_recruitment_on=date(2023, 12, 1),
)
VISIT = Visit(
    reference="JIG-7K3Q-M2",
    school="Żółć Example School",
    what="Six-week course JT-B",
    title="A topic nobody must read",
    aims=("Know what a good friend does",),
    covered=("Friends, online and off",),
    minutes=60,
    weeks=1,
    years="Year 8",
    number=24,
    dates=("Thursday 14 January 2027, 10am to 11am",),
    where="Example School, School Lane, Norwich",
    day_contact="Dee Contact",
    lead="Dan Lead",
    comers=(FAY,),
    unsettled=(),
)
SENDER = Sender(
    signed_by="Cora Coordinator",
    phone="01603 610256",
    email="office@rose-training.example",
    parents_address="https://rose-training.example/activities/jt-b",
    on=date(2026, 11, 17),
    insurance=Insurance("Example Mutual", "P-1", "£5 million", date(2027, 8, 31)),
)


def printed(*parts: Part, visit: Visit = VISIT, sender: Sender = SENDER) -> bytes:
    wanted = [paper(part, visit, TEXTS, sender) for part in parts]
    title = parts[0].heading if len(parts) == 1 else "Papers for your visit"
    return papers(wanted, title=title, reference=visit.reference, on=sender.on)


def test_the_letter_gives_the_dates_and_no_number_of_a_certificate() -> None:
    said = words(printed(Part.LETTER))
    for part in ("Fay Example", "Monday 8 January 2024", "Tuesday 13 January 2026", "Saturday 13 January 2029"):
        assert part in said
    assert "photo identification" in said
    assert "Cora Coordinator" in said
    assert "Tuesday 17 November 2026" in said
    assert "Version 1 of 21 November 2026" in said


@pytest.mark.parametrize("part", list(Part))
def test_each_paper_is_tagged_and_says_so(part: Part) -> None:
    content = printed(part)
    root = read(content).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read(content).metadata.title == part.heading
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data().decode()
    assert roles(content).count("/H1") == 1
    assert "ROSE training" in [one.get("/Alt") for one in tree(content)]


def test_the_pack_is_all_of_them_each_on_a_page_of_its_own() -> None:
    content = printed(*Part)
    assert len(read(content).pages) >= len(Part)
    assert [part.heading for part in Part if part.heading not in words(content)] == []
    assert roles(content).count("/H1") == 1
    assert roles(content).count("/H2") == len(Part)
    assert {"/Table", "/TH", "/TD", "/L", "/P"} <= set(roles(content))


def test_no_paper_names_the_topic_of_a_targeted_course() -> None:
    assert VISIT.title not in words(printed(*Part))


def test_a_missing_policy_is_said_and_never_invented() -> None:
    nothing = replace(SENDER, insurance=Insurance())
    assert "insurer, policy number, cover, last day" in left_out(VISIT, nothing)[Part.INSURANCE]
    over = replace(SENDER, insurance=replace(SENDER.insurance, valid_until=date(2026, 8, 31)))
    assert "ran out" in left_out(VISIT, over)[Part.INSURANCE]
    assert Part.INSURANCE not in parts_of(VISIT, over)
    assert left_out(VISIT, SENDER) == {}
    assert "Example Mutual" in words(printed(Part.INSURANCE))


def test_biographies_give_first_names_alone() -> None:
    said = words(printed(Part.BIOGRAPHIES))
    assert "ten years" in said
    assert "Fay Example" not in said
    assert "not settled yet" in words(printed(Part.BIOGRAPHIES, visit=replace(VISIT, comers=())))


def test_the_letter_to_parents_is_filled_in_and_can_be_changed() -> None:
    letter = parents_letter(VISIT, TEXTS, SENDER)
    assert "On Thursday 14 January 2027 ROSE training visits Żółć Example School" in letter
    assert SENDER.parents_address in letter
    assert "{" not in letter
    several = replace(VISIT, dates=(*VISIT.dates, "Thursday 21 January 2027, 10am to 11am"))
    assert "2 days from Thursday 14 January 2027 to Thursday 21 January 2027" in parents_letter(several, TEXTS, SENDER)
    assert "(date to come)" in parents_letter(replace(VISIT, dates=()), TEXTS, SENDER)


def test_nothing_that_somebody_typed_is_read_as_markup() -> None:
    school = '#panic("x") *bold* $x$ = Heading {when} <label> @ref'
    assert school in words(printed(Part.LETTER, visit=replace(VISIT, school=school)))


def test_without_a_settled_visit_there_is_no_letter() -> None:
    assert Part.LETTER not in parts_of(replace(VISIT, unsettled=("Nobody delivers it",)), SENDER)
    assert parts_of(VISIT, SENDER) == tuple(Part)


def test_the_same_facts_are_the_same_bytes() -> None:
    assert printed(*Part) == printed(*Part)

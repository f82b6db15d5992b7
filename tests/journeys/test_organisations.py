"""The office's organisations: two that are one are merged and un-merged, and a file of the register is read in."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from rose_training.clock import set_to
from rose_training.domain.organisation_names import search_text
from rose_training.jobs.schools import take_waiting
from tests.factories import make_agency, make_booking
from tests.journeys.beforehand import signs_in
from tests.journeys.steps import heading, is_told, reads_well
from tests.journeys.story import COORDINATOR, Story

EXTRACT = Path(__file__).parents[1] / "services" / "extracts" / "gias_hampshire.csv"
ONE, OTHER = "Stonham Housing", "Stonham Housing Norwich"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_two_that_are_one_and_a_second_county(norfolk: Story, script: bool) -> None:
    norfolk.script = script
    one, _ = (
        make_agency(norfolk.stored, name=name, search_text=search_text(name), postcode="NR1 1AA")
        for name in (ONE, OTHER)
    )
    make_booking(norfolk.stored, organisation=one)
    norfolk.stored.commit()
    page = signs_in(norfolk, norfolk.new_browser(), COORDINATOR)

    merges(norfolk, page)
    undoes_it(norfolk, page)
    gives_a_file(norfolk, page)
    reviews_it(norfolk, page)


def merges(story: Story, page: Page) -> None:
    """The one with a booking stays."""
    page.goto("/office/organisations")
    reads_well(story, page)
    page.get_by_role("link", name="Perhaps the same").click()
    expect(page.get_by_role("main")).to_contain_text("same postcode")
    reads_well(story, page)
    page.get_by_role("row", name=ONE).get_by_role("link", name="Compare").first.click()
    heading(page, "Are these the same?")
    reads_well(story, page)
    page.get_by_role("button", name=f"Keep {OTHER}", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("1 booking: moved")
    reads_well(story, page)


def undoes_it(story: Story, page: Page) -> None:
    """A week later somebody knows better: the way leads over the organisation."""
    page.get_by_role("link", name=OTHER).first.click()
    heading(page, OTHER)
    reads_well(story, page)
    page.get_by_role("link", name="See what was moved, or undo it").click()
    page.get_by_role("button", name="Undo the merge").click()
    expect(page.get_by_role("main")).to_contain_text("Everything is where it was")
    page.get_by_role("link", name=f"See {ONE}").click()
    heading(page, ONE)
    expect(page.get_by_role("main")).to_contain_text("1 booking")


def gives_a_file(story: Story, page: Page) -> None:
    """The schools of a second county, by the office; the worker takes them in."""
    page.goto("/office/organisations")
    page.get_by_role("link", name="national register").click()
    heading(page, "The national register")
    page.get_by_role("button", name="Give the file").click()
    is_told(page, "Choose a file of the register")
    reads_well(story, page)
    page.get_by_label("File of the register").set_input_files(EXTRACT)
    page.get_by_role("button", name="Give the file").click()
    heading(page, EXTRACT.name)
    reads_well(story, page)
    with story.app.app_context(), set_to(story.hour.now()):
        assert take_waiting() == 1
    page.get_by_role("link", name="Look again").click()


def reviews_it(story: Story, page: Page) -> None:
    """What was added, school by school."""
    expect(page.get_by_role("main")).to_contain_text("0 left out")
    page.get_by_role("link", name="Added").click()
    reads_well(story, page)
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text("In the national register")
    reads_well(story, page)

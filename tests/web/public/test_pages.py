"""The first page and the pages about the site itself."""

import re

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from rose_training.web.navigation import EXIT_ADDRESS
from tests.support.visitor import Visitor

PAGES = [
    "/",
    "/numbers-to-ring",
    "/before-you-read-on",
    "/leaving-quickly",
    "/accessibility",
    "/privacy",
    "/privacy/young-people",
    "/cookies",
    "/complaints",
]
TELLING_WORDS = ("exploit", "abuse", "cse", "sexual", "harm", "victim")


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_the_numbers_and_two_ways_out(visit: Visitor, address: str) -> None:
    page = visit.get(address)
    assert page.status == 200
    footer = page.soup.select_one(".rose-numbers")
    assert footer is not None
    assert [link["href"] for link in footer.select("a")] == [
        "tel:999",
        "tel:03448008021",
        "tel:03448008020",
        "tel:01603610256",
    ]
    ways_out = page.soup.select(f'a[href="{EXIT_ADDRESS}"]')
    assert len(ways_out) == 2
    assert all(set(link["rel"]) == {"nofollow", "noreferrer"} for link in ways_out)
    button = page.soup.select_one('[data-module="govuk-exit-this-page"] .govuk-exit-this-page__button')
    assert button is not None
    assert button["role"] == "button"
    assert " ".join(button.get_text(" ").split()) == "Emergency Exit this page"


@pytest.mark.parametrize("address", PAGES)
def test_the_second_way_out_comes_right_after_the_skip_link(visit: Visitor, address: str) -> None:
    first, second = visit.get(address).soup.select("body a")[:2]
    assert first["href"] == "#main-content"
    assert "govuk-js-exit-this-page-skiplink" in second["class"]


@pytest.mark.parametrize("address", PAGES)
def test_titles_and_addresses_give_nothing_away(visit: Visitor, address: str) -> None:
    title = visit.get(address).soup.title
    assert title is not None
    seen = (title.get_text() + address).lower()
    assert not [word for word in TELLING_WORDS if word in seen]


@pytest.mark.parametrize("address", PAGES)
def test_reading_a_page_leaves_no_cookie(visit: Visitor, address: str) -> None:
    assert "Set-Cookie" not in visit.get(address).response.headers


def test_home_has_a_door_for_everyone(visit: Visitor) -> None:
    page = visit.get("/")
    doors = [" ".join(door.get_text(" ").split()) for door in page.soup.select(".rose-door h3")]
    assert doors == [
        "I am worried about a child",
        "A small group needs extra help",
        "A whole class or year",
        "Training for people who work with children",
    ]
    assert all(address.startswith(("/", "tel:", "#", EXIT_ADDRESS)) for address in page.links())


def test_the_numbers_page_puts_the_emergency_first_and_says_that_this_is_no_referral(visit: Visitor) -> None:
    page = visit.get("/numbers-to-ring")
    assert page.soup.select(".rose-lines .rose-number")[0].get_text() == "999"
    assert "It is not a way to report a worry about a child" in page.text
    assert "We last checked these numbers on" in page.text


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("numbers", "/numbers-to-ring"),
        ("activities", "/activities"),
        ("", "/numbers-to-ring"),
        ("https://elsewhere.example/", "/numbers-to-ring"),
        ("//elsewhere.example", "/numbers-to-ring"),
    ],
)
def test_the_page_before_leads_only_to_pages_of_ours(visit: Visitor, wanted: str, leads_to: str) -> None:
    page = visit.get("/before-you-read-on", query_string={"to": wanted})
    button = page.soup.select_one(".rose-interruption .govuk-button")
    assert button is not None
    assert button["href"] == leads_to
    assert "does not clear your browser's history" in page.text


def test_every_link_on_these_pages_leads_somewhere(app: Flask, visit: Visitor) -> None:
    own = {
        link.split("?")[0].split("#")[0]
        for address in PAGES
        for link in visit.get(address).links()
        if link.startswith("/") and not link.startswith("/static/")
    }
    broken = [link for link in sorted(own) if visit.get(link, inspect=False).status not in {200, 302, 303}]
    assert broken == []


def test_the_footer_names_every_page_about_the_site(visit: Visitor) -> None:
    footer = visit.get("/").soup.select(".rose-footer__links a")
    assert {link["href"] for link in footer} == set(PAGES) - {"/", "/before-you-read-on"} | {"/certificates"}


def syllables(word: str) -> int:
    """A count good enough for a mean: groups of vowels, a silent e or ed at the end left out."""
    letters = re.sub("[^a-z]", "", word.lower())
    count = len(re.findall("[aeiouy]+", letters))
    silent = (letters.endswith("e") and not letters.endswith(("le", "ee"))) or (
        letters.endswith("ed") and not letters.endswith(("ted", "ded"))
    )
    return max(count - silent, 1)


def reading_age(soup: BeautifulSoup) -> float:
    """The age at which the words of the main part can be read: the Flesch-Kincaid grade and five."""
    sentences = [
        sentence
        for paragraph in soup.select("main p, main li:not(:has(p))")
        for sentence in re.split(r"[.?!:](?:\s|$)", " ".join(paragraph.get_text(" ").split()))
        if re.search("[a-z]", sentence)
    ]
    words = [word for sentence in sentences for word in re.findall(r"[A-Za-z'-]+", sentence)]
    spoken = sum(syllables(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * spoken / len(words) - 15.59 + 5


@pytest.mark.parametrize("address", PAGES)
def test_a_child_of_eleven_can_read_it(visit: Visitor, address: str) -> None:
    assert reading_age(visit.get(address).soup) < 11


def test_a_child_of_eight_can_read_the_notice_for_children(visit: Visitor) -> None:
    assert reading_age(visit.get("/privacy/young-people").soup) < 8

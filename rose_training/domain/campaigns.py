"""Several events under one heading, such as the week of Awareness Day."""

import re
from dataclasses import dataclass
from datetime import date

from rose_training.domain.refusals import Refusal

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 60
LONGEST_DAYS = 92


@dataclass(frozen=True)
class Heading:
    """What a campaign says of itself. `slug` is its public address; the days are both included."""

    title: str
    slug: str
    first_on: date
    last_on: date
    summary: str = ""
    published: bool = True


def check_heading(heading: Heading) -> None:
    """Refuse a campaign that cannot be right, beside the field.

    Raises `Refusal` with the code `title_missing`, `slug`, `ends_before_start` or `too_long`.
    """
    if not heading.title:
        raise Refusal("title_missing", "Enter a title", "title")
    if len(heading.slug) > LONGEST_SLUG or not SLUG.fullmatch(heading.slug):
        raise Refusal(
            "slug", "The address may have small letters, figures and hyphens, like awareness-week-2027", "slug"
        )
    if heading.last_on < heading.first_on:
        raise Refusal("ends_before_start", "The last day must not be before the first", "last_on")
    if (heading.last_on - heading.first_on).days >= LONGEST_DAYS:
        raise Refusal("too_long", f"A campaign lasts {LONGEST_DAYS} days at most: check the dates", "last_on")


def slug_of(title: str) -> str:
    """An address made of a title: 'Awareness Day week 2027' is `awareness-day-week-2027`."""
    words = re.findall(r"[a-z0-9]+", title.lower().replace("'", ""))
    return "-".join(words)[:LONGEST_SLUG].strip("-")

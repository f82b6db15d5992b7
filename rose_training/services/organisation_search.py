"""Finding a school or an agency as people type its name (questions only).

`domain.organisation_names` says how a query is read; here it meets the stored search texts. One
LIKE for each word that must be there is portable and quick enough for the whole country.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, or_, select
from sqlalchemy.orm import Session

from rose_training.domain.continuity import open_successors, successions
from rose_training.domain.organisation_names import Wish, closeness, plain_name, plain_words, wishes
from rose_training.domain.organisations import OFFERED, AgencyKind, OrganisationStatus, Sector, SettingKind
from rose_training.domain.register import RegisterLink
from rose_training.domain.spelling import corrected
from rose_training.models.organisations import Organisation, OrganisationAlias, OrganisationLink
from rose_training.services.school_links import standing_links

WEIGHED = 300
"""How many that have all the words are weighed against each other."""

STEPS = 12
"""How many successors in a row are followed: no school has had as many."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader needs to recognise their own organisation."""

    reference: str
    name: str
    sector: Sector
    setting_kind: SettingKind | None
    agency_kind: AgencyKind | None
    status: OrganisationStatus
    urn: str | None
    town: str | None
    postcode: str | None
    closed_on: date | None
    search_text: str

    @property
    def place(self) -> str:
        """`Norwich, NR7 9UE`, as far as known."""
        return ", ".join(filter(None, (self.town, self.postcode)))

    @property
    def kind_label(self) -> str:
        """What kind of setting or agency it is, in words."""
        kind = self.setting_kind or self.agency_kind or self.sector
        return kind.label


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed school that was looked for, and the open ones that came after it."""

    school: Found
    successors: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """What was found for a query.

    `matches` can be picked, the closest first; `more` says that there are further ones; `partly` that
    none had all the words and these have some of them. `closed` is filled only where nothing open was found.
    `meant` are other spellings that do find something, offered where nothing had all the words.
    """

    query: str
    matches: tuple[Found, ...] = ()
    more: bool = False
    partly: bool = False
    closed: tuple[Closed, ...] = ()
    meant: tuple[str, ...] = ()


def find_schools(session: Session, query: str, *, limit: int = 20, councils: Collection[str] = ()) -> Search:
    """Schools and colleges for what somebody typed: name, town, postcode, URN or DfE number.

    With `councils` (codes such as 926) only theirs, and those that belong to none.
    """
    return _search(session, query, limit, Organisation.sector == Sector.SCHOOL_OR_COLLEGE, *_of(councils))


def find_organisations(session: Session, query: str, *, limit: int = 20, councils: Collection[str] = ()) -> Search:
    """The same among schools and agencies."""
    return _search(session, query, limit, *_of(councils))


def suggest(
    session: Session, query: str, *, limit: int = 8, councils: Collection[str] = (), schools_alone: bool = True
) -> tuple[Found, ...]:
    """What may be meant while somebody is still typing: open ones alone, and no guessing at spellings.

    One query where words begin as typed, a second where they only contain it.
    """
    asked = wishes(query)
    if not any(len(wish.word) > 1 for wish in asked):
        return ()
    among = [Organisation.sector == Sector.SCHOOL_OR_COLLEGE] if schools_alone else []
    for words in (begun_with(query), containing(query)):
        conditions = (*among, *_of(councils), Organisation.status.in_(OFFERED), *words)
        if found := _weighed(session, asked, *conditions):
            return tuple(found[:limit])
    return ()


def named(session: Session, typed: str) -> Organisation | None:
    """The one organisation on offer that has exactly this name, now or besides, however spelt, or None."""
    name = " ".join(plain_words(typed))
    if not name:
        return None
    found = session.scalars(
        select(Organisation)
        .where(
            or_(
                Organisation.search_text == f" {name} ",
                Organisation.search_text.startswith(f" {name} | ", autoescape=True),
            ),
            Organisation.status.in_(OFFERED),
        )
        .limit(2)
    ).all()
    if not found:
        found = session.scalars(
            select(Organisation)
            .join(OrganisationAlias, OrganisationAlias.organisation_id == Organisation.id)
            .where(OrganisationAlias.plain == plain_name(typed), Organisation.status.in_(OFFERED))
            .limit(2)
        ).all()
    return found[0] if len(found) == 1 else None


def begun_with(words: str) -> list[ColumnElement[bool]]:
    """A condition for every word that a query insists on; none for an empty query."""
    return [_has(wish.beginning) for wish in wishes(words) if wish.insisted]


def containing(words: str) -> list[ColumnElement[bool]]:
    """The same, the words being looked for inside others too."""
    return [_has(wish.inside) for wish in wishes(words) if wish.insisted]


def _search(session: Session, query: str, limit: int, *among: ColumnElement[bool]) -> Search:
    asked = wishes(query)
    if not asked:
        return Search(query)
    offered = Organisation.status.in_(OFFERED)
    closed = and_(Organisation.status == OrganisationStatus.CLOSED, Organisation.merged_into_id.is_(None))
    for words in (begun_with(query), containing(query)):
        if found := _weighed(session, asked, *among, offered, *words):
            return Search(query, tuple(found[:limit]), more=len(found) > limit)
    for words in (begun_with(query), containing(query)):
        if found := _weighed(session, asked, *among, closed, *words):
            return Search(query, closed=_with_successors(session, found[:limit]))
    some = _weighed(session, asked, *among, offered, or_(*begun_with(query)))
    return Search(
        query,
        tuple(some[:limit]),
        more=len(some) > limit,
        partly=bool(some),
        meant=_other_spellings(session, query, *among, offered),
    )


def _other_spellings(session: Session, query: str, *conditions: ColumnElement[bool]) -> tuple[str, ...]:
    """Close spellings of a query that found nothing. Reads all that is on offer: for a miss only."""
    known = set(" ".join(session.scalars(select(Organisation.search_text).where(*conditions))).split())
    likely = corrected(plain_words(query), known)
    return tuple(
        " ".join(word.capitalize() for word in one.split())
        for one in likely
        if _weighed(session, wishes(one), *conditions, *begun_with(one))
    )


def _weighed(session: Session, asked: Sequence[Wish], *conditions: ColumnElement[bool]) -> list[Found]:
    """Those that fulfil the conditions, the closest to the query first."""
    begins = Organisation.search_text.startswith(f" {asked[0].word}", autoescape=True)
    rows = session.execute(
        _found()
        .where(*conditions)
        .order_by(case((begins, 0), else_=1), Organisation.name, Organisation.id)
        .limit(WEIGHED)
    )
    return sorted((Found(*row) for row in rows), key=lambda found: closeness(asked, found.search_text))


def _of(councils: Collection[str]) -> list[ColumnElement[bool]]:
    """Those of these councils, and those of none: what the office added by hand has no code."""
    return [or_(Organisation.la_code.in_(councils), Organisation.la_code.is_(None))] if councils else []


def _has(text: str) -> ColumnElement[bool]:
    return Organisation.search_text.contains(text, autoescape=True)


def _found() -> Select[*tuple[Any, ...]]:
    return select(
        Organisation.reference,
        Organisation.name,
        Organisation.sector,
        Organisation.setting_kind,
        Organisation.agency_kind,
        Organisation.status,
        Organisation.urn,
        Organisation.town,
        Organisation.postcode,
        Organisation.closed_on,
        Organisation.search_text,
    )


def _with_successors(session: Session, closed: Sequence[Found]) -> tuple[Closed, ...]:
    urns = [school.urn for school in closed if school.urn]
    followed_by = successions(links_onwards(session, urns))
    later = {urn for successors in followed_by.values() for urn in successors}
    open_ones = {
        row.urn: Found(*row)
        for row in session.execute(_found().where(Organisation.urn.in_(later), Organisation.status.in_(OFFERED)))
    }
    is_open: Callable[[str], bool] = open_ones.__contains__
    return tuple(
        Closed(
            school,
            tuple(open_ones[urn] for urn in open_successors(school.urn, followed_by, is_open)) if school.urn else (),
        )
        for school in closed
    )


def links_onwards(session: Session, urns: Collection[str]) -> list[RegisterLink]:
    """The links that lead from these numbers to their successors, and on from those."""
    links: list[RegisterLink] = []
    seen: set[str] = set()
    ahead = set(urns)
    for _ in range(STEPS):
        ahead -= seen
        if not ahead:
            break
        seen |= ahead
        step = standing_links(session, or_(OrganisationLink.urn.in_(ahead), OrganisationLink.link_urn.in_(ahead)))
        links += step
        followed_by = successions(step)
        ahead = {new for old, news in followed_by.items() if old in ahead for new in news}
    return links

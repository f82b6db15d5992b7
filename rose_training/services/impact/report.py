"""The report as a whole, and the way from a figure to its rows."""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.attendance import HeadcountAudience
from rose_training.domain.impact import Figure, FigureKey, Report
from rose_training.domain.periods import Period
from rose_training.models.impact import PublishedFigure
from rose_training.services.impact.knowledge import PairRow, knowledge_figures, pair_rows
from rose_training.services.impact.occasions import count_missing
from rose_training.services.impact.organisations import (
    AGENCY_SECTORS,
    AgencyRow,
    SchoolRow,
    agency_rows,
    organisation_figures,
    school_rows,
)
from rose_training.services.impact.pages import Page, cut
from rose_training.services.impact.people import (
    GroupRow,
    children_figures,
    group_rows,
    parents_figures,
)
from rose_training.services.impact.professionals import (
    ProfessionalRow,
    professional_rows,
    professionals_figures,
)

Rows = Page[GroupRow] | Page[ProfessionalRow] | Page[PairRow] | Page[SchoolRow] | Page[AgencyRow]

_MAKER_OF: dict[FigureKey, Callable[..., Iterable[Figure]]] = {
    FigureKey.CHILDREN_REACHED: children_figures,
    FigureKey.CHILDREN_ATTENDANCES: children_figures,
    FigureKey.PARENTS_REACHED: parents_figures,
    FigureKey.PROFESSIONALS_TRAINED: professionals_figures,
    FigureKey.PROFESSIONAL_PLACES: professionals_figures,
    FigureKey.KNOWLEDGE_INCREASED: knowledge_figures,
    FigureKey.PRIMARY_SCHOOLS: organisation_figures,
    FigureKey.SECONDARY_SCHOOLS: organisation_figures,
    FigureKey.OTHER_SETTINGS: organisation_figures,
    FigureKey.VOLUNTARY_ORGANISATIONS: organisation_figures,
    FigureKey.STATUTORY_ORGANISATIONS: organisation_figures,
    FigureKey.AGENCIES: organisation_figures,
}
"""Who counts each figure, in the order of the report; figures of one maker are counted together."""

_GROUPS = {
    FigureKey.CHILDREN_REACHED: HeadcountAudience.PUPIL,
    FigureKey.CHILDREN_ATTENDANCES: HeadcountAudience.PUPIL,
    FigureKey.PARENTS_REACHED: HeadcountAudience.PARENT_CARER,
}


def make_report(session: Session, *, period: Period, at: datetime) -> Report:
    """Every figure of the period, as the data stands now; `at` is that moment."""
    absences = count_missing(session, period=period, at=at)
    figures = (make(session, period=period, absences=absences) for make in dict.fromkeys(_MAKER_OF.values()))
    return Report(period, at, tuple(chain.from_iterable(figures)))


def make_figure(session: Session, *, key: FigureKey, period: Period, at: datetime) -> Figure:
    """One figure of the report, without counting those it has nothing to do with."""
    absences = count_missing(session, period=period, at=at)
    make = _MAKER_OF[key]
    return next(one for one in make(session, period=period, absences=absences) if one.key is key)


def rows_behind(session: Session, *, key: FigureKey, period: Period, page: int | None = 1) -> Rows:
    """One page of the rows behind a figure, or with `page=None` all of them; they add up to it."""
    if key in _GROUPS:
        return group_rows(session, period=period, audience=_GROUPS[key], page=page)
    if key in (FigureKey.PROFESSIONALS_TRAINED, FigureKey.PROFESSIONAL_PLACES):
        return professional_rows(session, period=period, page=page)
    if key is FigureKey.KNOWLEDGE_INCREASED:
        return pair_rows(session, period=period, page=page)
    if key in AGENCY_SECTORS or key is FigureKey.AGENCIES:
        sectors = [AGENCY_SECTORS[key]] if key in AGENCY_SECTORS else AGENCY_SECTORS.values()
        agencies = agency_rows(session, period=period)
        return cut([one for one in agencies if one.sector in sectors], page=page)
    schools = school_rows(session, period=period)
    own = [school for school in schools if school.figure is key]
    return cut(own, page=page, sums={"sessions": sum(school.sessions for school in own)})


def published_figures(session: Session, *, period: Period) -> list[PublishedFigure]:
    """What was published about exactly this period; never mixed with what we count."""
    statement = (
        select(PublishedFigure)
        .where(
            PublishedFigure.from_date == period.first_day,
            PublishedFigure.to_date == period.last_day,
        )
        .order_by(PublishedFigure.id)
    )
    return list(session.scalars(statement))

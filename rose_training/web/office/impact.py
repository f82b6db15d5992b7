"""The impact report: its figures for any period, and the rows behind each of them."""

import re
from datetime import date
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from rose_training.clock import now, today
from rose_training.database import db, transaction
from rose_training.domain.impact import SCORE_BANDS, FigureKey, Report
from rose_training.domain.impact_definitions import DEFINITIONS, VOCABULARY
from rose_training.domain.periods import EVALUATION, Period, year_label, year_of
from rose_training.domain.permissions import Permission
from rose_training.domain.refusals import Refusal
from rose_training.services import access_log
from rose_training.services.impact import (
    Missing,
    children_by_year,
    make_figure,
    make_report,
    missing_rows,
    published_figures,
    rows_behind,
    years_held,
)
from rose_training.web.forms.impact import PeriodForm
from rose_training.web.forms.refusals import show_refusal
from rose_training.web.guards import requires, who
from rose_training.web.office.blueprint import office

SECTIONS = (
    (
        "Children, young people and parents",
        (FigureKey.CHILDREN_REACHED, FigureKey.CHILDREN_ATTENDANCES, FigureKey.PARENTS_REACHED),
    ),
    ("What young people learned", (FigureKey.KNOWLEDGE_INCREASED,)),
    ("Professionals", (FigureKey.PROFESSIONALS_TRAINED, FigureKey.PROFESSIONAL_PLACES)),
    (
        "Schools and other settings",
        (FigureKey.PRIMARY_SCHOOLS, FigureKey.SECONDARY_SCHOOLS, FigureKey.OTHER_SETTINGS),
    ),
    (
        "Organisations",
        (FigureKey.VOLUNTARY_ORGANISATIONS, FigureKey.STATUTORY_ORGANISATIONS, FigureKey.AGENCIES),
    ),
)
"""The order of the report on the page."""

SCHOOL_FIGURES = frozenset(dict(SECTIONS)["Schools and other settings"])

ABOUT_ONE_PERSON = frozenset(
    {FigureKey.PROFESSIONALS_TRAINED, FigureKey.PROFESSIONAL_PLACES, FigureKey.KNOWLEDGE_INCREASED}
)
"""Figures whose rows are about one person each, by name or by card: opening them is written down."""

ADDS_UP = {
    FigureKey.CHILDREN_REACHED: "Each row is one group; the people in all rows add up to the figure.",
    FigureKey.CHILDREN_ATTENDANCES: "Each row is one group; the attendances in all rows add up to the figure.",
    FigureKey.PARENTS_REACHED: (
        "Each row is one group, or one open session; somebody who signed up for several by name is counted at the "
        "first. The people in all rows add up to the figure."
    ),
    FigureKey.PROFESSIONALS_TRAINED: (
        "Each row is one person, or one headcount of people without names; the people in all rows add up to the figure."
    ),
    FigureKey.PROFESSIONAL_PLACES: (
        "Each row is one person, or one headcount of people without names; the places in all rows add up to the figure."
    ),
    FigureKey.KNOWLEDGE_INCREASED: (
        "Each row is one valid pair of papers, by a card or a sheet number and never a name; the figure is the share "
        "of rows that increased."
    ),
    FigureKey.PRIMARY_SCHOOLS: "Each row is one school.",
    FigureKey.SECONDARY_SCHOOLS: "Each row is one school.",
    FigureKey.OTHER_SETTINGS: "Each row is one setting.",
    FigureKey.VOLUNTARY_ORGANISATIONS: "Each row is one organisation with its teams.",
    FigureKey.STATUTORY_ORGANISATIONS: "Each row is one organisation with its teams.",
    FigureKey.AGENCIES: "Each row is one organisation with its teams.",
}
"""How the rows behind a figure make it up."""


@office.get("/impact")
@requires(Permission.SEE_IMPACT)
def impact() -> ResponseReturnValue:
    """The report of this academic year, and the way to any other period."""
    form = PeriodForm(formdata=request.args if request.args else None)
    if not request.args:
        return _report_page(Period.academic_year(year_of(today())), form)
    try:
        if form.validate():
            return redirect(_address(form.period()), 303)
    except Refusal as refusal:
        show_refusal(form, refusal)
    return _report_page(Period.academic_year(year_of(today())), form), 422


@office.get("/impact/definitions")
@requires(Permission.SEE_IMPACT)
def impact_definitions() -> str:
    """Every definition with its version, and the words they rest on."""
    return render_template("office/impact/definitions.html", definitions=DEFINITIONS.values(), vocabulary=VOCABULARY)


@office.get("/impact/<first>/<last>")
@requires(Permission.SEE_IMPACT)
def impact_report(first: str, last: str) -> str:
    """The report of one period; `last` is its last day."""
    return _report_page(period_or_404(first, last), PeriodForm(formdata=None))


@office.get("/impact/<first>/<last>/<key>")
@requires(Permission.SEE_IMPACT)
def impact_rows(first: str, last: str, key: str) -> str:
    """One figure, what it leaves out, and a page of the rows that add up to it."""
    period, figure_key = period_or_404(first, last), figure_key_or_404(key)
    if figure_key in ABOUT_ONE_PERSON:
        with transaction() as session:
            page = f"impact rows, {period.days}"
            access_log.note_read(session, subject=key, page=page, by=who().actor, at=now())
    session = db.session()
    figure = make_figure(session, key=figure_key, period=period, at=now())
    rows = rows_behind(session, key=figure_key, period=period, page=_page_or_404())
    if rows.number > rows.pages:
        abort(404)
    return render_template(
        "office/impact/rows.html",
        period=period,
        days=_days(period),
        figure=figure,
        rows=rows,
        missing={reason.reason for reason in Missing},
        kind=rows_kind(figure_key),
        adds_up=ADDS_UP[figure_key],
    )


@office.get("/impact/<first>/<last>/missing")
@requires(Permission.SEE_IMPACT)
def impact_missing(first: str, last: str) -> str:
    """The sessions that no figure of the period counts, and why: work for whoever can mend it."""
    period = period_or_404(first, last)
    rows = missing_rows(db.session(), period=period, at=now(), page=_page_or_404())
    if rows.number > rows.pages:
        abort(404)
    return render_template("office/impact/missing.html", period=period, days=_days(period), rows=rows)


def _report_page(period: Period, form: PeriodForm) -> str:
    session = db.session()
    report = make_report(session, period=period, at=now())
    return render_template(
        "office/impact/report.html",
        report=report,
        sections=SECTIONS,
        years=children_by_year(session, period=period),
        bands=SCORE_BANDS,
        published=[(one, _counted(report, one.key)) for one in published_figures(session, period=period)],
        missing={reason.reason for reason in Missing},
        running=period.ends_before > report.as_at,
        choices=_choices(period, years_held(session)),
        days=_days(period),
        form=form,
    )


def rows_kind(key: FigureKey) -> str:
    """The kind of rows behind a figure: the name of their table, and of the columns of their file."""
    if key in (FigureKey.CHILDREN_REACHED, FigureKey.CHILDREN_ATTENDANCES, FigureKey.PARENTS_REACHED):
        return "groups"
    if key in (FigureKey.PROFESSIONALS_TRAINED, FigureKey.PROFESSIONAL_PLACES):
        return "professionals"
    if key is FigureKey.KNOWLEDGE_INCREASED:
        return "pairs"
    return "schools" if key in SCHOOL_FIGURES else "agencies"


def _choices(period: Period, years: list[int]) -> list[dict[str, Any]]:
    """The periods to choose from with one click: this year, years with sessions, the evaluation."""
    this_year = year_of(today())
    offered = [(year_label(year), Period.academic_year(year)) for year in sorted({this_year, *years}, reverse=True)]
    offered.append(("The evaluation, 2011 to 2014", EVALUATION))
    return [{"label": label, "address": _address(one), "here": one == period} for label, one in offered]


def _counted(report: Report, key: str) -> Any:
    """Our own figure beside a published one, when there is one of the same name."""
    return report.figure(FigureKey(key)) if key in set(FigureKey) else None


def _address(period: Period) -> str:
    """Where the report of a period stands."""
    days = _days(period)
    return url_for("office.impact_report", first=days["first"], last=days["last"])


def _days(period: Period) -> dict[str, str]:
    """The two days as they stand in an address."""
    return {"first": period.first_day.isoformat(), "last": period.last_day.isoformat()}


def figure_key_or_404(key: str) -> FigureKey:
    """The figure that an address names."""
    return FigureKey(key) if key in set(FigureKey) else abort(404)


def period_or_404(first: str, last: str) -> Period:
    """The period that an address names; `last` is its last day."""
    try:
        return Period.of_days(date.fromisoformat(first), date.fromisoformat(last))
    except (ValueError, Refusal):
        abort(404)


def _page_or_404() -> int:
    typed = request.args.get("page", "1")
    if not re.fullmatch(r"[1-9][0-9]{0,6}", typed):
        abort(404)
    return int(typed)

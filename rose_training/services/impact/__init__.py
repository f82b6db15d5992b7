"""The impact report: every figure of a period, and the rows behind each of them.

All figures are counted by the database, in a fixed number of questions however much there is to
count. Distinct people and organisations are counted afresh for each period and never added up.

* `occasions`: the sessions that a period holds; every figure begins there;
* `people`, `professionals`, `knowledge`, `organisations`: the figures;
* `pages`: one page of the rows behind a figure.
"""

from rose_training.services.impact.occasions import Missing, missing_rows, years_held
from rose_training.services.impact.pages import Page
from rose_training.services.impact.people import children_by_year
from rose_training.services.impact.report import (
    Rows,
    make_figure,
    make_report,
    published_figures,
    rows_behind,
)

__all__ = [
    "Missing",
    "Page",
    "Rows",
    "children_by_year",
    "make_figure",
    "make_report",
    "missing_rows",
    "published_figures",
    "rows_behind",
    "years_held",
]

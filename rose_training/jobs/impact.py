"""`flask impact`: the figures of a period, for reading or as JSON."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from textwrap import fill

import click
from flask.cli import with_appcontext

from rose_training.clock import now, today
from rose_training.database import db
from rose_training.domain.impact import Figure, Report, Shift
from rose_training.domain.periods import Period, year_of
from rose_training.domain.refusals import Refusal
from rose_training.domain.statistics import Proportion
from rose_training.services.impact import make_report

WIDTH = 88
DAY = click.DateTime(["%Y-%m-%d"])


@click.command("impact")
@click.option("--from", "first_day", type=DAY, help="The first day, such as 2011-09-01. Default: this academic year.")
@click.option("--to", "last_day", type=DAY, help="The last day, which is included. Default: a year from the first.")
@click.option("--json", "as_json", is_flag=True, help="For programs: with definitions and everything left out.")
@with_appcontext
def cli(first_day: datetime | None, last_day: datetime | None, as_json: bool) -> None:
    """Count the impact figures of a period.

    Distinct people and organisations are counted afresh for the period: the figures of two years
    do not add up to those of both.
    """
    try:
        period = _period(first_day and first_day.date(), last_day and last_day.date())
    except Refusal as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    report = make_report(db.session(), period=period, at=now())
    if as_json:
        click.echo(json.dumps(report.as_plain(), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(report)))


def _period(first_day: date | None, last_day: date | None) -> Period:
    """What was asked for; without a last day, one year; without either, this academic year."""
    if first_day is None and last_day is None:
        return Period.academic_year(year_of(today()))
    if first_day is None:
        raise Refusal("first_day_missing", "--to needs --from: give the first day too")
    return Period.of_days(first_day, last_day or _a_year_from(first_day))


def _a_year_from(day: date) -> date:
    """The day before the same date of the next year."""
    # The last of February in a leap year has no twin: the year ends with the next February.
    following = (
        day.replace(year=day.year + 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)
    )
    return following - timedelta(days=1)


def _lines(report: Report) -> Iterator[str]:
    yield (
        f"{report.period.label} ({report.period.days})"
        if report.period.label != report.period.days
        else report.period.days
    )
    yield ""
    for figure in report.figures:
        yield from _figure(figure)
    yield (
        f"{len(report.figures)} figures, counted on {report.as_at:%Y-%m-%d} at {report.as_at:%H:%M} UTC. "
        "Exact counts for the office: nothing has been withheld."
    )


def _figure(figure: Figure) -> Iterator[str]:
    yield f"{figure.definition.label:<60}{_value(figure):>28}"
    if isinstance(figure.value, tuple) and figure.value:
        yield fill(", ".join(figure.value), WIDTH, initial_indent="    ", subsequent_indent="    ")
    if figure.shift:
        yield f"    {_evidence(figure)}"
        yield from _by_year(figure.shift)
    for part in figure.breakdown:
        yield f"    {part.label}: {part.count:,}"
    for line in figure.left_out:
        yield f"    not counted: {line.reason}: {line.count:,}"
    yield ""


def _value(figure: Figure) -> str:
    if isinstance(figure.value, tuple):
        return f"{len(figure.value):,} {figure.definition.unit}"
    if figure.value is None:
        return "too few pairs for a percentage" if figure.shift and figure.shift.pairs else "no valid pairs"
    if figure.shift:
        return f"{figure.value}%"
    return f"{figure.value:,} {figure.definition.unit}"


def _by_year(shift: Shift) -> Iterator[str]:
    """The share of each academic year, where the period has several."""
    if shift.pairs and len(shift.years) > 1:
        for year, share in shift.years:
            words = f"{share.numerator:,} of {share.denominator:,}"
            if share.percentage is not None:
                words = f"{share.percentage}%, {words}"
            yield f"    {year.label}: {words}{_interval(share)}"


def _interval(share: Proportion) -> str:
    """How sure a share is; said always, however many there are."""
    interval = share.interval
    return f"; 95% interval {interval.low:.0%} to {interval.high:.0%}" if interval else ""


def _evidence(figure: Figure) -> str:
    """How many pairs the percentage rests on, and how sure it is."""
    shift = figure.shift
    if shift is None or shift.pairs == 0:
        return "no valid pairs of papers"
    words = f"{shift.increased:,} of {shift.pairs:,} valid pairs; {shift.same:,} the same, {shift.lower:,} lower"
    return words + _interval(shift.increase)

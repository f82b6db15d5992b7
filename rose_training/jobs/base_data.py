"""What every site begins with: the programme, the surveys, the term dates and bank holidays that ship."""

import tomllib
from datetime import datetime
from importlib.resources import files

from sqlalchemy.orm import Session

from rose_training.adapters import bank_holidays, term_dates
from rose_training.adapters.survey_file import first_surveys
from rose_training.domain.actors import Actor
from rose_training.services import areas, calendar, programme, surveys

TERMS = "norfolk_term_dates_2025-26.csv"
HOLIDAYS = "bank-holidays.json"


def lay_out(session: Session, *, at: datetime) -> None:
    """Add what is not there yet; what the office has edited since is left alone."""
    site = Actor.system("set-up")
    programme.lay_out(session, tomllib.loads(_shipped("programme.toml").decode()), by=site, at=at)
    for draft in first_surveys():
        if surveys.find(session, key=draft.key) is None:
            surveys.publish(session, draft=draft, by=site, at=at)
    areas.lay_out(session, tomllib.loads(_shipped("areas.toml").decode())["area"])
    term_file = term_dates.read(_shipped(f"dates/{TERMS}"))
    calendar.keep_terms(session, term_file.terms, source=TERMS, by=site, at=at)
    calendar.keep_closures(session, term_file.closures, source=TERMS, by=site, at=at)
    holidays = bank_holidays.read(_shipped(f"dates/{HOLIDAYS}"))
    calendar.keep_closures(session, holidays, source="GOV.UK bank holidays", by=site, at=at)


def _shipped(name: str) -> bytes:
    return files("rose_training").joinpath(f"data/{name}").read_bytes()

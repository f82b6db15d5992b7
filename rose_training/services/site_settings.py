"""The settings of the site that the office changes itself; those of the machine stand in its environment."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rose_training.domain.actors import Actor
from rose_training.domain.attendance import OpeningWindow
from rose_training.domain.completion import OF_SIX
from rose_training.domain.refusals import Refusal
from rose_training.models.site import SiteSetting
from rose_training.services import history
from rose_training.services.completion import WEEKS_SETTING
from rose_training.services.delivery import DAYS_AFTER_SETTING, DAYS_BEFORE_SETTING

SUBJECT = "settings"
"""Under this word the trail keeps what was changed."""


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """What completes a course of six weeks, and for how many days facilitators may open a session."""

    course_weeks_of_six: int
    facilitator_days_before: int
    facilitator_days_after: int


STANDARD = SiteSettings(
    course_weeks_of_six=OF_SIX,
    facilitator_days_before=OpeningWindow().days_before,
    facilitator_days_after=OpeningWindow().days_after,
)
LIMITS: Mapping[str, tuple[int, int]] = {
    WEEKS_SETTING: (1, 6),
    DAYS_BEFORE_SETTING: (0, 90),
    DAYS_AFTER_SETTING: (0, 365),
}
"""The least and the most of each."""


def settings_of(session: Session) -> SiteSettings:
    """What counts now: as it was changed, or the standard. One query."""
    rows = session.execute(select(SiteSetting.key, SiteSetting.value).where(SiteSetting.key.in_(LIMITS)))
    return SiteSettings(**(asdict(STANDARD) | {key: int(value) for key, value in rows}))


def change(session: Session, wanted: SiteSettings, *, by: Actor, at: datetime) -> bool:
    """Write down what differs, with what it was before. Answers whether anything did.

    Raises a `Refusal` beside the field of a number that is out of range.
    """
    values: dict[str, int] = asdict(wanted)
    for key, value in values.items():
        least, most = LIMITS[key]
        if not least <= value <= most:
            raise Refusal("out_of_range", f"Enter a number from {least} to {most}", key)
    before = asdict(settings_of(session))
    changed = {key: value for key, value in values.items() if value != before[key]}
    for key, value in changed.items():
        session.merge(SiteSetting(key=key, value=str(value), changed_at=at))
    if changed:
        detail = {"before": {key: before[key] for key in changed}, "after": changed}
        history.record(session, subject=SUBJECT, event="settings_changed", by=by, at=at, detail=detail)
    session.flush()
    return bool(changed)

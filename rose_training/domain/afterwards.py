"""When the letters that follow a session leave. All of them move with the session's end."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from rose_training.domain.calendar import LONDON, london_day

TOO_LONG_AGO = timedelta(days=14)
"""After so long nobody is asked why they did not come: a late correction of a register is no occasion."""


@dataclass(frozen=True)
class Timing:
    """The settings of what happens afterwards; the hour is on a clock in Norfolk."""

    missed_days: int = 1
    hour: int = 9
    certificate_minutes: int = 60
    evaluation_weeks: int = 8

    def missed_mail_at(self, *, ends_at: datetime, taken_at: datetime) -> datetime:
        """When those who did not come hear from us: so many days later, when the register may have been mended."""
        return self._morning(max(ends_at, taken_at), self.missed_days)

    def certificate_mail_at(self, *, ends_at: datetime, taken_at: datetime) -> datetime:
        """When the certificate leaves: a while later, so that a slip of the finger is mended before."""
        return max(ends_at, taken_at) + timedelta(minutes=self.certificate_minutes)

    def eight_weeks_at(self, *, ends_at: datetime) -> datetime:
        """When people are asked what they have done differently since."""
        return self._morning(ends_at, self.evaluation_weeks * 7)

    def is_too_late(self, *, ends_at: datetime, taken_at: datetime) -> bool:
        """Whether it would only puzzle somebody to hear now that they were missed."""
        return taken_at - ends_at > TOO_LONG_AGO

    def _morning(self, moment: datetime, days: int) -> datetime:
        return datetime.combine(london_day(moment) + timedelta(days=days), time(self.hour), tzinfo=LONDON)


STANDARD = Timing()

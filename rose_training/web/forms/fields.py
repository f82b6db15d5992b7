"""Fields that several forms share: what people type, tidied and understood, or a clear sentence."""

import re
from datetime import date, time
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovDateInput, GovTextInput
from wtforms import DateField, Field, Form, StringField, ValidationError

EMAIL = re.compile(r"((?a:[\w.!#$%&'*+/=?^`{|}~-])+)@([^@\s,;<>]+\.[^@\s,;<>.]+)")
CLOCK = re.compile(r"(\d{1,2})(?:[:.]?([0-5]\d))?\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
NAMED_HOURS = {"midday": time(12), "noon": time(12)}


def tidy(text: str | None) -> str:
    """Without blanks at the ends and with single ones between."""
    return " ".join((text or "").split())


def email_address(_form: Form, field: Field) -> None:
    """A validator: an e-mail address that our mails can be sent to."""
    if not _can_be_written_to(field.data or ""):
        raise ValidationError("Enter an e-mail address in the correct format, like name@example.com")


def _can_be_written_to(address: str) -> bool:
    """Mail servers carry letters without accents before the @, and after it what RFC 5890 can write."""
    found = EMAIL.fullmatch(address)
    if found is None or len(address) > 254:
        return False
    try:
        found[2].encode("idna")
    except UnicodeError:
        return False
    return True


def read_clock(typed: str) -> time | None:
    """The time that somebody means by '10am', '2.30pm', '14:30' or 'midday'; None when unclear.

    A bare hour below seven could be either half of the day, so it is not guessed.
    """
    typed = tidy(typed).lower()
    if typed in NAMED_HOURS:
        return NAMED_HOURS[typed]
    found = CLOCK.fullmatch(typed)
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif hour < 7 and not found[2]:
        return None
    return time(hour, minute) if hour < 24 else None


def read_month(typed: str) -> int:
    """The month that somebody means by '3', '03', 'mar' or 'March'. Raises ValueError when unclear."""
    if typed.isdigit():
        return int(typed)
    found = [number for number, name in enumerate(MONTHS, start=1) if name.startswith(typed.lower())]
    if len(typed) < 3 or len(found) != 1:
        raise ValueError(typed)
    return found[0]


class DayField(DateField):
    """Day, month and year in three boxes; `data` is a date, or None when all are empty."""

    widget = GovDateInput()

    def process(self, formdata: Any, *args: Any, **options: Any) -> None:
        """Whatever was sent, keep three boxes to show again."""
        super().process(formdata, *args, **options)
        if self.raw_data is not None:
            self.raw_data = [*map(str, self.raw_data), "", "", ""][:3]

    def process_formdata(self, valuelist: list[str]) -> None:
        """A real date, or nothing at all."""
        boxes = [*map(tidy, valuelist), "", "", ""][:3]
        if not any(boxes):
            self.data = None
            return
        name = self.label.text.removesuffix(" (optional)")
        try:
            day, month, year = int(boxes[0]), read_month(boxes[1]), int(boxes[2])
            self.data = date(year, month, day)
        except ValueError:
            self.data = None
            raise ValueError(f"{name} must be a real date, like 8 12 2026") from None
        if not 2000 <= year <= 2100:
            self.data = None
            raise ValueError(f"{name} must have a year with four figures, like 2026")


class ClockField(StringField):
    """A time of day as people write it; `data` is a time, or None when empty."""

    widget = GovTextInput()
    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """A time that is clear, or nothing at all."""
        typed = tidy(valuelist[0]) if valuelist else ""
        self.data = read_clock(typed) if typed else None
        if typed and self.data is None:
            raise ValueError("Enter a time like 10am, 2:30pm or 14:30")

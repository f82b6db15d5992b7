"""The settings that the office changes itself."""

from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from rose_training.services.site_settings import SiteSettings
from rose_training.web.forms.sessions import WholeNumberField


class SettingsForm(FlaskForm):  # type: ignore[misc]
    """One number a setting; the fields are called as the settings are."""

    course_weeks_of_six = WholeNumberField(
        "Weeks of six that complete a course",
        [InputRequired("Enter how many weeks complete a course")],
        description="Between 1 and 6. A course of another length needs the same share, rounded up.",
    )
    facilitator_days_before = WholeNumberField(
        "Days before a session from which its facilitator may open it",
        [InputRequired("Enter a number of days, or 0 for the day itself")],
        description="Between 0 and 90.",
    )
    facilitator_days_after = WholeNumberField(
        "Days after a session until which its facilitator may open it",
        [InputRequired("Enter a number of days, or 0 for the day itself")],
        description="Between 0 and 365. After that only the office sees who came.",
    )

    def show(self, settings: SiteSettings) -> None:
        """Fill in what counts now."""
        for name in SiteSettings.__dataclass_fields__:
            self._fields[name].data = getattr(settings, name)

    def settings(self) -> SiteSettings:
        """What was typed, as the service takes it."""
        return SiteSettings(**{name: self._fields[name].data for name in SiteSettings.__dataclass_fields__})

"""Organisations, for the office: one that stands in no register, and a school's kind corrected."""

from collections.abc import Iterable, Sequence

from flask_wtf import FlaskForm
from flask_wtf.file import FileAllowed, FileField, FileRequired
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxInput,
    GovFileInput,
    GovRadioInput,
    GovSelect,
    GovTextArea,
    GovTextInput,
)
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.validators import InputRequired, Length, Optional

from rose_training.domain.organisations import AgencyKind, AliasKind, OrganisationStatus, Sector, SettingKind
from rose_training.models.organisations import Organisation
from rose_training.services.organisations import Facts
from rose_training.web.forms.fields import DayField, tidy

COUNTS_ITSELF = "itself"
COUNTS_AS_PART = "part"
AS_IN_REGISTER = "register"


def _choices(words: Iterable[SettingKind | Sector | AgencyKind]) -> list[SelectChoice]:
    return [SelectChoice(word.value, word.label) for word in words]


def _at_most(length: int, what: str) -> Length:
    return Length(max=length, message=f"{what} must have {length} characters at most")


class OrganisationForm(FlaskForm):  # type: ignore[misc]
    """An agency, or a setting that stands in no register."""

    name = StringField(
        "Name",
        [InputRequired("Enter the name of the organisation"), _at_most(200, "The name")],
        filters=[tidy],
        widget=GovTextInput(),
    )
    sector = RadioField(
        "Who runs it?",
        validators=[InputRequired("Choose who runs it")],
        choices=_choices(Sector),
        widget=GovRadioInput(),
    )
    setting_kind = SelectField(
        "What kind of school or college is it?",
        choices=[SelectChoice("", "Choose one"), *_choices(SettingKind)],
        widget=GovSelect(),
    )
    agency_kind = SelectField(
        "What does it do?",
        choices=[SelectChoice("", "Not said"), *_choices(AgencyKind)],
        widget=GovSelect(),
    )
    town = StringField("Town", [_at_most(100, "The town")], filters=[tidy], widget=GovTextInput())
    postcode = StringField("Postcode", [_at_most(10, "The postcode")], filters=[tidy], widget=GovTextInput())
    telephone = StringField(
        "Telephone number", [_at_most(40, "The telephone number")], filters=[tidy], widget=GovTextInput()
    )
    website = StringField("Website", [_at_most(300, "The website")], filters=[tidy], widget=GovTextInput())
    parent = SelectField(
        "What is it a part of?",
        widget=GovSelect(),
    )
    counts = RadioField(
        "How does it count in reports?",
        choices=[
            SelectChoice(COUNTS_ITSELF, "By itself"),
            SelectChoice(COUNTS_AS_PART, "Only as a part of the organisation above"),
        ],
        default=COUNTS_ITSELF,
        widget=GovRadioInput(),
    )
    status = RadioField(
        "Is it still at work?",
        choices=[
            SelectChoice(OrganisationStatus.OPEN.value, "Yes"),
            SelectChoice(OrganisationStatus.CLOSED.value, "No, it has closed"),
        ],
        default=OrganisationStatus.OPEN.value,
        widget=GovRadioInput(),
    )

    def offer_parents(self, parents: Sequence[Organisation], *, but: Organisation | None = None) -> None:
        """Let one of these be what it is a part of."""
        offered = [SelectChoice(one.reference, one.name) for one in parents if but is None or one.id != but.id]
        self.parent.choices = [SelectChoice("", "Nothing else"), *offered]

    def show(self, organisation: Organisation) -> None:
        """Fill the form in with what is stored."""
        for field in ("name", "sector", "setting_kind", "agency_kind", "town", "postcode", "telephone", "website"):
            self[field].data = getattr(organisation, field) or ""
        self.parent.data = organisation.parent.reference if organisation.parent else ""
        self.counts.data = COUNTS_ITSELF if organisation.reportable else COUNTS_AS_PART
        self.status.data = organisation.status.value

    def facts(self) -> Facts:
        """What the form says, once it has been found valid."""
        return Facts(
            name=self.name.data or "",
            sector=Sector(self.sector.data),
            setting_kind=SettingKind(self.setting_kind.data) if self.setting_kind.data else None,
            agency_kind=AgencyKind(self.agency_kind.data) if self.agency_kind.data else None,
            status=OrganisationStatus(self.status.data),
            reportable=self.counts.data == COUNTS_ITSELF,
            parent=self.parent.data or None,
            town=self.town.data,
            postcode=(self.postcode.data or "").upper(),
            telephone=self.telephone.data,
            website=self.website.data,
        )


class AliasForm(FlaskForm):  # type: ignore[misc]
    """Another name of an organisation."""

    name = StringField(
        "Another name",
        [InputRequired("Enter the other name"), _at_most(200, "The name")],
        filters=[tidy],
        widget=GovTextInput(),
    )
    kind = RadioField(
        "What kind of name is it?",
        validators=[InputRequired("Choose what kind of name it is")],
        choices=[SelectChoice(kind.value, kind.label) for kind in AliasKind],
        widget=GovRadioInput(),
    )
    until = DayField("Used until (optional)", [Optional()])

    def chosen(self) -> AliasKind:
        """The kind of name, once the form has been found valid."""
        return AliasKind(self.kind.data)


class RegisterFileForm(FlaskForm):  # type: ignore[misc]
    """A file of the national register."""

    file = FileField(
        "File of the register",
        [FileRequired("Choose a file of the register"), FileAllowed(["csv", "txt"], "Choose a CSV file")],
        widget=GovFileInput(),
    )
    leave_out_refused = BooleanField("Take the rest where some rows cannot be understood", widget=GovCheckboxInput())

    @property
    def file_name(self) -> str:
        """What the file is called, without folders."""
        return str(self.file.data.filename or "register.csv").replace("\\", "/").rpartition("/")[2]

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        content: bytes = self.file.data.read()
        return content


class SettingKindForm(FlaskForm):  # type: ignore[misc]
    """What kind of setting a school of the register is, where the register is silent or wrong."""

    kind = RadioField(
        "What kind of setting is it?",
        validators=[InputRequired("Choose what kind of setting it is")],
        widget=GovRadioInput(),
    )
    reason = TextAreaField(
        "How do you know?",
        [_at_most(300, "The reason")],
        filters=[tidy],
        widget=GovTextArea(),
    )

    def offer(self, in_register: SettingKind) -> None:
        """The kinds, and the register's own word for it first."""
        self.kind.choices = [
            SelectChoice(AS_IN_REGISTER, f"What the register says: {in_register.label.lower()}"),
            *_choices(SettingKind),
        ]

    def chosen(self) -> SettingKind | None:
        """The kind that was chosen; None for the register's."""
        return None if self.kind.data == AS_IN_REGISTER else SettingKind(self.kind.data)

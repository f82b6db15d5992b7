"""All settings, typed and documented, read from the environment once.

The table in docs/settings.md is made from this file (`make docs`), so a setting is described here
and nowhere else.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"

DEFAULT_SECRET = "change-me"  # noqa: S105  (never accepted in production)
SHORTEST_SECRET = 32


class SettingsError(ValueError):
    """A setting is missing or makes no sense; the sentence says which and what to do."""


def setting(about: str, default: Any = None, env: str | None = None) -> Any:
    """A field of `Settings`: its sentence for the reader, its default and its environment variable."""
    return field(default=default, metadata={"about": about, "env": env})


@dataclass(frozen=True)
class Settings:
    """What can be set from outside. Each field is read from the variable of its name in capitals."""

    site_mode: str = setting("'demonstration' (invented people, mails go to a page) or 'production'.", "demonstration")
    secret_key: str = setting(
        "Signs cookies and links; at least 32 characters. Required in production; otherwise made once and "
        "kept in instance/secret_key.",
        "",
    )
    database_url: str = setting("SQLAlchemy address of the database.", "sqlite:///instance/rose.db")
    site_url: str = setting("The public address, for links in e-mails. Default: http://127.0.0.1:PORT.", "")
    port: int = setting("The port of the web server.", 8000)
    web_workers: int = setting("Web server processes.", 2)
    web_threads: int = setting("Threads in each web server process.", 4)
    trusted_proxies: int = setting("How many reverse proxies stand in front (for addresses and https).", 0)
    log_level: str = setting("DEBUG, INFO, WARNING or ERROR.", "INFO")

    mail_server: str = setting("SMTP server. Empty in demonstration mode: mails go to the mailbox page.", "")
    mail_port: int = setting("SMTP port.", 25)
    mail_use_tls: bool = setting("STARTTLS.", False)
    mail_use_ssl: bool = setting("TLS from the first byte.", False)
    mail_username: str = setting("SMTP user name, if the server wants one.", "")
    mail_password: str = setting("SMTP password.", "")
    mail_default_sender: str = setting("The sender and calendar organiser.", "rose@rose-training.example")
    mail_sender_name: str = setting("The sender's name.", "ROSE training")
    mail_timeout: int = setting("Seconds to wait for the SMTP server.", 20)
    bounce_address: str = setting(
        "Where mail servers report what they could not deliver (the envelope sender). Default: the sender.", ""
    )
    bounce_imap_server: str = setting("IMAP server of that mailbox. Empty: returned mail is not read.", "")
    bounce_imap_port: int = setting("IMAP port.", 993)
    bounce_imap_tls: bool = setting("TLS from the first byte.", True)
    bounce_imap_username: str = setting("IMAP user name.", "")
    bounce_imap_password: str = setting("IMAP password.", "")
    bounce_imap_folder: str = setting("The folder that returned mail arrives in.", "INBOX")
    office_email: str = setting("Where the office is told of new requests.", "office@rose-training.example")
    office_phone: str = setting("The office's telephone number, on pages and in mails.", "01603 610256")

    outside_idle_minutes: int = setting("A school's or professional's sign-in ends after so long without a page.", 15)
    outside_hours: int = setting("... and at the latest after so many hours.", 2)
    staff_idle_minutes: int = setting("A member of staff's sign-in ends after so long without a page.", 30)
    staff_hours: int = setting("... and at the latest after so many hours.", 12)
    booking_closes_days: int = setting("Working days before a briefing when registration closes (§8).", 2)
    colleagues_at_once: int = setting("How many colleagues somebody registers in one go, besides themselves.", 5)
    reminder_days: str = setting(
        "Days before a session on which people are reminded, at nine in the morning; the last one carries the "
        "joining link. 'none' for none.",
        "7, 1",
    )
    visit_notice_days: int = setting(
        "Working days between a school's request and the first day that it can choose from the list.", 10
    )
    visit_reminder_days: str = setting("Working days before a visit on which a school is reminded.", "1")
    offer_hours: int = setting("Hours for which a freed place is held for the next on the reserve list (§8).", 48)
    offer_hours_late: int = setting("... when the session is near (OFFER_LATE_WITHIN_HOURS).", 4)
    offer_late_within_hours: int = setting("So many hours before a session offers become shorter.", 48)
    offer_stop_minutes: int = setting("So many minutes before a session nobody is offered a place any more.", 60)
    organisation_percent: int = setting(
        "The share of all places that one organisation gets while others wait, in per cent; 0 for no limit.", 0
    )
    late_cancel_days: int = setting(
        "Working days before a session from which cancelling is called late; after booking has closed it always is.", 2
    )
    missed_mail_days: int = setting("Days after a session when those who did not come get one neutral e-mail.", 1)
    afterwards_hour: int = setting("The hour of that day, and of the questions at eight weeks, in Norfolk.", 9)
    certificate_minutes: int = setting(
        "Minutes between a register and the e-mail with the certificate: a slip can be mended meanwhile.", 60
    )
    evaluation_weeks: int = setting("Weeks after a session when people are asked what they do differently.", 8)
    offered_councils: str = setting(
        "Councils whose schools the public is offered, by the first half of their DfE numbers, such as '926, 935'; "
        "'all' for every school that was imported.",
        "926",
    )
    register_megabytes: int = setting("The largest file of the national register that the office may give.", 64)
    hold_days: int = setting("Days for which a date is held for a school.", 5)
    hold_reminder_hours: int = setting("Hours before a hold ends when the school is reminded.", 24)
    offer_days: int = setting("Working days in which a school answers when other dates are offered.", 5)
    travel_kmh: int = setting("The speed at which facilitators get about on average, in kilometres an hour.", 50)
    travel_winding_percent: int = setting("How long a road is, in per cent of the straight line.", 130)
    travel_margin_minutes: int = setting("Minutes that every journey takes besides: parking, signing in.", 10)
    check_review_years: int = setting("Years after which a facilitator's DBS check is looked at again (§2.2).", 3)
    check_warning_days: str = setting(
        "Days before a check or a training runs out on which facilitator and office are told. 'none' for none.",
        "60, 30, 7",
    )
    letter_signed_by: str = setting("Who signs letters to schools. Empty: the coordinator.", "")
    insurer: str = setting("Who insures our visits (public liability). Empty: the papers leave the insurance out.", "")
    insurance_policy: str = setting("The number of that policy.", "")
    insurance_cover: str = setting("What it covers, such as '£5 million'.", "")
    insurance_valid_until: str = setting("The last day on which it counts, like 2027-08-31.", "")
    helplines_file: str = setting("Numbers to ring, a TOML file like the one that ships.", "")
    ratelimit_storage_uri: str = setting("Where rate limits are counted: memory:// or redis://...", "memory://")
    rate_limits: bool = setting("Switches the rate limits of public forms on.", True)

    @property
    def production(self) -> bool:
        """Real people's data, real mail."""
        return self.site_mode == "production"

    @property
    def mailbox_page(self) -> bool:
        """Mails go to a page of the site and nowhere else."""
        return not self.production and not self.mail_server

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None, **over: Any) -> Settings:
        """From the environment, `over` having the last word. Raises SettingsError."""
        environment = os.environ if environment is None else environment
        values: dict[str, Any] = {}
        for known in fields(cls):
            text = environment.get(known.metadata["env"] or known.name.upper())
            if text is not None and text != "":
                values[known.name] = _typed(known.name, text, known.default)
        values.update(over)
        return cls(**values)._completed()

    def _completed(self) -> Settings:
        if self.site_mode not in {"demonstration", "production"}:
            raise SettingsError(f"SITE_MODE is '{self.site_mode}'; it may be 'demonstration' or 'production'.")
        if not 0 <= self.afterwards_hour <= 23:
            raise SettingsError(f"AFTERWARDS_HOUR is {self.afterwards_hour}; it may be 0 to 23.")
        if self.insurance_valid_until and not _is_day(self.insurance_valid_until):
            raise SettingsError(
                f"INSURANCE_VALID_UNTIL is '{self.insurance_valid_until}'; it must be a day like '2027-08-31'."
            )
        for name in ("offer_hours", "offer_hours_late", "check_review_years"):
            if getattr(self, name) < 1:
                raise SettingsError(f"{name.upper()} is {getattr(self, name)}; it must be 1 or more.")
        if not 0 <= self.organisation_percent <= 100:
            raise SettingsError(f"ORGANISATION_PERCENT is {self.organisation_percent}; it may be 0 to 100.")
        if self.travel_kmh < 1 or self.travel_winding_percent < 100 or self.travel_margin_minutes < 0:
            raise SettingsError(
                "TRAVEL_KMH must be 1 or more, TRAVEL_WINDING_PERCENT 100 or more, TRAVEL_MARGIN_MINUTES 0 or more."
            )
        secret = self.secret_key
        if self.production:
            if not secret or secret == DEFAULT_SECRET or len(secret) < SHORTEST_SECRET:
                raise SettingsError(
                    "SECRET_KEY is missing, a default, or shorter than 32 characters: in production the site does "
                    "not start without one of its own. Make one with: "
                    "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
                )
            if not self.mail_server:
                raise SettingsError("MAIL_SERVER is missing: in production mails must have somewhere to go.")
            if not self.site_url.startswith("https://"):
                raise SettingsError("SITE_URL is missing or not https://: links in mails need the public address.")
        for name in ("reminder_days", "visit_reminder_days", "check_warning_days"):
            _days(name, getattr(self, name))
        _councils(self.offered_councils)
        return _replaced(
            self,
            secret_key=secret or _kept_secret(),
            site_url=(self.site_url or f"http://127.0.0.1:{self.port}").rstrip("/"),
            database_url=_full_database_url(self.database_url),
        )

    def for_flask(self) -> dict[str, Any]:
        """The same as Flask and its extensions name them."""
        return {
            "SECRET_KEY": self.secret_key,
            "PRODUCTION": self.production,
            "SITE_URL": self.site_url,
            "LOG_LEVEL": self.log_level,
            "TRUSTED_PROXIES": self.trusted_proxies,
            "SHARED_IDLE_MINUTES": self.outside_idle_minutes,
            "SHARED_ABSOLUTE_HOURS": self.outside_hours,
            "STAFF_IDLE_MINUTES": self.staff_idle_minutes,
            "STAFF_ABSOLUTE_HOURS": self.staff_hours,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "MAIL_SERVER": self.mail_server or "127.0.0.1",
            "MAIL_PORT": self.mail_port,
            "MAIL_USE_TLS": self.mail_use_tls,
            "MAIL_USE_SSL": self.mail_use_ssl,
            "MAIL_USERNAME": self.mail_username or None,
            "MAIL_PASSWORD": self.mail_password or None,
            "MAIL_SUPPRESS_SEND": self.mailbox_page,
            "MAIL_DEFAULT_SENDER": (self.mail_sender_name, self.mail_default_sender),
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.production,
            "SESSION_COOKIE_NAME": "rose",
            "PERMANENT_SESSION_LIFETIME": 24 * 3600,
            "MAX_CONTENT_LENGTH": 4 * 1024 * 1024,
            "MAX_FORM_PARTS": 10_000,
            "SEND_FILE_MAX_AGE_DEFAULT": 31_536_000,
            "WTF_CSRF_TIME_LIMIT": None,
            "RATELIMIT_STORAGE_URI": self.ratelimit_storage_uri,
            "RATELIMIT_ENABLED": self.rate_limits,
            "OFFICE_PHONE": self.office_phone,
            "REMINDER_DAYS": _days("reminder_days", self.reminder_days),
            "VISIT_REMINDER_DAYS": _days("visit_reminder_days", self.visit_reminder_days),
            "CHECK_WARNING_DAYS": _days("check_warning_days", self.check_warning_days),
            "CHECK_REVIEW_YEARS": self.check_review_years,
            "BOOKING_CLOSES_DAYS": self.booking_closes_days,
            "COLLEAGUES_AT_ONCE": self.colleagues_at_once,
            "REGISTER_MEGABYTES": self.register_megabytes,
            "OFFERED_COUNCILS": _councils(self.offered_councils),
        }


def _typed(name: str, text: str, default: Any) -> Any:
    if isinstance(default, bool):
        if text.lower() in {"1", "true", "yes", "on"}:
            return True
        if text.lower() in {"0", "false", "no", "off"}:
            return False
        raise SettingsError(f"{name.upper()} is '{text}'; it may be 'true' or 'false'.")
    if isinstance(default, int):
        try:
            return int(text)
        except ValueError:
            raise SettingsError(f"{name.upper()} is '{text}'; it must be a whole number.") from None
    return text


def _days(name: str, text: str) -> tuple[int, ...]:
    """'7, 1' as numbers of days, each from 1 to 60; nothing for 'none'."""
    if text.strip().lower() in {"", "none"}:
        return ()
    try:
        days = tuple(int(part) for part in text.replace(",", " ").split())
    except ValueError:
        days = (0,)
    if not all(1 <= day <= 60 for day in days):
        raise SettingsError(f"{name.upper()} is '{text}'; it must be numbers of days from 1 to 60, such as '7, 1'.")
    return days


def _councils(text: str) -> frozenset[str]:
    """'926, 935' as codes of three figures; none for 'all'."""
    codes = text.replace(",", " ").split()
    if [code.lower() for code in codes] == ["all"]:
        return frozenset()
    if not codes or not all(len(code) == 3 and code.isascii() and code.isdigit() for code in codes):
        raise SettingsError(
            f"OFFERED_COUNCILS is '{text}'; it must be codes of three figures, such as '926, 935', or 'all'."
        )
    return frozenset(codes)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _replaced(settings: Settings, **changes: Any) -> Settings:
    return Settings(
        **{known.name: changes.get(known.name, getattr(settings, known.name)) for known in fields(Settings)}
    )


def _kept_secret() -> str:
    """One secret for this checkout, made at the first start and readable by its owner alone."""
    path = INSTANCE / "secret_key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        INSTANCE.mkdir(exist_ok=True)
    fresh = INSTANCE / f"secret_key.{os.getpid()}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    # Two processes may start at once: the first link wins, and nobody reads a half-written file.
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
    return path.read_text().strip()


def _full_database_url(url: str) -> str:
    """SQLite paths are meant from the checkout; PostgreSQL is spoken to through psycopg 3."""
    if url.startswith("sqlite:///") and not url.startswith("sqlite:////") and url != "sqlite:///:memory:":
        path = ROOT / url.removeprefix("sqlite:///")
        path.parent.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{path}"
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url

"""Joins everything; nothing imports it but `wsgi.py` and the tests."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from wsgiref.headers import Headers

import click
from flask import Blueprint, Flask
from flask.cli import AppGroup
from govuk_frontend_wtf.main import WTFormsHelpers
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from config import ROOT, Settings
from rose_training import jobs
from rose_training.database import db, engine_options, migrate, prepare
from rose_training.domain.offers import OfferRules
from rose_training.jobs.postman import mail
from rose_training.services.offers import RULES
from rose_training.web import (
    completions,
    errors,
    filters,
    guards,
    helplines,
    mail_banner,
    navigation,
    numbers,
    packs,
    requests,
    security,
    site,
)

ACTORS = ("public", "account", "school", "my", "facilitator", "office")


def create_app(settings: Settings | None = None) -> Flask:
    """The site, ready to serve. Raises `config.SettingsError` when a setting is missing or wrong."""
    settings = settings or Settings.read()
    app = Flask("rose_training", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.config.update(settings.for_flask())
    app.extensions["settings"] = settings
    _serve_assets(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    _open_database(app)
    mail.init_app(app)
    _dress_templates(app)
    requests.observe(app)
    security.secure(app, settings)
    guards.guard(app)
    numbers.register(app)
    _add_pages(app)
    navigation.register(app)
    errors.register(app)
    _add_commands(app)
    return app


def _serve_assets(app: Flask) -> None:
    """Built files go out compressed and for a year, before the application is asked."""
    built = Path(app.static_folder or "") / "dist"
    if not built.is_dir():
        return

    def add_headers(headers: Headers, _path: str, _url: str) -> None:
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"

    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=built,
        prefix=f"{app.static_url_path}/dist",
        max_age=app.config["SEND_FILE_MAX_AGE_DEFAULT"],
        allow_all_origins=False,
        add_headers_function=add_headers,
    )


def _open_database(app: Flask) -> None:
    settings: Settings = app.extensions["settings"]
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(app.config["SQLALCHEMY_DATABASE_URI"]) | {
        # Services read no settings: the rules of the reserve list come to them with the database.
        "execution_options": {RULES: _offer_rules(settings)}
    }
    db.init_app(app)
    migrate.init_app(app)
    with app.app_context():
        prepare(db.engine)


def _offer_rules(settings: Settings) -> OfferRules:
    return OfferRules(
        hours=settings.offer_hours,
        short_hours=settings.offer_hours_late,
        short_within_hours=settings.offer_late_within_hours,
        stop_minutes=settings.offer_stop_minutes,
        organisation_percent=settings.organisation_percent,
    )


def _dress_templates(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_loader = ChoiceLoader(
        [
            app.jinja_loader,  # type: ignore[list-item]
            PrefixLoader(
                {
                    "govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja"),
                    "govuk_frontend_wtf": PackageLoader("govuk_frontend_wtf"),
                }
            ),
        ]
    )
    WTFormsHelpers(app)
    filters.register(app)
    site.register(app)
    helplines.register(app)
    mail_banner.register(app)
    completions.register(app)
    packs.register(app)


def _add_pages(app: Flask) -> None:
    """Import every module of every actor's package, then register the actor's blueprint."""
    for actor in ACTORS:
        package = import_module(f"rose_training.web.{actor}")
        for module in iter_modules(package.__path__):
            import_module(f"rose_training.web.{actor}.{module.name}")
        blueprint: Blueprint = getattr(import_module(f"rose_training.web.{actor}.blueprint"), actor)
        app.register_blueprint(blueprint)


def _add_commands(app: Flask) -> None:
    for module in iter_modules(jobs.__path__):
        command = getattr(import_module(f"rose_training.jobs.{module.name}"), "cli", None)
        if isinstance(command, click.Command | AppGroup):
            app.cli.add_command(command)

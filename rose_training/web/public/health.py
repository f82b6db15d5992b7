"""Two addresses for whoever watches over the site: does it run, and can it work?"""

from functools import cache

from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import Response, current_app, jsonify

from rose_training.clock import now
from rose_training.database import db
from rose_training.services import readiness
from rose_training.web.guards import open_to_all
from rose_training.web.public.blueprint import public


@public.get("/healthz")
@open_to_all
def healthz() -> Response:
    """This process answers."""
    return _told(jsonify(status="ok"))


@public.get("/readyz")
@open_to_all
def readyz() -> Response:
    """The database answers, is at the latest migration, and a worker was seen in the last minute; 503 if not."""
    parts = readiness.parts(db.session(), newest_migrations=_newest_migrations(current_app.root_path), at=now())
    ready = all(parts.values())
    response = jsonify(status="ready" if ready else "not ready", parts=parts)
    response.status_code = 200 if ready else 503
    return _told(response)


@cache
def _newest_migrations(root: str) -> frozenset[str]:
    """The latest migrations that this code brings, read once for each process."""
    config = Config()
    config.set_main_option("script_location", f"{root}/migrations")
    return frozenset(ScriptDirectory.from_config(config).get_heads())


def _told(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response

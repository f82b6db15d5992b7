"""How Alembic finds the database and the tables: through the application that runs the command."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from rose_training.models.base import UtcDateTime

migrating = current_app.extensions["migrate"]
metadata = migrating.db.metadata


def written(kind: str, value: Any, _autogen: Any) -> str | bool:
    """In a migration a moment is the database's own type: migrations must not follow our code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(value, UtcDateTime) else False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=written,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    context.configure(url=str(migrating.db.engine.url), target_metadata=metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    with migrating.db.engine.connect() as connection:
        run(connection)
        connection.commit()

"""How long a search takes among 50,000 schools: while somebody types, when they search, and when they have mistyped.

    .venv/bin/python -m benchmarks.school_search [--rows 50000] [--database postgresql://...]

The yardstick is one look-up by URN in the same run, so that the ratio says something on any machine.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.orm import Session

from benchmarks.school_import import write_extract
from rose_training.adapters.gias import read_register
from rose_training.clock import now
from rose_training.database import prepare
from rose_training.domain.actors import Actor
from rose_training.domain.register import RegisterRow
from rose_training.models.organisations import Organisation
from rose_training.models.schema import metadata
from rose_training.services.organisation_search import find_schools, suggest
from rose_training.services.school_register import import_register

TYPED = (
    "he",
    "hea",
    "heart",
    "heartsease",
    "heartsease prim",
    "st mary",
    "st marys dereham",
    "nr7",
    "nr7 9ue",
    "thorpe",
)
SEARCHED = ("heartsease primary", "saint marys dereham", "norwich", "926/2069", "nr7 9ue")
MISTYPED = ("hartseese", "deram neatherd")
DATABASE = "rose_bench_school_search"


def middle(work: Callable[[], object], times: int = 7) -> float:
    """The middle one of several measurements, in seconds."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def measure(url: str, extract: Path) -> None:
    """Fill a database with the extract and print what each kind of search takes."""
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        prepare(engine)
    metadata.create_all(engine)
    with Session(engine) as session:
        session.connection(execution_options={"writes": True})
        rows = [row for row in read_register(extract) if isinstance(row, RegisterRow)]
        import_register(session, rows, by=Actor.system("benchmark"), at=now())
        session.commit()
        session.execute(text("ANALYZE"))
        session.commit()
        one = select(Organisation.name).where(Organisation.urn == "200500")
        yardstick = middle(lambda: session.execute(one).all(), 51)
        print(f"{engine.dialect.name}, {len(rows):,} schools; yardstick, one look-up by URN: {yardstick * 1000:.2f} ms")
        for what, queries, ask in (
            ("as you type", TYPED, lambda query: suggest(session, query, councils={"926"})),
            ("search", SEARCHED, lambda query: find_schools(session, query, councils={"926"})),
            ("mistyped", MISTYPED, lambda query: find_schools(session, query, councils={"926"})),
        ):
            taken = [middle(lambda ask=ask, query=query: ask(query), 5) for query in queries]  # type: ignore[misc]
            worst, usual = max(taken), statistics.median(taken)
            slowest = queries[taken.index(worst)]
            print(
                f"  {what}: {usual * 1000:.0f} ms ({usual / yardstick:.0f} times), slowest “{slowest}”"
                f" {worst * 1000:.0f} ms ({worst / yardstick:.0f} times)"
            )
    engine.dispose()


def main() -> None:
    """Measure on SQLite, and on PostgreSQL where an address is given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--database", help="a PostgreSQL server; a database of its own is made and dropped")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        extract = Path(folder) / "schools.csv"
        write_extract(extract, asked.rows)
        measure(f"sqlite:///{folder}/schools.db", extract)
        if asked.database:
            server = make_url(asked.database).set(drivername="postgresql+psycopg")
            admin = create_engine(server, isolation_level="AUTOCOMMIT")
            with admin.connect() as connection:
                connection.execute(text(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)"))
                connection.execute(text(f"CREATE DATABASE {DATABASE}"))
            try:
                measure(server.set(database=DATABASE).render_as_string(hide_password=False), extract)
            finally:
                with admin.connect() as connection:
                    connection.execute(text(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)"))
                admin.dispose()


if __name__ == "__main__":
    main()

"""How long the office waits for its lists of people with 10,000 registrations, of one session and of all.

    .venv/bin/python -m benchmarks.office_people [--registrations 1000 10000] [--rounds 10]

The worst case: half of them are for one session to come, with places and a reserve list, and half for one that
is over. Their pages show a page of each list. The yardstick is a bare Flask page in the same process in the same run. A
second figure says how much longer each page takes for having ten times the registrations behind it.
"""

import argparse
import tempfile
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import create_engine, insert, select
from sqlalchemy.orm import Session

from benchmarks.bare import app as bare_app
from benchmarks.impact import quickest
from benchmarks.office import signed_in
from rose_training.clock import now
from rose_training.database import prepare
from rose_training.domain.attendance import Mark
from rose_training.domain.permissions import Role
from rose_training.domain.registrations import RegistrationState
from rose_training.domain.sessions import SessionState
from rose_training.models.attendance import AttendanceMark
from rose_training.models.people import Person
from rose_training.models.registrations import Registration
from rose_training.models.schema import metadata
from tests.factories import LONG_AGO, make_person, make_session


def main() -> None:
    """Measure each page at each size and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--registrations", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--rounds", type=int, default=10)
    asked = parser.parse_args()
    bare = bare_app.test_client()
    hello = quickest(asked.rounds * 20, lambda: bare.get("/")).processor
    first: dict[str, float] = {}
    for number in asked.registrations:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{Path(folder) / 'bench.db'}"
            pages = fill(url, number)
            client = signed_in(url)
            for name, address in pages.items():
                if client.get(address).status_code != 200:
                    raise RuntimeError(f"{address} did not answer")
                taken = quickest(asked.rounds, partial(client.get, address)).processor
                growth = f"; {taken / first[name]:.1f} times as long as with the fewest" if name in first else ""
                first.setdefault(name, taken)
                print(
                    f"{name}, {number:,} registrations: {taken * 1000:.0f} ms of the processor, "
                    f"{hello / taken:.4f} of a bare Flask page{growth}"
                )


def fill(url: str, number: int) -> dict[str, str]:
    """So many registrations of as many people; the addresses of the pages that list them, by what they are."""
    engine = create_engine(url)
    prepare(engine)
    metadata.create_all(engine)
    with Session(engine) as session:
        session.connection(execution_options={"writes": True})
        make_person(session, Role.COORDINATOR)
        later, earlier = now() + timedelta(days=30), now() - timedelta(days=30)
        ahead = make_session(session, starts_at=later, capacity=number // 4)
        over = make_session(session, starts_at=earlier, capacity=number, state=SessionState.DELIVERED)
        last = number // 4 // 50
        pages = {
            "session to come": f"/office/sessions/{ahead.reference}/places",
            "its last page": f"/office/sessions/{ahead.reference}/places?placed={last}&reserve={last}",
            "session that is over": f"/office/sessions/{over.reference}/places",
            "what became of it": f"/office/sessions/{over.reference}/afterwards",
            "all sessions": "/office/sessions",
            "all people": "/office/people",
        }
        session.execute(insert(Person), [_person(each) for each in range(number)])
        ids = session.scalars(select(Person.id).where(Person.reference.like("PER-B%")).order_by(Person.id)).all()
        confirmed, reserve = RegistrationState.CONFIRMED, RegistrationState.RESERVE
        states = [(ahead.id, confirmed), (ahead.id, reserve), (over.id, confirmed), (over.id, confirmed)]
        session.execute(insert(Registration), [_registration(one, *states[one % 4]) for one in ids])
        came = session.scalars(select(Registration.id).where(Registration.session_id == over.id))
        session.execute(insert(AttendanceMark), [_mark(over.id, each) for each in came])
        session.commit()
    engine.dispose()
    return pages


def _person(each: int) -> dict[str, object]:
    email = f"person{each}@agency.example"
    return {"reference": f"PER-B{each}", "name": f"Person {each}", "email": email, "created_at": LONG_AGO}


def _registration(person_id: int, session_id: int, state: RegistrationState) -> dict[str, object]:
    return {
        "reference": f"REG-{person_id}",
        "session_id": session_id,
        "person_id": person_id,
        "name": f"Person {person_id}",
        "email": f"person{person_id}@agency.example",
        "state": state,
        "registered_at": LONG_AGO,
        "queued_at": LONG_AGO,
        "confirmed_at": LONG_AGO if state is RegistrationState.CONFIRMED else None,
        "calendar_uid": f"{person_id}@rose-training.example",
    }


def _mark(session_id: int, registration_id: int) -> dict[str, object]:
    return {
        "session_id": session_id,
        "registration_id": registration_id,
        "mark": Mark.PRESENT,
        "marked_at": now(),
        "marked_by": "Benchmark",
    }


if __name__ == "__main__":
    main()

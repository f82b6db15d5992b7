"""`python -m tests.support.postgres`: exit status 0 when a PostgreSQL for tests answers."""

import os
import sys

import psycopg

if __name__ == "__main__":
    address = os.environ.get("TEST_POSTGRES_URL", "postgresql://127.0.0.1:5432/postgres")
    try:
        psycopg.connect(address.replace("+psycopg", ""), connect_timeout=3).close()
    except psycopg.OperationalError:
        sys.exit(1)

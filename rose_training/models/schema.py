"""Every table, in one import: for migrations, tests and the database layer."""

from rose_training.models import (  # noqa: F401  (imported so that the metadata knows them)
    attendance,
    booking_wishes,
    bookings,
    bounces,
    calendar,
    certificates,
    checklists,
    counter_offers,
    evaluations,
    facilitators,
    feeds,
    history,
    impact,
    intakes,
    merges,
    next_dates,
    organisations,
    outbox,
    parties,
    people,
    programme,
    registrations,
    series,
    sessions,
    site,
    surveys,
    triggers,
    wording,
)
from rose_training.models.base import Base

metadata = Base.metadata
triggers.attach(metadata)

"""What the office has seen of the checks of the invented facilitators."""

from datetime import timedelta

from rose_training.jobs.demonstration.world import World
from rose_training.models.facilitators import VettingRecord

YEAR = timedelta(days=365)


def record(world: World) -> None:
    """Checks and training that count for the whole of the demonstration; one training is due for renewal soon."""
    today = world.now.date()
    for number, facilitator in enumerate(world.facilitators):
        reviewed = today - YEAR - number * timedelta(days=41)
        world.session.add(
            VettingRecord(
                facilitator_id=facilitator.id,
                enhanced_dbs=True,
                barred_list=True,
                issued_on=reviewed - 3 * YEAR,
                reviewed_on=reviewed,
                update_service=number != 1,
                review_due=reviewed + 3 * YEAR,
                trained_on=reviewed + timedelta(days=12),
                training_until=reviewed + timedelta(days=12) + 3 * YEAR,
                safer_recruitment_on=reviewed - 3 * YEAR - timedelta(days=20),
                induction_on=reviewed - 3 * YEAR + timedelta(days=14),
                changed_at=world.now,
            )
        )
    world.session.flush()

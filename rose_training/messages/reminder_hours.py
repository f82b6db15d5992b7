"""Whether a reminder that was queued some time ago still says what is so."""

from datetime import datetime

from rose_training.clock import now
from rose_training.models.outbox import OutboxMessage
from rose_training.models.sessions import TrainingSession


def still_fits(message: OutboxMessage, training: TrainingSession) -> bool:
    """Whether the session still starts when the reminder was meant for, and the reminder is still of use."""
    meant_for, useful_until = message.payload.get("starts_at"), message.payload.get("useful_until")
    return training.starts_at.isoformat() == meant_for and now() < datetime.fromisoformat(str(useful_until))

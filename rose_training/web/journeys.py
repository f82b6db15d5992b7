"""How fast our facilitators get about, as the settings say."""

from datetime import timedelta

from flask import current_app

from rose_training.domain.travel import Pace


def pace() -> Pace:
    """Speed, winding roads and margin."""
    settings = current_app.extensions["settings"]
    return Pace(
        kmh=settings.travel_kmh,
        winding=settings.travel_winding_percent / 100,
        margin=timedelta(minutes=settings.travel_margin_minutes),
    )

"""Professionals, their credits and their services."""

from studio.models.professionals import FIRST_YEAR, LAST_YEAR, Credit, Professional
from studio.models.services import DAY_MINUTES, HOUR_MINUTES, MOST_DAYS, STEP_MINUTES, Service

__all__ = [
    "DAY_MINUTES",
    "FIRST_YEAR",
    "HOUR_MINUTES",
    "LAST_YEAR",
    "MOST_DAYS",
    "STEP_MINUTES",
    "Credit",
    "Professional",
    "Service",
]

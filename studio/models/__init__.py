"""Professionals, their credits, rooms, services and hours."""

from studio.models.hours import Hours
from studio.models.professionals import FIRST_YEAR, LAST_YEAR, Credit, Professional
from studio.models.rooms import Room
from studio.models.samples import SAMPLE_TITLE_MAX, Sample
from studio.models.services import DAY_MINUTES, HOUR_MINUTES, MOST_DAYS, STEP_MINUTES, Service
from studio.models.sessions import Lapse, Session, SessionEvent
from studio.models.splits import NAME_MAX, SPLIT_LINK_DAYS, WHOLE, Split
from studio.models.tips import Tip
from studio.models.work import COMMENT_MAX, NOTE_MAX, TITLE_MAX, Mix, MixComment, SessionFile

__all__ = [
    "COMMENT_MAX",
    "DAY_MINUTES",
    "FIRST_YEAR",
    "HOUR_MINUTES",
    "LAST_YEAR",
    "MOST_DAYS",
    "NAME_MAX",
    "NOTE_MAX",
    "SAMPLE_TITLE_MAX",
    "SPLIT_LINK_DAYS",
    "STEP_MINUTES",
    "TITLE_MAX",
    "WHOLE",
    "Credit",
    "Hours",
    "Lapse",
    "Mix",
    "MixComment",
    "Professional",
    "Room",
    "Sample",
    "Service",
    "Session",
    "SessionEvent",
    "SessionFile",
    "Split",
    "Tip",
]

"""Professionals, their credits, rooms, services and hours."""

from studio.models.changes import SessionChange
from studio.models.hours import Hours
from studio.models.professionals import FIRST_YEAR, LAST_YEAR, Credit, Professional
from studio.models.projects import (
    LINK_LABEL_MAX,
    PROJECT_NAME_MAX,
    PROJECT_NOTES_MAX,
    Project,
    ProjectFile,
    ProjectLink,
)
from studio.models.rooms import Room
from studio.models.samples import SAMPLE_TITLE_MAX, Sample
from studio.models.services import DAY_MINUTES, HOUR_MINUTES, MOST_DAYS, STEP_MINUTES, Service
from studio.models.sessions import Lapse, Session, SessionEvent
from studio.models.splits import NAME_MAX, SPLIT_LINK_DAYS, Split
from studio.models.tips import Tip
from studio.models.work import COMMENT_MAX, NOTE_MAX, TITLE_MAX, Mix, MixComment, SessionFile

__all__ = [
    "COMMENT_MAX",
    "DAY_MINUTES",
    "FIRST_YEAR",
    "HOUR_MINUTES",
    "LAST_YEAR",
    "LINK_LABEL_MAX",
    "MOST_DAYS",
    "NAME_MAX",
    "NOTE_MAX",
    "PROJECT_NAME_MAX",
    "PROJECT_NOTES_MAX",
    "SAMPLE_TITLE_MAX",
    "SPLIT_LINK_DAYS",
    "STEP_MINUTES",
    "TITLE_MAX",
    "Credit",
    "Hours",
    "Lapse",
    "Mix",
    "MixComment",
    "Professional",
    "Project",
    "ProjectFile",
    "ProjectLink",
    "Room",
    "Sample",
    "Service",
    "Session",
    "SessionChange",
    "SessionEvent",
    "SessionFile",
    "Split",
    "Tip",
]

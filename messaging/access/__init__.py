"""Who may read and write in which thread: decided from roles as they are now, never stored."""

from messaging.access.files import may_send_file, rights_to_attachment
from messaging.access.steps import Step, steps_of
from messaging.access.threads import (
    get_thread_for,
    people_of,
    readable_by,
    refusal_to_write,
    require_may_write,
    speakers_of,
)

__all__ = [
    "Step",
    "get_thread_for",
    "may_send_file",
    "people_of",
    "readable_by",
    "refusal_to_write",
    "require_may_write",
    "rights_to_attachment",
    "speakers_of",
    "steps_of",
]

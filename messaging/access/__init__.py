"""Who may read and write in which thread: decided from roles as they are now, never stored."""

from messaging.access.files import may_send_file, rights_to_attachment
from messaging.access.threads import (
    get_thread_for,
    may_write,
    people_of,
    readable_by,
    require_may_write,
    speakers_of,
)

__all__ = [
    "get_thread_for",
    "may_send_file",
    "may_write",
    "people_of",
    "readable_by",
    "require_may_write",
    "rights_to_attachment",
    "speakers_of",
]

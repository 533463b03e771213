"""Who may read and write in which thread: decided from roles as they are now, never stored."""

from messaging.access.files import may_send_file, rights_in, rights_to_attachment
from messaging.access.messages import get_own_message_for, get_reportable_message_for
from messaging.access.people import Reader, others_in, people_of, readers_of, shows_name
from messaging.access.receipts import receipts_in
from messaging.access.steps import Step, steps_of
from messaging.access.thread_views import Participant, ThreadView, thread_view, thread_views
from messaging.access.threads import (
    bands_read_by,
    get_thread_for,
    may_write,
    readable_by,
    refusal_to_write,
    require_may_write,
    speakers_of,
)

__all__ = [
    "Participant",
    "Reader",
    "Step",
    "ThreadView",
    "bands_read_by",
    "get_own_message_for",
    "get_reportable_message_for",
    "get_thread_for",
    "may_send_file",
    "may_write",
    "others_in",
    "people_of",
    "readable_by",
    "readers_of",
    "receipts_in",
    "refusal_to_write",
    "require_may_write",
    "rights_in",
    "rights_to_attachment",
    "shows_name",
    "speakers_of",
    "steps_of",
    "thread_view",
    "thread_views",
]

from messaging.views.enquiries import enquiry_new, thread_block
from messaging.views.lists import badge, reading, thread_list, token
from messaging.views.messages import message_delete, message_edit
from messaging.views.reports import message_report
from messaging.views.threads import (
    thread,
    thread_beside,
    thread_files,
    thread_part,
    thread_put_away,
    thread_read,
    thread_token,
    thread_typing,
)

__all__ = [
    "badge",
    "enquiry_new",
    "message_delete",
    "message_edit",
    "message_report",
    "reading",
    "thread",
    "thread_beside",
    "thread_block",
    "thread_files",
    "thread_list",
    "thread_part",
    "thread_put_away",
    "thread_read",
    "thread_token",
    "thread_typing",
    "token",
]

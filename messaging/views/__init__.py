from messaging.views.lists import badge, reading, thread_list, token
from messaging.views.messages import message_delete, message_edit
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
    "message_delete",
    "message_edit",
    "reading",
    "thread",
    "thread_beside",
    "thread_files",
    "thread_list",
    "thread_part",
    "thread_put_away",
    "thread_read",
    "thread_token",
    "thread_typing",
    "token",
]

"""Pages of a professional's own people. The public page is in `discovery`."""

from studio.views.booking import book, book_details, book_review, book_time
from studio.views.credits import credit_edit, credit_remove, credits
from studio.views.disputes import session_case, session_report, session_settle
from studio.views.hours import hours, hours_edit, hours_end, hours_events, hours_new
from studio.views.professionals import professional_edit, professional_new
from studio.views.rooms import room_edit, room_retire, rooms
from studio.views.samples import sample_edit, sample_move, sample_remove, samples
from studio.views.services import service_edit, service_new, service_retire, services
from studio.views.sessions import session, session_call, session_do, sessions
from studio.views.statistics import spending, spending_csv, statistics, statistics_csv
from studio.views.work import (
    comment_answer,
    comment_do,
    mix,
    session_file_remove,
    session_files,
    session_folder,
    session_heard,
    session_mix_new,
)

__all__ = [
    "book",
    "book_details",
    "book_review",
    "book_time",
    "comment_answer",
    "comment_do",
    "credit_edit",
    "credit_remove",
    "credits",
    "hours",
    "hours_edit",
    "hours_end",
    "hours_events",
    "hours_new",
    "mix",
    "professional_edit",
    "professional_new",
    "room_edit",
    "room_retire",
    "rooms",
    "sample_edit",
    "sample_move",
    "sample_remove",
    "samples",
    "service_edit",
    "service_new",
    "service_retire",
    "services",
    "session",
    "session_call",
    "session_case",
    "session_do",
    "session_file_remove",
    "session_files",
    "session_folder",
    "session_heard",
    "session_mix_new",
    "session_report",
    "session_settle",
    "sessions",
    "spending",
    "spending_csv",
    "statistics",
    "statistics_csv",
]

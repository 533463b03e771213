from media.views.files import file
from media.views.preparing import preparing
from media.views.sent import sent_file

__all__ = ["file", "preparing", "sent_file"]

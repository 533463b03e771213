from media.views.files import file
from media.views.preparing import preparing

__all__ = ["file", "preparing"]

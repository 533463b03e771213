"""How availability says no."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from web.errors import Refusal


@dataclass(frozen=True)
class Conflict:
    """Time that is promised already. `title` is what its own calendar calls it: who may read it, the caller decides.

    `is_set`: another set of the same occasion, where the promises themselves may overlap.
    """

    calendar_id: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    title: str = ""
    is_set: bool = False


class Taken(Refusal):
    """Somebody or something wanted is promised elsewhere at that time; `conflicts` says where."""

    slug = "taken"
    title = _("This time is already taken")

    def __init__(self, conflicts: list[Conflict], detail="", **extra):
        self.conflicts = conflicts
        super().__init__(detail, **extra)


class Busy(Refusal):
    """Others are writing to the same calendars right now; nothing was changed, and trying again is right."""

    slug = "busy"
    title = _("Someone else is changing this calendar. Please try again.")


class Gone(Refusal):
    """What was to be changed was taken back meanwhile, on another page or device; nothing was written."""

    slug = "gone"
    title = _("This has been removed. Please check your calendar.")

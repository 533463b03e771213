"""Who acts, through which channel, and when."""

import datetime as dt
from dataclasses import dataclass
from typing import Self

from django.utils.timezone import now

from accounts.models import User
from engagements.states import Channel


@dataclass
class Doing:
    """One action of one person; of the clock where there is no user."""

    user: User | None
    channel: Channel
    at: dt.datetime

    @classmethod
    def begin(cls, user: User | None, channel: Channel, at: dt.datetime | None = None) -> Self:
        """`at` is the clock: now, unless the demo or a test passes another."""
        return cls(user, channel, at or now())

    @property
    def person(self) -> User:
        """Who acts, in actions that the clock never takes."""
        assert self.user is not None  # noqa: S101 — such an action begins with its `acting_user`
        return self.user

"""What professionals do, how it is booked and paid, and what becomes of a session."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Discipline(models.TextChoices):
    RECORDING = "recording", _("Recording")
    MIXING = "mixing", _("Mixing")
    MASTERING = "mastering", _("Mastering")
    PRODUCTION = "production", _("Production")
    EDITING = "editing", _("Editing and tuning")
    ARRANGEMENT = "arrangement", _("Arrangement")
    SONGWRITING = "songwriting", _("Songwriting")
    INSTRUMENTS = "instruments", _("Session musician")
    VOCALS = "vocals", _("Session vocals")
    ROOM = "room", _("Room hire")


class ServiceMode(models.TextChoices):
    INSTANT = "instant", _("At once")
    REQUEST = "request", _("On request")


class RateKind(models.TextChoices):
    HOUR = "hour", _("By the hour")
    DAY = "day", _("By the day")
    FIXED = "fixed", _("Fixed price")


class Reason(StrEnum):
    """Why a service cannot be booked for some time."""

    WRONG_LENGTH = "wrong_length"
    TOO_SOON = "too_soon"
    OUTSIDE_HOURS = "outside_hours"
    TAKEN = "taken"


class SessionState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    APPROVED = "approved", _("To be paid")
    CONFIRMED = "confirmed", _("Booked")
    IN_PROGRESS = "in_progress", _("In progress")
    DELIVERED = "delivered", _("Delivered")
    COMPLETED = "completed", _("Completed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Not paid in time")
    CANCELLED = "cancelled", _("Cancelled")
    DISPUTED = "disputed", _("In dispute")


SESSION_TRANSITIONS = {
    SessionState.REQUESTED: {
        SessionState.APPROVED,
        SessionState.DECLINED,
        SessionState.WITHDRAWN,
        SessionState.EXPIRED,
        SessionState.CANCELLED,
    },
    SessionState.APPROVED: {
        SessionState.CONFIRMED,
        SessionState.WITHDRAWN,
        SessionState.EXPIRED,
        SessionState.CANCELLED,
    },
    SessionState.CONFIRMED: {SessionState.IN_PROGRESS, SessionState.CANCELLED, SessionState.DISPUTED},
    SessionState.IN_PROGRESS: {
        SessionState.DELIVERED,
        SessionState.COMPLETED,
        SessionState.CANCELLED,
        SessionState.DISPUTED,
    },
    SessionState.DELIVERED: {SessionState.IN_PROGRESS, SessionState.COMPLETED, SessionState.DISPUTED},
    SessionState.EXPIRED: {SessionState.CONFIRMED},
    SessionState.DISPUTED: {SessionState.COMPLETED, SessionState.CANCELLED},
    SessionState.COMPLETED: set(),
    SessionState.DECLINED: set(),
    SessionState.WITHDRAWN: set(),
    SessionState.CANCELLED: set(),
}
"""The one table of moves, which the database keeps too. `cancelled` from `requested` and `approved` is what happens
when a side is suspended or closes; EXPIRED is left by a late payment alone, DISPUTED by staff, or by the client who
says that it is done."""
UNDER_WAY = frozenset({SessionState.CONFIRMED, SessionState.IN_PROGRESS, SessionState.DELIVERED})
"""Paid, and not done yet."""
NEVER_BEGUN = frozenset({SessionState.DECLINED, SessionState.WITHDRAWN, SessionState.EXPIRED})
"""Nothing came of them."""
CALLED = UNDER_WAY | {SessionState.DISPUTED}
"""Both sides know where to call."""
DONE_BY = ("completed", "settled")
"""The events of its history by which a session that is completed became so."""
OPEN_SESSIONS = frozenset({SessionState.REQUESTED, SessionState.APPROVED})
"""They wait for somebody: an answer, or the payment."""
HELD_SESSIONS = frozenset({SessionState.CONFIRMED, SessionState.IN_PROGRESS})
"""Paid, and the time is theirs: their claims stand without an end."""


class Folder(models.TextChoices):
    """Where the files of a session are kept."""

    REFERENCES = "references", _("References")
    STEMS = "stems", _("Stems")
    MIXES = "mixes", _("Mixes")
    MASTERS = "masters", _("Masters")
    DOCUMENTS = "documents", _("Documents")


class Side(models.TextChoices):
    """Whose people did something in a session."""

    CLIENT = "client", _("Client")
    PROFESSIONAL = "professional", _("Professional")


PAID_FOR = frozenset({Folder.STEMS, Folder.MIXES, Folder.MASTERS})
"""What the professional puts here is the work: the client gets the originals once they have accepted it."""
FOLDERS_OF = {
    Side.CLIENT: (Folder.REFERENCES, Folder.STEMS, Folder.DOCUMENTS),
    Side.PROFESSIONAL: tuple(Folder),
}
"""Where each side may add files."""
TAKES_FILES = {
    Side.CLIENT: frozenset({
        SessionState.REQUESTED, SessionState.APPROVED, SessionState.CONFIRMED, SessionState.IN_PROGRESS,
        SessionState.DELIVERED, SessionState.DISPUTED,
    }),
    Side.PROFESSIONAL: frozenset({
        SessionState.CONFIRMED, SessionState.IN_PROGRESS, SessionState.DELIVERED, SessionState.DISPUTED,
        SessionState.COMPLETED,
    }),
}  # fmt: skip
"""In which states a side may add files."""
LOSES_FILES = frozenset({
    SessionState.REQUESTED, SessionState.APPROVED, SessionState.CONFIRMED, SessionState.IN_PROGRESS,
})  # fmt: skip
"""In which states files may be taken away. What was delivered is what the client accepts or has accepted, and in a
dispute everything is evidence."""


class ProblemKind(models.TextChoices):
    """What went wrong with a session."""

    NO_SHOW = "no_show", _("No-show")
    WORK = "work", _("The work isn’t as agreed")
    OTHER = "other", _("Something else")


class ChangeKind(models.TextChoices):
    """What somebody proposes about a session."""

    TERMS = "terms", _("Counter-offer")
    MOVE = "move", _("New time")
    EXTENSION = "extension", _("More time")
    REVISION = "revision", _("Another revision")


class ChangeState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    TO_PAY = "to_pay", _("To be paid")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Not answered or paid in time")
    ENDED = "ended", _("Replaced")


CHANGE_TRANSITIONS = {
    ChangeState.PROPOSED: {
        ChangeState.TO_PAY,
        ChangeState.AGREED,
        ChangeState.DECLINED,
        ChangeState.WITHDRAWN,
        ChangeState.EXPIRED,
        ChangeState.ENDED,
    },
    ChangeState.TO_PAY: {ChangeState.AGREED, ChangeState.WITHDRAWN, ChangeState.EXPIRED, ChangeState.ENDED},
    ChangeState.EXPIRED: {ChangeState.AGREED},
    ChangeState.AGREED: set(),
    ChangeState.DECLINED: set(),
    ChangeState.WITHDRAWN: set(),
    ChangeState.ENDED: set(),
}
"""The table of moves of a change, which the database keeps too. EXPIRED is left by a late payment alone; ENDED is what
becomes of a change when its session goes on without it."""
OPEN_CHANGES = frozenset({ChangeState.PROPOSED, ChangeState.TO_PAY})
"""They wait for somebody; a session has one of them at most."""


class SplitKind(models.TextChoices):
    """What a payee gets: a percentage (in basis points), or an amount (in minor units)."""

    PERCENT = "percent", _("Percentage")
    AMOUNT = "amount", _("Amount")


class SplitState(models.TextChoices):
    OFFERED = "offered", _("Awaiting answer")
    ACCEPTED = "accepted", pgettext_lazy("a split", "Accepted")
    DECLINED = "declined", _("Declined")
    ENDED = "ended", _("Ended")


SPLIT_TRANSITIONS = {
    SplitState.OFFERED: {SplitState.ACCEPTED, SplitState.DECLINED, SplitState.ENDED},
    SplitState.ACCEPTED: {SplitState.ENDED},
    SplitState.DECLINED: set(),
    SplitState.ENDED: set(),
}
OPEN_SPLITS = frozenset({SplitState.OFFERED, SplitState.ACCEPTED})
"""They count towards the whole: nobody can offer more than that."""

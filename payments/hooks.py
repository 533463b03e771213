"""Where apps above payments take part in what happens to payments: see `web.hooks`."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

from accounts.models import User
from payments.models import Payment
from payments.states import PaymentState
from web.hooks import Hook


class Subject(NamedTuple):
    """What a payment is for: its title in the reader's language, the path of its page, and when it takes place.

    `otherwise`: what happens if it is not paid in time, where that was agreed.
    """

    title: str
    path: str
    at: dt.datetime | None = None
    otherwise: str = ""


lock_subject: Hook[[Collection[UUID]], None] = Hook("payments are about to be locked")
"""Called with ids of payments before these are locked: what is paid for is locked first, as the global order asks."""
payment_changed: Hook[[Payment, PaymentState, User | None], None] = Hook("a payment has another state")
"""With its former state, and who did it; in the transaction of the change, with everything locked."""
may_still_count: Hook[[Payment], bool | None] = Hook("a payment that had expired was paid after all")
"""Whether it counts although it is late; None from an app that it is not for. Without a True it goes back."""
may_be_sent: Hook[[Payment], bool | None] = Hook("what payees are owed of a payment is about to be sent")
"""Whether the work it is for is done; None from an app that it is not for. After a False it waits."""
subjects_of: Hook[[Collection[UUID]], Mapping[UUID, Subject]] = Hook("what payments are for")
"""By the ids of payments; each app answers for its own."""

"""How the disputes about a payment were decided."""

import datetime as dt
from collections.abc import Iterable

from payments.models import Attempt
from payments.states import OPEN_DISPUTES, DisputeState


def lost_at(attempts: Iterable[Attempt]) -> dt.datetime | None:
    """When banks decided for good that what was paid with these attempts goes back to the payer. None without such a
    decision, and while another dispute about them is open. Reads their disputes, one query unless prefetched."""
    disputes = [dispute for attempt in attempts for dispute in attempt.disputes.all()]
    if any(dispute.state in OPEN_DISPUTES for dispute in disputes):
        return None
    ended = [dispute.ended_at for dispute in disputes if dispute.state == DisputeState.LOST and dispute.ended_at]
    return max(ended, default=None)

"""How an action runs: in one transaction, again when its locks did not suffice, never waiting long."""

import functools
from collections.abc import Callable

from accounts.actions.waiting import tell_staff_of_refused
from accounts.errors import NotApproved
from availability.actions import one_touch, retry_serialization
from availability.actions.locks import ATTEMPTS, SetGrew, bounded_transaction
from availability.errors import Busy

__all__ = ["SetGrew", "one_transaction"]


def one_transaction(action: Callable) -> Callable:
    """Run an action in one transaction, at most 3 times: again when the set to lock grew or a deadlock broke it.

    It waits 3 s for a lock, those of the check at commit too, then it is `Busy`. What it touches is touched at its end.
    What is refused because somebody is not approved yet writes nothing but that: staff hear that they wait.
    """

    @functools.wraps(action)
    def run(**arguments):
        for _attempt in range(ATTEMPTS):
            try:
                with bounded_transaction(), one_touch():
                    return action(**arguments)
            except SetGrew:
                continue
            except NotApproved as refusal:
                tell_staff_of_refused(refusal.party_id)
                raise
        raise Busy

    return retry_serialization(run)

"""Which parties everybody may see: the only place that says so."""

from accounts.states import Approval
from web.conditions import one_of, where

PUBLIC_PARTY = where(approval=one_of(Approval.APPROVED), is_listed=one_of(True))
"""Staff have approved it, and it has a page."""

"""Whether somebody who is signed in has proved it just now, for what must not happen on a phone left lying."""

import time

from allauth.account.authentication import get_authentication_records
from django.conf import settings

from web.users import SignedInRequest

LONGEST_AGO = 300


def has_just_signed_in(request: SignedInRequest) -> bool:
    """Whether this browser's user has given a password, a code or a key in the last five minutes.

    allauth's `reauthentication_required` asks those who have a password or a key; it lets through who has neither and
    signs in by code. Use both.
    """
    records = get_authentication_records(request, request.user)
    allowed = getattr(settings, "ACCOUNT_REAUTHENTICATION_TIMEOUT", LONGEST_AGO)
    return bool(records) and time.time() - records[-1]["at"] < allowed

"""Addresses to which people answer by e-mail: `reply+<token>@<domain>`, one for each person in each thread."""

import re
from uuid import UUID

from django.conf import settings

TOKEN = re.compile(r"reply\+([0-9a-f]{32})@(\S+)")


def reply_address(token: UUID) -> str:
    """The address to reply to, if the site receives e-mail (`settings.INBOUND_DOMAIN`)."""
    return f"reply+{token.hex}@{settings.INBOUND_DOMAIN}"


def token_of(address: str) -> UUID | None:
    """The token of such an address, however its letters are written; None for any other."""
    found = TOKEN.fullmatch(address.strip(" <>").lower())
    return UUID(found[1]) if found and found[2] == settings.INBOUND_DOMAIN else None

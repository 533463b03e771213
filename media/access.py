"""Who may follow the work on an upload: whoever was shown it by a page of its owner."""

from uuid import UUID

from django.core import signing
from django.http import Http404

from media.models import KINDS, Kept

SALT = "media.preparing"
TOKEN_SECONDS = 24 * 60 * 60


def preparing_token(kept: Kept) -> str:
    """For a page that may show it: lets the page ask again, for a day."""
    return signing.dumps([kept.folder, kept.pk.hex], salt=SALT)


def get_kept_for(token: str) -> Kept:
    """What a token of ours is about. Raises Http404 when it is none of ours, too old, or the thing is gone."""
    try:
        kind, pk = signing.loads(token, salt=SALT, max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        raise Http404 from None
    kept = KINDS[kind].objects.filter(pk=UUID(pk)).first()
    if kept is None:
        raise Http404
    return kept

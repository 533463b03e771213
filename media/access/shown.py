"""Who may have a file, and who may follow the work on an upload: whoever was shown it by a page of its owner."""

from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.core.cache.backends.locmem import LocMemCache
from django.core.files.storage import default_storage
from django.http import Http404

from media.hooks import may_have
from media.models import KINDS, Kept, Picture

SALT = "media.preparing"
TOKEN_SECONDS = 24 * 60 * 60
STRANGER = AnonymousUser()
near = LocMemCache("media for everybody", {"max_entries": 5000})
NEAR_SECONDS = 0.8
"""So long a process remembers whom a file is for: what is suspended is gone within a second, at one question a second
for each thing, however often its files are asked for."""


def is_for_everybody(name: str) -> bool:
    """Whether strangers may have the file of this name, as its owners said within the last second."""
    kind, folder = name.split("/")[:2]
    known = near.get(f"{kind}/{folder}")
    if known is None:
        known = may_have_file(STRANGER, name)
        near.set(f"{kind}/{folder}", known, NEAR_SECONDS)
    return known


def may_have_file(user: Any, name: str) -> bool:
    """Whether the user may have the file of this name: its owner shows it to everybody, or to them. What was dropped or
    taken away nobody has, though its file may lie in the store still, and whoever has a copy asks whether that is still
    good. What a former version made is in no row, and has no owner that could refuse it."""
    kind, folder = name.split("/")[:2]
    if kind in KINDS:
        is_there = KINDS[kind].objects.filter(pk=UUID(folder)).exclude(files=[]).exists()
        return is_there and may_have(user, KINDS[kind], UUID(folder))
    if not default_storage.exists(name):  # before many rows are looked through
        return False
    drawn = Picture.objects.filter(files__contains=[{"name": name}]).values_list("pk", flat=True).first()
    return drawn is None or may_have(user, Picture, drawn)


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

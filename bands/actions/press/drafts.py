"""The draft of a press kit: begun by the first edit, made public whole, or thrown away whole."""

from typing import Any

from django.db import transaction
from django.utils.timezone import now

from accounts.actions.memberships import lock_led_party
from accounts.actions.parties import raise_version
from accounts.models import Party, User
from bands.errors import DraftChanged, NothingToPublish
from bands.models import PressKit, PressSound
from bands.press.seen import Seen
from media.actions import drop_document, drop_sound
from media.models import Document


@transaction.atomic
def publish_kit(*, acting_user: User, party: Party, seen: str = "") -> PressKit:
    """Make the draft what everybody sees; what it replaces is gone, with the files that nobody needs any more.

    `seen` is the draft's `edition_seen` as the acting user looked at it. Locks the party and raises its version, so
    that no cached page outlives it. Raises PermissionDenied; `DraftChanged` where somebody has written since;
    `NothingToPublish` without a draft.
    """
    draft = _locked_draft(acting_user, party)
    if seen and seen != draft.edition_seen:
        raise DraftChanged
    public = PressKit.objects.of(party).published().first() or PressKit(party=party, is_draft=False)
    replaced = public.rider_document
    copy_content(draft, public)
    public.changed_at, public.changed_by = now(), acting_user
    public.save()
    draft.delete()
    drop_unused(party, replaced)
    raise_version(party)
    return public


@transaction.atomic
def discard_draft(*, acting_user: User, party: Party) -> None:
    """Forget all that was written since the last time the kit was published. Locks the party.

    Raises PermissionDenied, `NothingToPublish` without a draft.
    """
    draft = _locked_draft(acting_user, party)
    draft.delete()
    drop_unused(party, draft.rider_document)


def open_draft(acting_user: User, party: Party) -> PressKit:
    """The draft, locked with its party until the end of the transaction; begun from what is public where there is none.

    Not yet stored where it is new: `save_draft` does. Raises PermissionDenied.
    """
    lock_led_party(acting_user, party)
    draft = PressKit.objects.of(party).drafts().first()
    if draft is None:
        draft = PressKit(party=party, is_draft=True)
        if public := PressKit.objects.of(party).published().first():
            copy_content(public, draft)
    return draft


def write_on(draft: PressKit, seen: Seen | None, **content: Any) -> None:
    """Put what its writer changed onto a draft that is open; all of it where nobody says what they saw.

    Raises ValidationError by field where somebody else has changed the same since it was seen.
    """
    changes = (seen or Seen()).changes(draft.content(*content), content)
    for field, value in changes.items():
        setattr(draft, field, value)


def save_draft(acting_user: User, draft: PressKit) -> PressKit:
    """Store the draft, and who wrote on it last; what changes nothing leaves it as others have looked at it."""
    if _differs_from_stored(draft):
        draft.changed_at, draft.changed_by = now(), acting_user
        draft.save()
    return draft


def copy_content(source: PressKit, target: PressKit) -> None:
    for field in PressKit.CONTENT:
        setattr(target, field, getattr(source, field))


def drop_unused(party: Party, document: Document | None = None) -> None:
    """Let go of the sounds that neither edition of the party's kit plays, and of this document if neither shows it."""
    editions = list(PressKit.objects.of(party))
    played = {track.sound for kit in editions for track in kit.tracks}
    for own in PressSound.objects.filter(party=party).exclude(sound__in=played).select_related("sound"):
        own.delete()
        drop_sound(acting_user=None, sound=own.sound)
    if document and all(kit.rider_document_id != document.pk for kit in editions):
        drop_document(acting_user=None, document=document)


def _differs_from_stored(draft: PressKit) -> bool:
    stored = PressKit.objects.filter(pk=draft.pk).first()
    return stored is None or stored.content(*PressKit.CONTENT) != draft.content(*PressKit.CONTENT)


def _locked_draft(acting_user: User, party: Party) -> PressKit:
    draft = open_draft(acting_user, party)
    if draft._state.adding:
        raise NothingToPublish
    return draft

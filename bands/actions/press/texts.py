"""What stands in a press kit as running text, and the picture on top."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Party, PartyPhoto, User
from bands.actions.press.drafts import open_draft, save_draft, write_on
from bands.models import PressKit
from bands.press.seen import Seen
from web.texts import clean_text

TEXT_LENGTHS = {
    "bio_short": 600,
    "bio_long": 10_000,
    "lineup": 2_000,
    "rider_text": 20_000,
    "cancellation_terms": 4_000,
    "exact_fees": 4_000,
}


@transaction.atomic
def write_kit(*, acting_user: User, party: Party, seen: Seen | None = None, **fields: Any) -> PressKit:
    """Write on the draft; what is not named stays, and what was not changed since it was `seen`.

    `fields`: hero (one of the party's photos, or None for its first) and those of `TEXT_LENGTHS`. Locks the party.
    Raises PermissionDenied, and ValidationError by field, also where somebody else has changed it since it was seen.
    """
    draft = open_draft(acting_user, party)
    cleaned = {
        field: _hero(party, value) if field == "hero" else _text(field, value) for field, value in fields.items()
    }
    write_on(draft, seen, **cleaned)
    return save_draft(acting_user, draft)


def _hero(party: Party, photo: PartyPhoto | None) -> PartyPhoto | None:
    if photo is not None and photo.party_id != party.pk:
        raise ValidationError({"hero": [_("Choose one of your own photos.")]})
    return photo


def _text(field: str, text: str) -> str:
    """Line ends as one sort, so that a browser that sends others has changed nothing."""
    return clean_text(field, text.replace("\r\n", "\n"), longest=TEXT_LENGTHS[field])

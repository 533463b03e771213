"""What a band keeps for somebody, and lets go of when they leave or may no longer speak for it."""

from collections.abc import Collection

from django.db import transaction
from django.utils.timezone import now

from accounts.models import Party, User
from accounts.queries import is_backed
from bands.models import Ask, AskedMember, KitLink, Share


@transaction.atomic
def forget_member(*, user: User, parties: Collection[Party]) -> None:
    """Ask somebody who has left these bands about their nights no more."""
    AskedMember.objects.filter(user=user, ask__party__in=parties).delete()


def end_links(party: Party) -> None:
    """End the links to nights and to the press kit of those who may no longer issue them. Registered with
    `accounts.hooks.rights_changed`."""
    for model in (Share, KitLink):
        live = model.objects.filter(party=party, revoked_at=None, expires_at__gt=now())
        live.exclude(is_backed()).update(revoked_at=now())


def close_asks(*, parties: Collection[Party]) -> None:
    """Ask nobody about the nights of these bands any more, by whatever link in a mail."""
    Ask.objects.filter(party__in=parties, closed_at=None).update(closed_at=now())

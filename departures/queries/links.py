"""The links in the name of parties that work now: what a suspension or a closing ends."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Count, F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Invite, Party
from bands.models import KitLink, Share
from bookings.models import SpotInvite

LinkCount = tuple[str | Promise, int]
INVITES, SHARES = _("Invite links"), _("Links to free nights")
KIT_LINKS, SPOT_LINKS = _("Private links to the press kit"), _("Links to slots")


def live_links_of_each(parties: Collection[Party], at: dt.datetime) -> dict[Party, list[LinkCount]]:
    """How many links of each kind work for each party at this instant; kinds without any are left out. Four queries."""
    live = Q(revoked_at=None, expires_at__gt=at)
    kinds = [
        (INVITES, "party", Invite.objects.filter(live, uses_count__lt=F("uses_max"))),
        (SHARES, "party", Share.objects.filter(live)),
        (KIT_LINKS, "party", KitLink.objects.filter(live)),
        (SPOT_LINKS, "spot__show__owner", SpotInvite.objects.filter(live, used_at=None)),
    ]
    found: dict[Party, list[LinkCount]] = {party: [] for party in parties}
    for name, owner, links in kinds:
        counts = links.filter(**{f"{owner}__in": parties}).order_by().values_list(owner).annotate(Count("pk"))
        numbers = dict(counts)
        for party in parties:
            if number := numbers.get(party.pk):
                found[party].append((name, number))
    return found

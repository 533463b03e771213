"""What a band keeps for somebody, and lets go of when they leave."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import now

from accounts.models import Membership, Party, User
from bands.models import AskedMember, Share


@transaction.atomic
def forget_member(*, user: User, parties: Collection[Party]) -> None:
    """Ask somebody who has left these bands about their nights no more; where nobody is left, end what was shared."""
    AskedMember.objects.filter(user=user, ask__party__in=parties).delete()
    somebody = Membership.objects.current().filter(party=OuterRef("party"), user__is_active=True)
    shares = Share.objects.filter(~Exists(somebody), party__in=parties, revoked_at=None)
    shares.update(revoked_at=now())

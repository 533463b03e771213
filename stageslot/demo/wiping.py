"""Takes the demo world away: whatever belongs to its parties and people, and nothing else."""

import pgtrigger
from django.db import transaction
from django.db.models import Q

from accounts.models import ApprovalDecision, Party, PartyPhoto, User
from availability.models import Calendar, TimeBlock
from bookings.models import Booking, HistoryEntry, LineupEntry, Show, Spot
from reviews.models import Review
from stageslot.demo.logins import DOMAIN
from venues.models import Stage


@transaction.atomic
def wipe() -> int:
    """How many people went. Shows of real parties stay; demo acts vanish from them."""
    people = User.objects.filter(email__endswith=f"@{DOMAIN}")
    parties = Party.objects.filter(Q(is_demo=True) | Q(memberships__user__in=people)).distinct()
    party_ids = list(parties.values_list("pk", flat=True))
    user_ids = list(people.values_list("pk", flat=True))
    calendar_ids = [
        *people.values_list("calendar", flat=True),
        *parties.values_list("calendar", flat=True),
        *Stage.objects.filter(venue__in=party_ids).values_list("calendar", flat=True),
    ]
    _wipe_shows(party_ids)
    for photo in PartyPhoto.objects.filter(party__in=party_ids):
        photo.image.delete(save=False)
    ApprovalDecision.objects.filter(party__in=party_ids).delete()
    TimeBlock.objects.filter(calendar__in=calendar_ids).delete()
    Party.objects.filter(pk__in=party_ids).delete()
    User.objects.filter(pk__in=user_ids).delete()
    Calendar.objects.filter(pk__in=calendar_ids).delete()
    return len(user_ids)


def _wipe_shows(party_ids: list) -> None:
    """History is append-only for everybody; the demo world is the one thing that may be un-happened."""
    bookings = Booking.objects.filter(Q(act__in=party_ids) | Q(spot__show__owner__in=party_ids))
    shows = Show.objects.filter(owner__in=party_ids)
    Review.objects.filter(booking__in=bookings).delete()
    with pgtrigger.ignore("bookings.HistoryEntry:historyentry_is_append_only"):
        HistoryEntry.objects.filter(Q(booking__in=bookings) | Q(show__in=shows)).delete()
    LineupEntry.objects.filter(booking__in=bookings).delete()
    bookings.delete()
    Spot.objects.filter(show__in=shows).delete()
    shows.delete()

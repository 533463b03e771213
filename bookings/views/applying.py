"""Which of one's acts comes: what an application and the answer to a link have in common."""

from django.http import HttpRequest

from accounts.access import acting_party, my_parties
from accounts.models import Party
from accounts.states import PartyKind


def led_bands(request: HttpRequest) -> list[Party]:
    """The bands in whose name the viewer may apply."""
    return [mine.party for mine in my_parties(request) if mine.is_led and mine.party.kind == PartyKind.BAND]


def led_acts(request: HttpRequest):
    """The same as a queryset, by name."""
    return Party.objects.filter(pk__in=[act.pk for act in led_bands(request)]).order_by("name")


def chosen_act(request: HttpRequest, acts) -> Party | None:
    """The act in the form or the address, else the one acted for, else the first."""
    asked = request.POST.get("act") or request.GET.get("act")
    acting = acting_party(request)
    by_slug = {act.slug: act for act in acts}
    return by_slug.get(asked) or (acting and by_slug.get(acting.slug)) or next(iter(by_slug.values()), None)

"""The heads of public pages, and what they show in the words of https://schema.org."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Party, PartyLink
from stageslot.web.context import find_url
from stageslot.web.meta import PageMeta, absolute
from venues.models import Stage, Venue
from venues.structured import elsewhere, place_of, rating_of


def act_meta(party: Party, links: list[PartyLink]) -> PageMeta:
    """The head of an act's page, a MusicGroup. Reads the city and the genres; no query where those are there."""
    address = reverse("discovery:act", args=[party.slug])
    genres = [genre.name for genre in party.genres.all()]
    group: dict[str, object] = {"@type": "MusicGroup", "@id": absolute(address), "url": absolute(address)}
    group |= {"name": party.name} | elsewhere(links) | _about(party)
    if genres:
        group["genre"] = genres
    if party.city:
        place = {"@type": "PostalAddress", "addressLocality": party.city.name, "addressCountry": party.city.country_id}
        group["location"] = {"@type": "Place", "address": place}
    told = ", ".join([*genres[:3], *([party.city.label] if party.city else [])])
    return _meta(party, address, find_url("discovery:act_card", party.slug), told, group)


def venue_meta(venue: Venue, stages: list[Stage], links: list[PartyLink]) -> PageMeta:
    """The head of a venue's page, a MusicVenue with its rooms. No query."""
    party = venue.party
    address = reverse("discovery:venue", args=[party.slug])
    place = place_of(venue, address) | elsewhere(links) | rating_of(party) | _about(party)
    sizes = [stage.capacity for stage in stages if stage.capacity]
    if sizes:
        place["maximumAttendeeCapacity"] = max(sizes)
    if len(stages) > 1:
        place["containsPlace"] = [_room(stage) for stage in stages]
    told = ", ".join(filter(None, [venue.address, party.city.label if party.city else ""]))
    return _meta(party, address, find_url("discovery:venue_card", party.slug), told, place)


def _room(stage: Stage) -> dict[str, object]:
    room: dict[str, object] = {"@type": "Place", "name": stage.name}
    return room | ({"maximumAttendeeCapacity": stage.capacity} if stage.capacity else {})


def _about(party: Party) -> dict[str, object]:
    text = party.bio or party.tagline
    return {"description": text} if text else {}


def _meta(party: Party, address: str, card: str, told: str, facts: dict[str, object]) -> PageMeta:
    """What is not public is for its team: nothing of it is told to programs."""
    if not party.is_public:
        return PageMeta(party.name, "", address, is_indexed=False)
    return PageMeta(
        title=party.name,
        description=" ".join(filter(None, [f"{told}." if told else "", party.tagline or party.bio])) or party.name,
        canonical=address,
        image_url=card,
        image_alt=_("%(name)s on StageSlot") % {"name": party.name},
        kind="profile",
        json_ld=facts | {"image": absolute(card)},
    )

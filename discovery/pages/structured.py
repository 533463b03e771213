"""The heads of public pages, and what they show in the words of https://schema.org."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Party, PartyLink
from catalogue.models import City, Region
from discovery.queries.cities import city_slug
from discovery.queries.shows import ShowLine
from discovery.queries.whats_on import CityLine, WhatsOn
from studio.models import Professional
from venues.models import Stage, Venue
from venues.pages.structured import elsewhere, place_of, rating_of
from web.addresses import address_of
from web.meta import PageMeta, absolute
from web.texts import isolated_words


def act_meta(party: Party, links: list[PartyLink], genres: list[str], players: Iterable[str] = ()) -> PageMeta:
    """The head of an act's page, a MusicGroup of these players. Reads the city; no query where it is there."""
    address = address_of("discovery:act", party.slug)
    group: dict[str, object] = {"@type": "MusicGroup", "@id": absolute(address), "url": absolute(address)}
    group |= {"name": party.name} | elsewhere(links) | rating_of(party) | _about(party)
    if genres:
        group["genre"] = genres
    if members := [{"@type": "Person", "name": name} for name in players if name]:
        group["member"] = members
    if party.city:
        place = {
            "@type": "PostalAddress",
            "addressLocality": party.city.said_name,
            "addressCountry": party.city.country_id,
        }
        group["location"] = {"@type": "Place", "address": place}
    told = ", ".join([*genres[:3], *([party.city.label] if party.city else [])])
    return _meta(party, address, _card("act", party), told, group)


def venue_meta(venue: Venue, stages: list[Stage], links: list[PartyLink]) -> PageMeta:
    """The head of a venue's page, a MusicVenue with its rooms. No query."""
    party = venue.party
    address = address_of("discovery:venue", party.slug)
    place = place_of(venue, address) | elsewhere(links) | rating_of(party) | _about(party)
    sizes = [stage.capacity for stage in stages if stage.capacity]
    if sizes:
        place["maximumAttendeeCapacity"] = max(sizes)
    if len(stages) > 1:
        place["containsPlace"] = [_room(stage) for stage in stages]
    told = ", ".join(filter(None, [venue.address, party.city.label if party.city else ""]))
    return _meta(party, address, _card("venue", party), told, place)


def professional_meta(professional: Professional, links: list[PartyLink]) -> PageMeta:
    """The head of a professional's page, an Organization of these disciplines. Reads the city."""
    party = professional.party
    address = address_of("discovery:professional", party.slug)
    disciplines = professional.discipline_labels
    facts: dict[str, object] = {"@type": "Organization", "@id": absolute(address), "url": absolute(address)}
    facts |= {"name": party.name, "knowsAbout": disciplines}
    facts |= elsewhere(links) | rating_of(party) | _about(party)
    told = ", ".join([*disciplines[:3], *([party.city.label] if party.city else [])])
    return _meta(party, address, reverse("discovery:site_card"), told, facts)


def _card(kind: str, party: Party) -> str:
    """The picture of its preview, under another address whenever the page has changed."""
    return f"{address_of(f'discovery:{kind}_card', party.slug)}?v={party.version}"


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
        image_alt=_("%(name)s on StageSlot") % isolated_words({"name": party.name}),
        kind="profile",
        json_ld=facts | {"image": absolute(card)},
    )


def landing_meta() -> PageMeta:
    """The head of the landing page."""
    return PageMeta(
        title=_("Live music without double bookings"),
        description=_(
            "Bands see when everyone’s free. Venues post open nights. Book in one step, and every "
            "calendar updates instantly."
        ),
        canonical=reverse("discovery:landing"),
        image_url=reverse("discovery:site_card"),
        image_alt=_("Live music without double bookings"),
        json_ld={"@type": "WebSite", "name": "StageSlot", "url": absolute("/")},
    )


def book_meta() -> PageMeta:
    """The head of the page where clients begin."""
    return PageMeta(
        title=_("Book an act for your event"),
        description=_("For a wedding, a party or a company event: see who’s free on your date, and ask them to play."),
        canonical=reverse("discovery:book"),
        image_url=reverse("discovery:site_card"),
        image_alt=_("Book an act for your event"),
    )


def city_meta(city: City, page: WhatsOn) -> PageMeta:
    """The head of a town's page. A week or a genre that is asked for is another page; one that shows nothing is not to
    be found."""
    place = {"@type": "City", "name": city.said_name} | _geo(city)
    card = reverse("discovery:city_card", args=[city_slug(city)])
    return _place_meta(page, place, card)


def region_meta(region: Region, page: WhatsOn) -> PageMeta:
    """The head of a region's page, likewise."""
    place = {"@type": "AdministrativeArea", "name": region.label}
    return _place_meta(page, place, reverse("discovery:site_card"))


def _place_meta(page: WhatsOn, place: dict[str, object], card: str) -> PageMeta:
    query = {"week": page.week.name} if page.week else {}
    query |= {"genre": page.genre.pk} if page.genre else {}
    canonical = f"{page.place.address}?{urlencode(query)}" if query else page.place.address
    name = place_title(page)
    facts: dict[str, object] = {"@type": "CollectionPage", "name": name, "url": absolute(canonical), "about": place}
    if page.shows:
        facts["mainEntity"] = _listed(page.shows)
    said = {"city": page.place.full_name, "day": page.saturday_label}
    return PageMeta(
        title=name,
        description=_("Shows in %(city)s, acts free on %(day)s, and venues.") % said,
        canonical=canonical,
        image_url=card,
        image_alt=name,
        json_ld=facts,
        is_indexed=not page.is_empty,
    )


def place_title(page: WhatsOn) -> str:
    """ "Shows in Hamburg · Doom metal"."""
    title = _("Shows in %(city)s, %(week)s") if page.week else _("Shows in %(city)s")
    said = title % {"city": page.place.name, "week": page.nights_label}
    return " · ".join(filter(None, [said, page.genre.name if page.genre else ""]))


def cities_meta(lines: list[CityLine]) -> PageMeta:
    """The head of the list of towns."""
    named = ", ".join(line.city.said_name for line in lines[:12])
    return PageMeta(
        title=_("Cities with shows"),
        description=_("Live music in %(cities)s.") % {"cities": named} if named else "",
        canonical=reverse("discovery:cities"),
        image_url=reverse("discovery:site_card"),
        image_alt=_("Cities with shows"),
        is_indexed=bool(lines),
    )


def _geo(city: City) -> dict[str, object]:
    return {"geo": {"@type": "GeoCoordinates", "latitude": city.latitude, "longitude": city.longitude}}


def _listed(shows: list[ShowLine]) -> dict[str, object]:
    """The shows of a page in its order, each by the address of its own page, which says the rest."""
    items = [
        {
            "@type": "ListItem",
            "position": place,
            "name": line.title,
            "url": absolute(address_of("bookings:show", line.show.pk)),
        }
        for place, line in enumerate(shows, start=1)
    ]
    return {"@type": "ItemList", "numberOfItems": len(items), "itemListElement": items}

"""A venue in the words of https://schema.org, for search engines and whoever else reads pages by program."""

from accounts.models import Party, PartyLink
from venues.models import Venue
from web.meta import absolute


def place_of(venue: Venue, address: str) -> dict[str, object]:
    """A MusicVenue with its name, its address and its point on the map; `address` is the path of its page.

    Reads the party with its city and country. What is not public has no address of its own.
    """
    party = venue.party
    place: dict[str, object] = {"@type": "MusicVenue", "name": party.name, "address": postal_address(venue)}
    if party.is_public:
        place |= {"@id": absolute(address), "url": absolute(address)}
    if venue.latitude is not None and venue.longitude is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": venue.latitude, "longitude": venue.longitude}
    return place


def postal_address(venue: Venue) -> dict[str, object]:
    """A PostalAddress of what is known."""
    city = venue.party.city
    parts = {
        "streetAddress": venue.address,
        "postalCode": venue.postal_code,
        "addressLocality": city.said_name if city else "",
        "addressCountry": city.country_id if city else "",
    }
    found: dict[str, object] = {"@type": "PostalAddress"}
    return found | {name: text for name, text in parts.items() if text}


def elsewhere(links: list[PartyLink]) -> dict[str, object]:
    """Where else the same party is found."""
    return {"sameAs": [link.url for link in links]} if links else {}


def rating_of(party: Party) -> dict[str, object]:
    """What those who worked with it said, as far as anybody has."""
    if party.rating_average is None or not party.rating_count:
        return {}
    rating = {"ratingValue": float(party.rating_average), "bestRating": 5, "ratingCount": party.rating_count}
    return {"aggregateRating": {"@type": "AggregateRating"} | rating}

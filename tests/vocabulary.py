"""What we say of https://schema.org: for each type its properties that we use, its own and those it inherits.

Copied by hand from the definitions of version 29.3; a property that is not here is either misspelt or new to us, and
then to be looked up there.
"""

from collections.abc import Iterator, Mapping

_THING = {"name", "url", "description", "image", "sameAs"}
_ORGANIZATION = _THING | {"location"}
_PLACE = _THING | {"address", "geo", "maximumAttendeeCapacity", "containsPlace", "aggregateRating"}
_OFFER = _THING | {"price", "priceCurrency", "availability", "validFrom", "seller"}
_EVENT = _THING | {
    "startDate", "endDate", "doorTime", "previousStartDate", "eventStatus", "eventAttendanceMode", "location",
    "organizer", "performer", "offers",
}  # fmt: skip
PROPERTIES: Mapping[str, set[str]] = {
    "MusicEvent": _EVENT,
    "MusicGroup": _ORGANIZATION | {"genre"},
    "Organization": _ORGANIZATION,
    "PerformingGroup": _ORGANIZATION,
    "Person": _THING,
    "Place": _PLACE,
    "MusicVenue": _PLACE,
    "City": _PLACE,
    "WebSite": _THING | {"inLanguage"},
    "CollectionPage": _THING | {"about", "mainEntity"},
    "ItemList": _THING | {"itemListElement", "numberOfItems"},
    "ListItem": _THING | {"position", "item"},
    "PostalAddress": _THING | {"streetAddress", "postalCode", "addressLocality", "addressCountry"},
    "GeoCoordinates": _THING | {"latitude", "longitude"},
    "Offer": _OFFER,
    "AggregateOffer": _OFFER | {"lowPrice", "highPrice"},
    "AggregateRating": _THING | {"ratingValue", "bestRating", "ratingCount"},
}
MEMBERS = {
    "eventStatus": {"EventScheduled", "EventCancelled", "EventRescheduled", "EventPostponed", "EventMovedOnline"},
    "eventAttendanceMode": {"OfflineEventAttendanceMode", "OnlineEventAttendanceMode", "MixedEventAttendanceMode"},
    "availability": {"InStock", "SoldOut", "PreOrder", "PreSale", "OutOfStock"},
}
"""The values of an enumeration, by the property that takes one."""


def misspelt(thing: Mapping[str, object]) -> list[str]:
    """What of a thing, and of all that it holds, the vocabulary does not know: "MusicEvent.doortime"."""
    return list(_misspelt({name: value for name, value in thing.items() if name != "@context"}))


def _misspelt(thing: Mapping[str, object]) -> Iterator[str]:
    sort = str(thing["@type"])
    known = PROPERTIES.get(sort, set())
    for name, value in thing.items():
        if name in ("@type", "@id"):
            continue
        if name not in known:
            yield f"{sort}.{name}"
        if name in MEMBERS and str(value).removeprefix("https://schema.org/") not in MEMBERS[name]:
            yield f"{sort}.{name}={value}"
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, Mapping):
                yield from _misspelt(part)

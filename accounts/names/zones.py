"""Time zones that people may choose: IANA names, without the aliases kept for old computers."""

from functools import cache
from zoneinfo import available_timezones

_AREA_NAMES = "Africa America Antarctica Arctic Asia Atlantic Australia Europe Indian Pacific"
AREAS = tuple(f"{area}/" for area in _AREA_NAMES.split())


@cache
def known_zones() -> frozenset[str]:
    """Every IANA zone of a place, and UTC."""
    return frozenset(zone for zone in available_timezones() if zone.startswith(AREAS)) | {"UTC"}


@cache
def zone_choices() -> list[tuple[str, str]]:
    """Zones for a select box, each shown without underscores."""
    return [(zone, zone.replace("_", " ")) for zone in sorted(known_zones())]

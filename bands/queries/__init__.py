"""Reads about bands."""

from bands.queries.green_zone import GreenNight, GreenZone, MemberNight, StandIn, green_nights, green_zone
from bands.queries.players import Players, members, parts_of, players, playing, terms_of

__all__ = [
    "GreenNight",
    "GreenZone",
    "MemberNight",
    "Players",
    "StandIn",
    "green_nights",
    "green_zone",
    "members",
    "parts_of",
    "players",
    "playing",
    "terms_of",
]

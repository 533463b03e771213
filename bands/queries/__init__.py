"""Reads about bands."""

from bands.queries.asks import (
    NightToAnswer,
    asks_of,
    evening_of,
    find_ask,
    find_asked,
    is_open,
    is_playing,
    nights_to_answer,
    open_nights,
    promised_titles,
    results,
    tonight,
)
from bands.queries.green_zone import GreenNight, GreenZone, MemberNight, StandIn, green_nights, green_zone
from bands.queries.players import Players, members, named_parts, parts_of, players, playing, terms_of
from bands.queries.reasons import Reason, own_reasons

__all__ = [
    "GreenNight",
    "GreenZone",
    "MemberNight",
    "NightToAnswer",
    "Players",
    "Reason",
    "StandIn",
    "asks_of",
    "evening_of",
    "find_ask",
    "find_asked",
    "green_nights",
    "green_zone",
    "is_open",
    "is_playing",
    "members",
    "named_parts",
    "nights_to_answer",
    "open_nights",
    "own_reasons",
    "parts_of",
    "players",
    "playing",
    "promised_titles",
    "results",
    "terms_of",
    "tonight",
]

"""Reads about bands."""

from bands.queries.green_zone import GreenNight, GreenZone, MemberNight, green_zone, members

__all__ = ["GreenNight", "GreenZone", "MemberNight", "green_zone", "members"]

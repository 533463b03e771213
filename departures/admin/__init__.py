"""Staff see who went and what still awaits somebody; they shut people out, and close bands, venues and agencies."""

from departures.admin import parties, people, records

__all__ = ["parties", "people", "records"]

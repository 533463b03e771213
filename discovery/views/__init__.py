"""The home page, search, and the public pages of acts and venues."""

from discovery.views.home import today
from discovery.views.pages import act
from discovery.views.search import acts, venues
from discovery.views.venue_pages import venue

__all__ = ["act", "acts", "today", "venue", "venues"]

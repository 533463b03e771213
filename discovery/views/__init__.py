"""The home page, search, and the public pages of acts and venues."""

from discovery.views.cards import card_of_act, card_of_city, card_of_show, card_of_site, card_of_venue
from discovery.views.city_pages import cities, city
from discovery.views.home import today
from discovery.views.pages import act
from discovery.views.search import acts, venues
from discovery.views.sitemaps import robots, sitemap_index, sitemap_section
from discovery.views.venue_pages import venue

__all__ = [
    "act",
    "acts",
    "card_of_act",
    "card_of_city",
    "card_of_show",
    "card_of_site",
    "card_of_venue",
    "cities",
    "city",
    "robots",
    "sitemap_index",
    "sitemap_section",
    "today",
    "venue",
    "venues",
]

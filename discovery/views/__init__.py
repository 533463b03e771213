"""The home page, search, and the public pages of acts, venues and professionals."""

from discovery.views.cards import card_of_act, card_of_city, card_of_show, card_of_site, card_of_venue
from discovery.views.city_pages import cities, city, region, region_options
from discovery.views.home import book, first_steps_dismiss, today
from discovery.views.kits import kit, kit_photo, kit_rider, kit_track
from discovery.views.material import act_pdf, act_zip
from discovery.views.pages import act, act_preview
from discovery.views.professional_pages import professional, professional_strip
from discovery.views.saved import search_drop, search_edit, search_new, search_open, searches
from discovery.views.search import acts, open_nights, professionals, venues
from discovery.views.sitemaps import robots, sitemap_index, sitemap_section
from discovery.views.venue_pages import venue

__all__ = [
    "act",
    "act_pdf",
    "act_preview",
    "act_zip",
    "acts",
    "book",
    "card_of_act",
    "card_of_city",
    "card_of_show",
    "card_of_site",
    "card_of_venue",
    "cities",
    "city",
    "first_steps_dismiss",
    "kit",
    "kit_photo",
    "kit_rider",
    "kit_track",
    "open_nights",
    "professional",
    "professional_strip",
    "professionals",
    "region",
    "region_options",
    "robots",
    "search_drop",
    "search_edit",
    "search_new",
    "search_open",
    "searches",
    "sitemap_index",
    "sitemap_section",
    "today",
    "venue",
    "venues",
]

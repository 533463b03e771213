"""Addresses of what shows several apps at once: the home page, search, public pages."""

from django.urls import path

from discovery import views

app_name = "discovery"

urlpatterns = [
    path("", views.today, name="today"),
    path("", views.today, name="landing"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap_index, name="sitemap_index"),
    path("sitemap-<slug:section>.xml", views.sitemap_section, name="sitemap_section"),
    path("cards/site.jpg", views.card_of_site, name="site_card"),
    path("cards/acts/<slug:slug>.jpg", views.card_of_act, name="act_card"),
    path("cards/venues/<slug:slug>.jpg", views.card_of_venue, name="venue_card"),
    path("cards/shows/<uuid:show_id>.jpg", views.card_of_show, name="show_card"),
    path("cards/cities/<slug:slug>.jpg", views.card_of_city, name="city_card"),
    path("cities/", views.cities, name="cities"),
    path("cities/<slug:slug>/", views.city, name="city"),
    path("regions/options/", views.region_options, name="region_options"),
    path("regions/<slug:slug>/", views.region, name="region"),
    path("first-steps/<slug:slug>/dismiss/", views.first_steps_dismiss, name="first_steps_dismiss"),
    path("book/", views.book, name="book"),
    path("acts/", views.acts, name="acts"),
    path("acts/<slug:slug>/", views.act, name="act"),
    path("acts/<slug:slug>/preview/", views.act_preview, name="act_preview"),
    path("acts/<slug:slug>/press-kit.pdf", views.act_pdf, name="act_pdf"),
    path("acts/<slug:slug>/press-kit.zip", views.act_zip, name="act_zip"),
    path("kit/<str:token>/", views.kit, name="kit"),
    path("kit/<str:token>/tracks/<slug:track_id>.<str:form>", views.kit_track, name="kit_track"),
    path("kit/<str:token>/photos/<uuid:picture_id>/<int:width>.<str:form>", views.kit_photo, name="kit_photo"),
    path("kit/<str:token>/rider.pdf", views.kit_rider, name="kit_rider"),
    path("searches/", views.searches, name="searches"),
    path("searches/new/<slug:kind>/", views.search_new, name="search_new"),
    path("searches/<uuid:search_id>/", views.search_open, name="search_open"),
    path("searches/<uuid:search_id>/edit/", views.search_edit, name="search_edit"),
    path("searches/<uuid:search_id>/drop/", views.search_drop, name="search_drop"),
    path("open-nights/", views.open_nights, name="open_nights"),
    path("venues/", views.venues, name="venues"),
    path("venues/<slug:slug>/", views.venue, name="venue"),
    path("professionals/", views.professionals, name="professionals"),
    path("professionals/<slug:slug>/", views.professional, name="professional"),
    path("professionals/<slug:slug>/strip/", views.professional_strip, name="professional_strip"),
]

"""Addresses of bands. Team, invites and photos are those of every party: `accounts.urls`."""

from django.urls import path

from accounts import views as accounts_views
from bands import views

app_name = "bands"

urlpatterns = [
    path("bands/new/", views.band_new, name="band_new"),
    path("bands/<slug:slug>/", views.band, name="band"),
    path("bands/<slug:slug>/edit/", views.band_edit, name="band_edit"),
    path("bands/<slug:slug>/green-zone/", views.green_zone_panel, name="green_zone_panel"),
    path("bands/<slug:slug>/stream-token/", views.band_stream_token, name="band_stream_token"),
    path("bands/<slug:slug>/members/", accounts_views.team, name="members"),
]

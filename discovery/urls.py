"""Addresses of what shows several apps at once: the home page, search, public pages."""

from django.urls import path

from discovery import views

app_name = "discovery"

urlpatterns = [
    path("", views.today, name="today"),
    path("", views.today, name="landing"),
    path("acts/", views.acts, name="acts"),
    path("acts/<slug:slug>/", views.act, name="act"),
    path("venues/", views.venues, name="venues"),
    path("venues/<slug:slug>/", views.venue, name="venue"),
]

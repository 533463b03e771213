"""Addresses of availability: the feeds."""

from django.urls import path

from availability.feeds import calendar_feed

app_name = "availability"

urlpatterns = [path("feeds/<slug:token>.ics", calendar_feed, name="feed")]

"""Addresses of catalogue."""

app_name = "catalogue"

urlpatterns: list = []

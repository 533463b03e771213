"""Addresses of discovery."""

app_name = "discovery"

urlpatterns: list = []

"""Addresses of availability."""

app_name = "availability"

urlpatterns: list = []

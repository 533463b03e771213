"""Addresses of bands."""

app_name = "bands"

urlpatterns: list = []

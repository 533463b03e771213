"""Addresses of bookings."""

app_name = "bookings"

urlpatterns: list = []

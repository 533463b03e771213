"""Addresses of what an act decides about a deposit that has not come."""

from django.urls import path

from booking_payments import views

app_name = "booking_payments"

urlpatterns = [
    path("bookings/<uuid:booking_id>/deposit/wait/", views.deposit_wait, name="deposit_wait"),
    path("bookings/<uuid:booking_id>/deposit/release/", views.night_release, name="night_release"),
]

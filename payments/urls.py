"""Addresses of payments."""

from django.urls import path

from payments.views import events

app_name = "payments"
urlpatterns = [
    path("payments/events/stripe/", events.stripe_event, name="stripe_event"),
]

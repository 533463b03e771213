"""Addresses of payments."""

from django.urls import path

from payments import views

app_name = "payments"

urlpatterns = [
    path("payments/events/stripe/", views.stripe_event, name="stripe_event"),
    path("payments/<uuid:payment_id>/", views.payment, name="payment"),
    path("payments/<uuid:payment_id>/panel/", views.payment_panel, name="payment_panel"),
    path("payments/<uuid:payment_id>/stream-token/", views.payment_stream_token, name="payment_stream_token"),
    path("payments/<uuid:payment_id>/pay/", views.payment_pay, name="payment_pay"),
    path("payments/<uuid:payment_id>/returned/", views.payment_returned, name="payment_returned"),
    path("payments/<uuid:payment_id>/check/", views.payment_check, name="payment_check"),
]

"""Addresses of professionals. Team, invites and photos are those of every party: `accounts.urls`."""

from django.urls import path

from studio import views

app_name = "studio"

urlpatterns = [
    path("sessions/<uuid:session_id>/", views.session, name="session"),
    path("professionals/new/", views.professional_new, name="professional_new"),
    path("professionals/<slug:slug>/edit/", views.professional_edit, name="professional_edit"),
    path("professionals/<slug:slug>/credits/", views.credits, name="credits"),
    path("professionals/<slug:slug>/credits/<uuid:credit_id>/", views.credit_edit, name="credit_edit"),
    path("professionals/<slug:slug>/credits/<uuid:credit_id>/remove/", views.credit_remove, name="credit_remove"),
    path("professionals/<slug:slug>/hours/", views.hours, name="hours"),
    path("professionals/<slug:slug>/hours/events/", views.hours_events, name="hours_events"),
    path("professionals/<slug:slug>/hours/new/", views.hours_new, name="hours_new"),
    path("professionals/<slug:slug>/hours/<uuid:rule_id>/edit/", views.hours_edit, name="hours_edit"),
    path("professionals/<slug:slug>/hours/<uuid:rule_id>/end/", views.hours_end, name="hours_end"),
    path("professionals/<slug:slug>/rooms/", views.rooms, name="rooms"),
    path("professionals/<slug:slug>/rooms/<uuid:room_id>/", views.room_edit, name="room_edit"),
    path("professionals/<slug:slug>/rooms/<uuid:room_id>/retire/", views.room_retire, name="room_retire"),
    path("professionals/<slug:slug>/services/", views.services, name="services"),
    path("professionals/<slug:slug>/services/new/", views.service_new, name="service_new"),
    path("professionals/<slug:slug>/services/<uuid:service_id>/", views.service_edit, name="service_edit"),
    path("professionals/<slug:slug>/services/<uuid:service_id>/retire/", views.service_retire, name="service_retire"),
]

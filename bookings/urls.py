"""Addresses of shows, spots and bookings."""

from django.urls import path

from bookings import views

app_name = "bookings"

urlpatterns = [
    path("shows/", views.shows, name="shows"),
    path("shows/<uuid:show_id>/", views.show, name="show"),
    path("shows/<uuid:show_id>/edit/", views.show_edit, name="show_edit"),
    path("shows/<uuid:show_id>/publish/", views.show_publish, name="show_publish"),
    path("shows/<uuid:show_id>/cancel/", views.show_cancel, name="show_cancel"),
    path("venues/<slug:slug>/desk/", views.desk, name="desk"),
    path("venues/<slug:slug>/shows/new/", views.show_new, name="show_new"),
    path("venues/<slug:slug>/shows/new/spot/", views.show_new_spot, name="show_new_spot"),
    path("open-nights/", views.open_nights, name="open_nights"),
    path("spots/<uuid:spot_id>/apply/", views.spot_apply, name="spot_apply"),
    path("acts/<slug:slug>/request/", views.request_new, name="request_new"),
    path("bookings/<uuid:booking_id>/", views.booking, name="booking"),
    path("bookings/<uuid:booking_id>/panel/", views.booking_panel, name="booking_panel"),
    path("bookings/<uuid:booking_id>/accept/", views.booking_accept, name="booking_accept"),
    path("bookings/<uuid:booking_id>/decline/", views.booking_decline, name="booking_decline"),
    path("bookings/<uuid:booking_id>/withdraw/", views.booking_withdraw, name="booking_withdraw"),
    path("bookings/<uuid:booking_id>/cancel/", views.booking_cancel, name="booking_cancel"),
    path("bookings/<uuid:booking_id>/lineup/", views.booking_lineup, name="booking_lineup"),
    path("bookings/<uuid:booking_id>/lineup/answer/", views.lineup_answer, name="lineup_answer"),
    path("bookings/<uuid:booking_id>/lineup/release/", views.lineup_release, name="lineup_release"),
    path("parties/<slug:slug>/calendar/", views.public_calendar, name="public_calendar"),
    path("parties/<slug:slug>/saturdays/", views.public_saturdays, name="public_saturdays"),
]

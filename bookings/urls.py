"""Addresses of shows, spots and bookings, and of leaving what one is booked with."""

from django.urls import path

from bookings import views

app_name = "bookings"

urlpatterns = [
    path("shows/", views.shows, name="shows"),
    path("shows/<uuid:show_id>/", views.show, name="show"),
    path("shows/<uuid:show_id>/edit/", views.show_edit, name="show_edit"),
    path("shows/<uuid:show_id>/publish/", views.show_publish, name="show_publish"),
    path("shows/<uuid:show_id>/cancel/", views.show_cancel, name="show_cancel"),
    path("calendar/contradictions/", views.contradictions, name="contradictions"),
    path("calendar/contradictions/note/", views.contradictions_note, name="contradictions_note"),
    path("calendar/contradictions/<uuid:booking_id>/", views.contradiction_settle, name="contradiction_settle"),
    path("parties/<slug:slug>/team/<uuid:user_id>/remove/", views.member_remove, name="member_remove"),
    path("parties/<slug:slug>/team/<uuid:user_id>/roles/end/", views.role_end, name="role_end"),
    path("you/delete/", views.account_delete, name="account_delete"),
    path("venues/<slug:slug>/desk/", views.desk, name="desk"),
    path("venues/<slug:slug>/desk/stream-token/", views.desk_stream_token, name="desk_stream_token"),
    path("venues/<slug:slug>/desk/table.csv", views.desk_csv_file, name="desk_csv"),
    path("venues/<slug:slug>/desk/calendar.ics", views.desk_ics_file, name="desk_ics"),
    path("venues/<slug:slug>/desk/views/", views.desk_views, name="desk_views"),
    path("desk-views/<uuid:view_id>/remove/", views.desk_view_remove, name="desk_view_remove"),
    path("stages/<uuid:stage_id>/nights/<str:night>/", views.stage_night, name="stage_night"),
    path("venues/<slug:slug>/shows/new/", views.show_new, name="show_new"),
    path("venues/<slug:slug>/shows/new/spot/", views.show_new_spot, name="show_new_spot"),
    path("open-nights/", views.open_nights, name="open_nights"),
    path("spots/<uuid:spot_id>/apply/", views.spot_apply, name="spot_apply"),
    path("acts/<slug:slug>/request/", views.request_new, name="request_new"),
    path("bookings/<uuid:booking_id>/", views.booking, name="booking"),
    path("bookings/<uuid:booking_id>/panel/", views.booking_panel, name="booking_panel"),
    path("bookings/<uuid:booking_id>/stream-token/", views.booking_stream_token, name="booking_stream_token"),
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

"""Addresses of holds, house rules and the desk."""

from django.urls import path

from holds import views

app_name = "holds"

urlpatterns = [
    path("venues/<slug:slug>/desk/", views.desk, name="desk"),
    path("venues/<slug:slug>/desk/stream-token/", views.desk_stream_token, name="desk_stream_token"),
    path("venues/<slug:slug>/desk/table.csv", views.desk_csv_file, name="desk_csv"),
    path("venues/<slug:slug>/desk/calendar.ics", views.desk_ics_file, name="desk_ics"),
    path("venues/<slug:slug>/desk/views/", views.desk_views, name="desk_views"),
    path("desk-views/<uuid:view_id>/remove/", views.desk_view_remove, name="desk_view_remove"),
    path("stages/<uuid:stage_id>/nights/<str:night>/", views.stage_night, name="stage_night"),
    path("stages/<uuid:stage_id>/rooms/", views.stage_rooms, name="stage_rooms"),
    path("venues/<slug:slug>/rules/", views.policy_edit, name="policy_edit"),
    path("venues/<slug:slug>/holds/new/", views.hold_new, name="hold_new"),
    path("venues/<slug:slug>/holds/ask/", views.hold_ask, name="hold_ask"),
    path("hold-permissions/<uuid:permission_id>/answer/", views.permission_answer, name="permission_answer"),
    path("holds/", views.holds, name="holds"),
    path("holds/<uuid:hold_id>/", views.hold, name="hold"),
    path("holds/<uuid:hold_id>/panel/", views.hold_panel, name="hold_panel"),
    path("holds/<uuid:hold_id>/stream-token/", views.hold_stream_token, name="hold_stream_token"),
    path("holds/<uuid:hold_id>/confirm/", views.hold_confirm, name="hold_confirm"),
    path("holds/<uuid:hold_id>/decline/", views.hold_decline, name="hold_decline"),
    path("holds/<uuid:hold_id>/proposal/withdraw/", views.hold_proposal_withdraw, name="hold_proposal_withdraw"),
    path("holds/<uuid:hold_id>/release/", views.hold_release, name="hold_release"),
    path("holds/<uuid:hold_id>/challenge/", views.hold_challenge, name="hold_challenge"),
    path("holds/<uuid:hold_id>/challenge/withdraw/", views.hold_challenge_withdraw, name="hold_challenge_withdraw"),
    path("holds/<uuid:hold_id>/agree/", views.hold_agree, name="hold_agree"),
    path("holds/<uuid:hold_id>/change/", views.hold_change, name="hold_change"),
    path("holds/<uuid:hold_id>/rank/", views.hold_rank, name="hold_rank"),
    path("shows/<uuid:show_id>/restore/", views.ladder_restore, name="ladder_restore"),
]

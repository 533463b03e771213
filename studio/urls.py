"""Addresses of professionals. Team, invites and photos are those of every party: `accounts.urls`."""

from django.urls import path

from studio import views

app_name = "studio"

urlpatterns = [
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/<uuid:session_id>/", views.session, name="session"),
    path("sessions/<uuid:session_id>/approve/", views.session_do, {"deed": "approve"}, name="session_approve"),
    path("sessions/<uuid:session_id>/decline/", views.session_do, {"deed": "decline"}, name="session_decline"),
    path("sessions/<uuid:session_id>/withdraw/", views.session_do, {"deed": "withdraw"}, name="session_withdraw"),
    path("sessions/<uuid:session_id>/cancel/", views.session_do, {"deed": "cancel"}, name="session_cancel"),
    path("sessions/<uuid:session_id>/begin/", views.session_do, {"deed": "begin"}, name="session_begin"),
    path("sessions/<uuid:session_id>/deliver/", views.session_do, {"deed": "deliver"}, name="session_deliver"),
    path("sessions/<uuid:session_id>/revise/", views.session_do, {"deed": "revise"}, name="session_revise"),
    path("sessions/<uuid:session_id>/complete/", views.session_do, {"deed": "complete"}, name="session_complete"),
    path("sessions/<uuid:session_id>/report/", views.session_report, name="session_report"),
    path("sessions/<uuid:session_id>/case/", views.session_case, name="session_case"),
    path("sessions/<uuid:session_id>/settle/", views.session_settle, name="session_settle"),
    path("sessions/<uuid:session_id>/tip/", views.session_tip, name="session_tip"),
    path("sessions/<uuid:session_id>/tip/back/", views.session_tip_back, name="session_tip_back"),
    path("sessions/<uuid:session_id>/call/", views.session_call, name="session_call"),
    path("sessions/<uuid:session_id>/files/", views.session_files, name="session_files"),
    path(
        "sessions/<uuid:session_id>/files/<uuid:file_id>/remove/", views.session_file_remove, name="session_file_remove"
    ),
    path("sessions/<uuid:session_id>/files/<uuid:file_id>/heard.<str:form>", views.session_heard, name="session_heard"),
    path("sessions/<uuid:session_id>/files/<str:folder>.zip", views.session_folder, name="session_folder"),
    path("sessions/<uuid:session_id>/mixes/", views.session_mix_new, name="session_mix_new"),
    path("sessions/mixes/<uuid:mix_id>/", views.mix, name="mix"),
    path("sessions/comments/<uuid:comment_id>/answer/", views.comment_answer, name="comment_answer"),
    path("sessions/comments/<uuid:comment_id>/resolve/", views.comment_do, {"deed": "resolve"}, name="comment_resolve"),
    path("sessions/comments/<uuid:comment_id>/reopen/", views.comment_do, {"deed": "reopen"}, name="comment_reopen"),
    path("sessions/comments/<uuid:comment_id>/remove/", views.comment_do, {"deed": "remove"}, name="comment_remove"),
    path("professionals/<slug:slug>/book/", views.book, name="book"),
    path("professionals/<slug:slug>/book/<uuid:service_id>/", views.book_time, name="book_time"),
    path("professionals/<slug:slug>/book/<uuid:service_id>/details/", views.book_details, name="book_details"),
    path("professionals/<slug:slug>/book/<uuid:service_id>/review/", views.book_review, name="book_review"),
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
    path("professionals/<slug:slug>/samples/", views.samples, name="samples"),
    path("professionals/<slug:slug>/samples/<uuid:sample_id>/", views.sample_edit, name="sample_edit"),
    path("professionals/<slug:slug>/samples/<uuid:sample_id>/move/", views.sample_move, name="sample_move"),
    path("professionals/<slug:slug>/samples/<uuid:sample_id>/remove/", views.sample_remove, name="sample_remove"),
    path("professionals/<slug:slug>/services/", views.services, name="services"),
    path("professionals/<slug:slug>/services/new/", views.service_new, name="service_new"),
    path("professionals/<slug:slug>/services/<uuid:service_id>/", views.service_edit, name="service_edit"),
    path("professionals/<slug:slug>/services/<uuid:service_id>/retire/", views.service_retire, name="service_retire"),
]

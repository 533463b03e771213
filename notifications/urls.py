"""Addresses of notifications."""

from django.urls import path

from notifications import views

app_name = "notifications"

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.inbox_read, name="inbox_read"),
    path("inbox/badge/", views.badge, name="badge"),
    path("inbox/badge/token/", views.badge_token, name="badge_token"),
    path("inbox/preferences/", views.preferences, name="preferences"),
    path("inbox/<uuid:notification_id>/open/", views.notification_open, name="notification_open"),
    path("inbox/<uuid:notification_id>/read/", views.notification_read, name="notification_read"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("dev/mail/", views.mailbox, name="mailbox"),
    path("dev/mail/<int:mail_id>/", views.mailbox_mail, name="mailbox_mail"),
]

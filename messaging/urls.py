"""Addresses of messages."""

from django.urls import path

from messaging import views

app_name = "messaging"
urlpatterns = [
    path("messages/", views.thread_list, name="threads"),
    path("messages/count/", views.badge, name="badge"),
    path("messages/token/", views.token, name="token"),
    path("messages/reading/", views.reading, name="reading"),
    path("messages/<uuid:thread_id>/", views.thread, name="thread"),
    path("messages/<uuid:thread_id>/part/", views.thread_part, name="thread_part"),
    path("messages/<uuid:thread_id>/beside/", views.thread_beside, name="thread_beside"),
    path("messages/<uuid:thread_id>/token/", views.thread_token, name="thread_token"),
    path("messages/<uuid:thread_id>/read/", views.thread_read, name="thread_read"),
    path("messages/<uuid:thread_id>/typing/", views.thread_typing, name="thread_typing"),
    path("messages/<uuid:thread_id>/put-away/", views.thread_put_away, name="thread_put_away"),
    path("messages/<uuid:thread_id>/files/", views.thread_files, name="thread_files"),
    path("messages/message/<uuid:message_id>/edit/", views.message_edit, name="message_edit"),
    path("messages/message/<uuid:message_id>/delete/", views.message_delete, name="message_delete"),
]

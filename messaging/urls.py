"""Addresses of messages."""

from django.conf import settings
from django.urls import URLPattern, path

from messaging import views


def inbound_paths(service: str) -> list[URLPattern]:
    """Where a service delivers e-mail. Mailgun sends whole mails only to addresses with "mime" in them."""
    from messaging.views.inbound import inbound_view  # what it imports takes memory, and few installations need it

    return [path(f"messages/inbound/{service}/mime/", inbound_view(service), name="inbound_mail")]


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
    path("messages/<uuid:thread_id>/block/", views.thread_block, name="thread_block"),
    path("parties/<slug:slug>/enquiry/", views.enquiry_new, name="enquiry_new"),
    path("messages/message/<uuid:message_id>/report/", views.message_report, name="message_report"),
    path("messages/message/<uuid:message_id>/edit/", views.message_edit, name="message_edit"),
    path("messages/message/<uuid:message_id>/delete/", views.message_delete, name="message_delete"),
]
if settings.INBOUND_SERVICE:
    urlpatterns += inbound_paths(settings.INBOUND_SERVICE)

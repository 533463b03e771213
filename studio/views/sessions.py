"""Pages of sessions."""

from django.http import HttpResponse


def session(request, session_id):
    return HttpResponse()

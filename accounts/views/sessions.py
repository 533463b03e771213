"""The sessions of a person, one by one; the list is that of allauth.usersessions."""

from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from web.security_log import log_security
from web.users import SignedInRequest


@login_required
@require_POST
def session_end(request: SignedInRequest, session_id: int) -> HttpResponse:
    """Sign out of one session of one's own, after a fresh sign-in. 404 for any other, and for one that has ended."""
    session = get_object_or_404(UserSession, pk=session_id, user=request.user)
    end_sessions(request, [session])
    log_security("session_ended", request=request, ip_of_session=session.ip)
    messages.success(request, _("Signed out on that device."))
    return redirect("usersessions_list")

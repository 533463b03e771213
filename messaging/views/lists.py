"""All threads of a person, and how many wait."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from messaging.actions import show_reading
from messaging.models import mailbox_topic
from messaging.pages.context import mailbox_context
from messaging.pages.lists import FOLDERS, SHOWN, thread_lines
from messaging.queries import mailbox_of
from web.identifiers import parse_uuid
from web.streams import sign_topics
from web.users import SignedInRequest

WORDS_MAX = 200


@require_safe
@login_required
@never_cache
@vary_on_headers("HX-Request")
def thread_list(request: SignedInRequest) -> HttpResponse:
    """Threads, newest first; those with certain words, not read yet, or put away."""
    folder = request.GET.get("folder", "all")
    folder = folder if folder in FOLDERS else "all"
    words = request.GET.get("q", "").replace("\x00", "").strip()[:WORDS_MAX]
    box = mailbox_of(request.user)
    before = parse_uuid(request.GET.get("before", ""))
    lines = thread_lines(request.user, folder=folder, words=words, before=before, limit=SHOWN + 1)
    context = {
        "lines": lines[:SHOWN],
        "before": before,
        "older": lines[SHOWN - 1].id if len(lines) > SHOWN else None,
        "folder": folder,
        "words": words,
        "box": box,
        "token": sign_topics(request.user.pk, [box.topic]),
    }
    is_fragment = request.htmx and not request.htmx.boosted
    return render(request, "messaging/_threads.html" if is_fragment else "messaging/threads.html", context)


@require_safe
@login_required
@never_cache
def badge(request: SignedInRequest) -> HttpResponse:
    """The unread count, as the live stream asks for it."""
    return render(request, "messaging/_badge.html", {"mailbox": mailbox_context(request.user)})


@require_safe
@login_required
@never_cache
def token(request: SignedInRequest) -> HttpResponse:
    """A fresh token for the stream of one's own messages."""
    user = request.user.pk
    return HttpResponse(sign_topics(user, [mailbox_topic(user)]), content_type="text/plain")


@require_POST
@login_required
def reading(request: SignedInRequest) -> HttpResponse:
    """Whether others see what one has read."""
    show_reading(acting_user=request.user, is_shown=request.POST.get("shown") == "yes")
    return redirect("messaging:threads")

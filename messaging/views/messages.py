"""Changing and deleting what one has written."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from messaging.access import get_own_message_for
from messaging.actions import delete_message, edit_message
from messaging.forms import TextForm
from messaging.models import Message
from web.errors import Refusal
from web.users import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def message_edit(request: SignedInRequest, message_id: UUID) -> HttpResponse:
    """Change one's own message within 15 minutes."""
    message = get_own_message_for(request.user, message_id)
    posted = request.POST if request.method == "POST" else None
    form = TextForm(posted, initial={"text": message.text}, has_files=message.attachments.exists())
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                edit_message(acting_user=request.user, message=message, text=form.cleaned_data["text"])
            except ValidationError as error:
                form.add_error("text", error.message_dict["text"])
            except Refusal as refusal:
                form.add_error(None, str(refusal.detail))
                status = refusal.status
            else:
                return redirect(place_of(message))
    context = {"form": form, "message": message, "place": place_of(message)}
    return render(request, "messaging/message_edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def message_delete(request: SignedInRequest, message_id: UUID) -> HttpResponse:
    """Take back one's own message; asks first."""
    message = get_own_message_for(request.user, message_id, is_deleted_too=True)
    if request.method == "POST":
        delete_message(acting_user=request.user, message=message)
        return redirect(place_of(message))
    return render(request, "messaging/message_delete.html", {"message": message, "place": place_of(message)})


def place_of(message: Message) -> str:
    """The message on the page of its thread."""
    address = reverse("messaging:thread", args=[message.thread_id])
    return f"{address}?at={message.number}#m{message.number}"

"""The rooms of a studio."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from idempotency.forms import once_per_token
from studio.access import get_led_professional_for, get_room_for
from studio.actions import add_room, rename_room, retire_room
from studio.forms import RoomForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_token
def rooms(request, slug):
    """All rooms in use, and a form for one more."""
    professional = get_led_professional_for(request.user, slug)
    form = RoomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.act(add_room, acting_user=request.user, professional=professional, **form.cleaned_data)
        if made:
            messages.success(request, _("Added."))
            return redirect("studio:rooms", professional.party.slug)
    context = {"party": professional.party, "rooms": professional.rooms.in_use(), "form": form}
    return render(request, "studio/rooms.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def room_edit(request, slug, room_id):
    """Call one of them something else."""
    room = get_room_for(request.user, slug, room_id)
    form = RoomForm.of(room, request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = form.act(rename_room, acting_user=request.user, room=room, **form.cleaned_data)
        if saved:
            messages.success(request, _("Saved."))
            return redirect("studio:rooms", room.professional.party.slug)
    context = {"party": room.professional.party, "room": room, "form": form}
    return render(request, "studio/room_edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def room_retire(request, slug, room_id):
    """Book one of them no more."""
    room = get_room_for(request.user, slug, room_id)
    try:
        retire_room(acting_user=request.user, room=room)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Retired. Nobody can book it any more."))
    return redirect("studio:rooms", room.professional.party.slug)

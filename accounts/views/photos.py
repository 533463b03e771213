"""Photos of a party's page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import get_led_party_for, get_photo_for
from accounts.actions import add_drawn_photo, add_photo, change_photo, move_photo, remove_photo
from accounts.forms import PhotoDetailsForm, PhotoForm
from accounts.states import PartyKind
from idempotency.forms import once_per_token


@login_required
@require_safe
def photos(request, slug):
    """The photos there are, and a form for another."""
    return _page(request, get_led_party_for(request.user, slug), PhotoForm())


@login_required
@require_POST
@once_per_token
def photo_add(request, slug):
    """Take an uploaded photo."""
    party = get_led_party_for(request.user, slug)
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid() and form.act(add_photo, acting_user=request.user, party=party, **form.cleaned_data) is not None:
        messages.success(request, _("Photo uploaded. It appears on your page in a moment."))
        return redirect("accounts:photos", party.slug)
    return _page(request, party, form, status=422)


@login_required
@require_POST
@once_per_token
def photo_draw(request, slug):
    """Take the poster that is drawn of an act as a photo. There is none of others: a drawn room is not theirs."""
    party = get_led_party_for(request.user, slug, PartyKind.BAND)
    form = PhotoForm()
    try:
        add_drawn_photo(acting_user=request.user, party=party)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _page(request, party, form, status=422)
    messages.success(request, _("Poster added. It appears on your page in a moment."))
    return redirect("accounts:photos", party.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def photo_edit(request, slug, photo_id):
    """What a photo shows, whose it is, and which point of it stays in sight."""
    party = get_led_party_for(request.user, slug)
    photo = get_photo_for(request.user, party, photo_id)
    form = PhotoDetailsForm(request.POST or None, initial=PhotoDetailsForm.initial_of(photo.picture))
    if (
        form.is_valid()
        and form.act(change_photo, acting_user=request.user, photo=photo, **form.changes(form.cleaned_data)) is not None
    ):
        messages.success(request, _("Photo saved."))
        return redirect("accounts:photos", party.slug)
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/photo_edit.html", {"party": party, "photo": photo, "form": form}, status=status)


@login_required
@require_POST
def photo_move(request, slug, photo_id):
    """One place forward or back."""
    party = get_led_party_for(request.user, slug)
    photo = get_photo_for(request.user, party, photo_id)
    move_photo(acting_user=request.user, photo=photo, steps=1 if request.POST.get("to") == "later" else -1)
    return redirect("accounts:photos", party.slug)


@login_required
@require_POST
def photo_remove(request, slug, photo_id):
    """Take a photo off the page, for good."""
    party = get_led_party_for(request.user, slug)
    remove_photo(acting_user=request.user, photo=get_photo_for(request.user, party, photo_id))
    messages.success(request, _("Photo removed."))
    return redirect("accounts:photos", party.slug)


def _page(request, party, form, status=200):
    context = {
        "party": party,
        "form": form,
        "photos": party.photos.select_related("picture"),
        "is_drawable": party.kind == PartyKind.BAND,
    }
    return render(request, "accounts/photos.html", context, status=status)

"""The lists of a press kit: quotes, players, recordings and numbers, each added, changed, moved and removed alike."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bands.access import get_led_band_for, get_piece_for
from bands.actions import LISTS_MAX, add_piece, add_track, change_piece, move_piece, remove_piece
from bands.forms import PIECE_FORMS
from bands.queries import edited_kit, sounds_of
from bands.views.press.frame import frame
from bands.views.press.saving import faults_of_form, page, saved, seen_in
from idempotency.forms import once_per_token


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_token
def press_part(request, slug, part):
    """A list, and the form that adds to its end."""
    party = _party(request, slug, part)
    form = PIECE_FORMS[part][0](*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid() and _added(request, party, part, form):
        messages.success(request, _("Added to your draft."))
        return redirect("bands:press_part", party.slug, part)
    kit = edited_kit(party)
    rows = _rows(party, kit, part)
    context = frame(request, party, kit) | {"part": part, "form": form, "rows": rows}
    context["is_full"] = len(rows) >= LISTS_MAX[part]
    return render(request, f"bands/press_{part}.html", context, status=422 if form.errors else 200)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def press_piece(request, slug, part, piece_id):
    """Change one of a list."""
    party = _party(request, slug, part)
    kit, piece = get_piece_for(request.user, party, part, piece_id)
    initial = {field: getattr(piece, field, "") for field in PIECE_FORMS[part][1].base_fields}
    form = PIECE_FORMS[part][1](request.POST if request.method == "POST" else None, initial=initial)
    seen = seen_in(request, piece=piece)
    named = {"acting_user": request.user, "party": party, "part": part, "piece_id": piece_id, "seen": seen}
    if form.is_valid() and form.act(change_piece, **named, **form.cleaned_data):
        return saved(request, party, seen, _("Saved in your draft."), "bands:press_part", party.slug, part)
    context = frame(request, party, kit) | {"part": part, "form": form, "piece": piece, "seen": seen}
    return page(request, "bands/press_piece.html", context, faults_of_form(form))


@login_required
@require_POST
def press_piece_move(request, slug, part, piece_id):
    """One place up or down."""
    party = _party(request, slug, part)
    steps = 1 if request.POST.get("to") == "down" else -1
    move_piece(acting_user=request.user, party=party, part=part, piece_id=piece_id, steps=steps)
    return redirect("bands:press_part", party.slug, part)


@login_required
@require_POST
def press_piece_remove(request, slug, part, piece_id):
    """Leave one out."""
    party = _party(request, slug, part)
    remove_piece(acting_user=request.user, party=party, part=part, piece_id=piece_id)
    messages.success(request, _("Removed from your draft."))
    return redirect("bands:press_part", party.slug, part)


def _party(request, slug, part):
    if part not in PIECE_FORMS:
        raise Http404
    return get_led_band_for(request.user, slug).party


def _added(request, party, part, form):
    if part == "tracks":
        return form.act(add_track, acting_user=request.user, party=party, **form.cleaned_data)
    return form.act(add_piece, acting_user=request.user, party=party, part=part, **form.cleaned_data)


def _rows(party, kit, part):
    """Each with what its line shows beside its words: the sound of a track."""
    sounds = sounds_of(party) if part == "tracks" else {}
    return [(piece, sounds.get(getattr(piece, "sound", ""))) for piece in getattr(kit, part)]

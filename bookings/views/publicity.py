"""What a show tells its audience: poster, tickets, since when it is known. Nobody's agreement hangs on any of it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings.access import get_own_show_for
from bookings.actions import remove_poster, set_announcement, set_poster, set_tickets
from bookings.forms import AnnouncementForm, PosterForm, TicketsForm
from bookings.models import Show
from idempotency.forms import once_per_token


@require_safe
@login_required
def show_publicity(request: HttpRequest, show_id: UUID) -> HttpResponse:
    """The poster and the tickets of a show, each with its form."""
    return _page(request, get_own_show_for(request.user, show_id))


@require_POST
@login_required
@once_per_token
def show_tickets(request: HttpRequest, show_id: UUID) -> HttpResponse:
    """Say where tickets are sold, and for how much."""
    show = get_own_show_for(request.user, show_id)
    form = TicketsForm(request.POST, show=show)
    if not (form.is_valid() and form.act(set_tickets, acting_user=request.user, show=show, **form.terms())):
        return _page(request, show, tickets_form=form)
    messages.success(request, _("Saved."))
    return redirect("bookings:show", show.pk)


@require_POST
@login_required
@once_per_token
def show_announcement(request: HttpRequest, show_id: UUID) -> HttpResponse:
    """Say since when everybody may know the show."""
    show = get_own_show_for(request.user, show_id)
    form = AnnouncementForm(request.POST, show=show)
    if not (form.is_valid() and form.act(set_announcement, acting_user=request.user, show=show, **form.terms())):
        return _page(request, show, announcement_form=form)
    messages.success(request, _("Saved."))
    return redirect("bookings:show", show.pk)


@require_POST
@login_required
@once_per_token
def poster_add(request: HttpRequest, show_id: UUID) -> HttpResponse:
    """Hang a poster, in place of the one that hangs there."""
    show = get_own_show_for(request.user, show_id)
    form = PosterForm(request.POST, request.FILES)
    if not (form.is_valid() and form.act(set_poster, acting_user=request.user, show=show, **form.cleaned_data)):
        return _page(request, show, poster_form=form)
    messages.success(request, _("Poster uploaded."))
    return redirect("bookings:show_publicity", show.pk)


@require_POST
@login_required
def poster_remove(request: HttpRequest, show_id: UUID) -> HttpResponse:
    """Take the poster down, for good."""
    show = get_own_show_for(request.user, show_id)
    remove_poster(acting_user=request.user, show=show)
    messages.success(request, _("Poster removed."))
    return redirect("bookings:show_publicity", show.pk)


def _page(request: HttpRequest, show: Show, **forms) -> HttpResponse:
    """With a form that was refused: 422."""
    context = {
        "tickets_form": TicketsForm(show=show),
        "poster_form": PosterForm(),
        "announcement_form": AnnouncementForm(show=show),
        "show": show,
    }
    return render(request, "bookings/show_publicity.html", context | forms, status=422 if forms else 200)

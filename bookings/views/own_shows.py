"""A night that a band puts on itself, at an address: making it, and changing it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import get_led_party_for
from accounts.models import Party
from accounts.states import PLAYING_KINDS, PartyKind
from bookings.access import get_own_show_for
from bookings.actions import create_show, update_show
from bookings.forms.shows import FIELD_OF, OwnShowForm
from bookings.models import Show
from bookings.states import ShowState
from engagements.forms.refusals import add_errors
from engagements.pages.refusals import say_refusal
from idempotency.forms import once_per_token
from web.errors import Refusal
from web.users import SignedInRequest

USUAL_TIMES = {"load_in": "17:00", "doors": "20:00", "starts": "21:00", "ends": "00:00"}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once_per_token
def bill_new(request: SignedInRequest) -> HttpResponse:
    """Make a show of one's band at an address, published at once or kept as a draft; its bill is built next."""
    owners = _own_acts(request)
    owner = _chosen(request, owners)
    if owner is None:
        return render(request, "bookings/bill_new.html", {"owners": owners})
    if request.method != "POST":
        return _page(request, owner, OwnShowForm(initial=USUAL_TIMES, owner=owner), owners=owners)
    form = OwnShowForm(request.POST, owner=owner)
    if not form.is_valid():
        return _page(request, owner, form, owners=owners, status=422)
    publish = "publish" in request.POST
    try:
        show = create_show(acting_user=request.user, owner=owner, publish=publish, **form.terms())
    except ValidationError as error:
        add_errors(form, error, FIELD_OF)
        return _page(request, owner, form, owners=owners, status=422)
    except Refusal as refusal:
        said = say_refusal(refusal, owner.timezone)
        return _page(request, owner, form, owners=owners, refusal=said, status=refusal.status)
    for note in form.moved:
        messages.info(request, note)
    messages.success(request, _("Published. Acts can apply now.") if publish else _("Saved as a draft."))
    return redirect("bookings:bill", show.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once_per_token
def own_show_edit(request: HttpRequest, show_id: UUID) -> HttpResponse:
    """Change the texts and times of a draft or an open show at an address."""
    show = get_own_show_for(request.user, show_id)
    if show.stage is not None:
        return redirect("bookings:show_edit", show.pk)
    if show.state in (ShowState.PLAYED, ShowState.CANCELLED):
        messages.info(request, _("This show is over or cancelled and can’t be changed."))
        return redirect("bookings:show", show.pk)
    if request.method != "POST":
        form = OwnShowForm(show=show, owner=show.owner)
        return _page(request, show.owner, form, show=show)
    form = OwnShowForm(request.POST, show=show, owner=show.owner)
    if not form.is_valid():
        return _page(request, show.owner, form, show=show, status=422)
    try:
        update_show(acting_user=request.user, show=show, **form.changed_terms())
    except ValidationError as error:
        add_errors(form, error, FIELD_OF)
        return _page(request, show.owner, form, show=show, status=422)
    except Refusal as refusal:
        said = say_refusal(refusal, show.timezone)
        return _page(request, show.owner, form, show=show, refusal=said, status=refusal.status)
    for note in form.moved:
        messages.info(request, note)
    messages.success(request, _("Saved."))
    return redirect("bookings:show", show.pk)


def _own_acts(request: SignedInRequest) -> list[Party]:
    return list(Party.objects.led_by(request.user).filter(kind__in=PLAYING_KINDS - {PartyKind.PERSON}).order_by("name"))


def _chosen(request: HttpRequest, owners: list[Party]) -> Party | None:
    """Whose show it is to be: the band that was named, or the only one."""
    slug = (request.POST if request.method == "POST" else request.GET).get("owner", "")
    if slug:
        return get_led_party_for(request.user, slug)
    return owners[0] if len(owners) == 1 else None


def _page(
    request: HttpRequest, owner: Party, form: OwnShowForm, *, status: int = 200, show: Show | None = None, **said
) -> HttpResponse:
    context = {"owner": owner, "form": form, "show": show, **said}
    return render(request, "bookings/bill_new.html", context, status=status)

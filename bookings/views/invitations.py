"""Inviting an act to a spot, by name and by link; and the page behind such a link."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require_active
from accounts.errors import NotApproved
from accounts.models import Party
from availability.ranges import Period
from bookings.access import can_fill_spot, can_see_show, get_spot_for, show_view
from bookings.access.bills import get_spot_invite, why_over, working_invites_of
from bookings.actions import create_spot_invite, invite_act, revoke_spot_invite, use_spot_invite
from bookings.actions.turns import require_active_headliner
from bookings.forms import ActSearchForm, InvitationForm, LinkAnswerForm, LinkForm
from bookings.models import Spot, SpotInvite
from bookings.pages.clashes import clashes_for
from bookings.queries.acquaintance import find_refusal
from bookings.queries.acts import find_acts, named_act
from bookings.queries.bills import currencies_of
from bookings.views.applying import chosen_act, led_acts
from bookings.words.waiting import waited_for
from engagements.forms.messages import conflicts_read, lineup_choices
from engagements.forms.refusals import add_errors
from engagements.pages.refusals import say_refusal
from engagements.queries.lineups import check_act
from idempotency.forms import once_per_token
from web.errors import Refusal
from web.fields import row_field
from web.texts import isolated_words
from web.users import SignedInRequest

NAMES = {"answer_by": "days"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once_per_token
def spot_invite(request: SignedInRequest, spot_id: UUID) -> HttpResponse:
    """Find an act by its name and invite it to a spot."""
    spot = _fillable_spot(request, spot_id)
    if request.method != "POST" and (barred := _barred(request, spot)):
        return barred
    act = named_act((request.POST if request.method == "POST" else request.GET).get("act", ""))
    if request.method != "POST":
        return _page(request, spot, act=act)
    form = InvitationForm(request.POST, spot=spot, currencies=currencies_of(spot.show))
    if act is None:
        return _page(request, spot, problems=[_("Choose an act.")], status=422)
    if not form.is_valid():
        return _page(request, spot, act=act, form=form, status=422)
    try:
        invite_act(acting_user=request.user, spot=spot, act=act, **form.terms(spot.call_at))
    except ValidationError as error:
        add_errors(form, error, NAMES)
        return _page(request, spot, act=act, form=form, status=422)
    except Refusal as refusal:
        said = say_refusal(refusal, spot.show.timezone)
        return _page(request, spot, act=act, form=form, refusal=said, status=refusal.status)
    messages.success(request, _("Invited. We’ll tell you when %(act)s answers.") % isolated_words({"act": act.name}))
    return redirect("bookings:show", spot.show_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once_per_token
def spot_link_new(request: SignedInRequest, spot_id: UUID) -> HttpResponse:
    """Make a link to a spot; the answer shows its address, this one time."""
    spot = _fillable_spot(request, spot_id)
    if request.method != "POST":
        return redirect("bookings:spot_invite", spot.pk)
    form = LinkForm(request.POST, currencies=currencies_of(spot.show))
    slug = request.POST.get("act", "")
    act = named_act(slug) if slug else None
    if slug and act is None:
        return _page(request, spot, problems=[_("Choose an act.")], status=422)
    if not form.is_valid():
        return _page(request, spot, act=act, link_form=form, status=422)
    try:
        _invite, token = create_spot_invite(acting_user=request.user, spot=spot, act=act, **form.terms())
    except ValidationError as error:
        add_errors(form, error, {})
        return _page(request, spot, act=act, link_form=form, status=422)
    except Refusal as refusal:
        said = say_refusal(refusal, spot.show.timezone)
        return _page(request, spot, act=act, link_form=form, refusal=said, status=refusal.status)
    return _page(request, spot, link=request.build_absolute_uri(reverse("bookings:spot_link", args=[token])))


@require_POST
@login_required
def spot_link_revoke(request: HttpRequest, spot_id: UUID, invite_id: UUID) -> HttpResponse:
    """End a link; what it has led to stays."""
    spot = _fillable_spot(request, spot_id)
    invite = spot.invites.filter(pk=invite_id).first()
    if invite is None:
        raise Http404
    revoke_spot_invite(acting_user=request.user, invite=invite)
    messages.success(request, _("Link revoked."))
    return redirect("bookings:spot_invite", spot.pk)


def _fillable_spot(request: HttpRequest, spot_id: UUID) -> Spot:
    spot = get_spot_for(request.user, spot_id)
    if not can_fill_spot(request.user, spot):
        raise PermissionDenied
    return spot


def _barred(request: SignedInRequest, spot: Spot) -> HttpResponse | None:
    """Back to the show, with the reason, where who invites is suspended or closed."""
    try:
        require_active(spot.show.owner)
        require_active_headliner(request.user, spot.show)
    except NotApproved as refusal:
        messages.error(request, str(refusal.detail))
        return redirect("bookings:show", spot.show_id)
    return None


def _page(
    request: SignedInRequest,
    spot: Spot,
    *,
    act: Party | None = None,
    form: InvitationForm | None = None,
    status: int = 200,
    **said,
) -> HttpResponse:
    search = ActSearchForm(request.GET)
    text = search.cleaned_data["q"] if search.is_valid() else ""
    likely = currencies_of(spot.show)
    form = form or InvitationForm(spot=spot, currencies=likely)
    context = {
        "spot": spot,
        "show": show_view(request.user, spot.show, is_named=True),
        "search": search,
        "asked": text,
        "found": find_acts(text),
        "act": act,
        "form": form,
        "card_problem": form.card_problem(act) if act else "",
        "link_form": LinkForm(initial={"act": act.slug if act else ""}, currencies=likely),
        "invites": working_invites_of(spot, now()),
        "unwelcome": find_refusal(request.user, spot.show.owner, act) if act else None,
    }
    return render(request, "bookings/spot_invite.html", context | said, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def spot_link(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites, to what night; signed in, a form to come with one's act. Looking at it changes nothing."""
    invite = get_spot_invite(token)
    if request.method != "POST":
        return _link_page(request, invite, _link_form(request, invite))
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    return _come_by_link(request, invite)


@once_per_token
def _come_by_link(request: HttpRequest, invite: SpotInvite) -> HttpResponse:
    form = _link_form(request, invite)
    if not form.is_valid():
        return _link_page(request, invite, form, status=422)
    try:
        despite = conflicts_read(request.POST)
        booking = use_spot_invite(acting_user=request.user, invite=invite, despite_conflicts=despite, **form.terms())
    except ValidationError as error:
        add_errors(form, error, {})
        return _link_page(request, invite, form, status=422)
    except Refusal as refusal:
        said = say_refusal(refusal, invite.spot.show.timezone)
        return _link_page(request, invite, form, status=refusal.status, refusal=said)
    if invite.act_id:
        messages.success(request, _("Here’s your invitation. Nothing is booked until you accept."))
    else:
        messages.success(
            request,
            _("Applied. We’ll tell you when %(host)s answers.") % isolated_words({"host": invite.spot.show.owner.name}),
        )
    return redirect("bookings:booking", booking.pk)


def _link_form(request: HttpRequest, invite: SpotInvite) -> LinkAnswerForm:
    acts = led_acts(request)
    acts = acts.filter(pk=invite.act_id) if invite.act_id else acts
    act = chosen_act(request, acts)
    return LinkAnswerForm(
        request.POST if request.method == "POST" else None,
        acts=acts,
        is_named=bool(invite.act_id),
        **lineup_choices(act),
    )


def _link_page(
    request: HttpRequest, invite: SpotInvite, form: LinkAnswerForm, *, status: int = 200, **said
) -> HttpResponse:
    """The page of a link as it stands now; one that is over says so."""
    over, spot = why_over(invite, now()), invite.spot
    acts = row_field(form, "act").queryset
    act = chosen_act(request, acts)
    context = {
        "invite": invite,
        "over": over,
        "spot": spot,
        "show": show_view(request.user, spot.show, is_named=can_see_show(request.user, spot.show)),
        "acts": acts,
        "act": act,
        "check": check_act(act, Period(spot.call_at, spot.released_at), spot.show_id) if act and not over else None,
        "clashes": clashes_for(act, spot) if act and not over else "",
        "form": form,
        "waits_for": waited_for(act, spot) if act and not over else "",
        "unwelcome": _why_not(request, invite, act) if act and not over else None,
    }
    status = 409 if over and status == 200 else status
    return render(request, "bookings/spot_link.html", context | said, status=status)


def _why_not(request: HttpRequest, invite: SpotInvite, act: Party) -> Refusal | None:
    user = request.user
    return find_refusal(user, act, invite.spot.show.owner) if user.is_authenticated else None

"""Holding a night, or several of which one is wanted; and restoring the holds that a show released."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import acting_party, my_parties
from accounts.models import Party
from accounts.states import Approval
from bookings.access import get_own_show_for
from engagements.forms.refusals import add_errors
from engagements.pages.refusals import say_refusal
from holds.actions import place_hold, place_offer, restore_ladder
from holds.forms.holds import FIELD_OF, HoldForm
from holds.models import Hold
from holds.pages.ladders import Holders, acts_among, holders_among, without_barred
from holds.queries.holds import standing_holders
from idempotency.forms import once_per_token
from venues.access import get_venue_for
from venues.models import Venue
from venues.queries.policies import policy_of
from web.errors import Refusal
from web.redirects import redirect_renamed
from web.users import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once_per_token
def hold_new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Hold a night on one of a venue's stages: as the venue, or as whom its house rules let."""
    venue = get_venue_for(request.user, slug)
    if venue.party.slug != slug and request.method != "POST":
        return redirect_renamed(request, "holds:hold_new", venue.party.slug)
    holders = holders_among(my_parties(request), venue.party, policy_of(venue))
    if request.method != "POST":
        holders = without_barred(request.user, venue.party, holders)
        form = HoldForm(initial=_initial(request, holders.known, venue), venue=venue, holders=holders.known)
        return _page(request, venue, form, holders)
    form = HoldForm(request.POST, venue=venue, holders=holders.known)
    if not form.is_valid():
        return _page(request, venue, form, holders, status=422)
    try:
        made = _place(request, form)
    except ValidationError as error:
        add_errors(form, error, FIELD_OF)
        return _page(request, venue, form, holders, status=422)
    except Refusal as refusal:
        said = say_refusal(refusal, venue.party.timezone)
        return _page(request, venue, form, holders, status=refusal.status, refusal=said)
    for note in form.moved:
        messages.info(request, note)
    done = ngettext("Night on hold.", "%(count)d nights on hold.", len(made)) % {"count": len(made)}
    messages.success(request, done)
    return redirect("holds:hold", made[0].pk)


def _place(request: HttpRequest, form: HoldForm) -> list[Hold]:
    said, nights = form.cleaned_data, form.nights()
    terms = {"acting_user": request.user, "holder": said["holder"], "stage": said["stage"]}
    terms |= form.acting(acts_among(my_parties(request))) | form.terms()
    if len(nights) == 1:
        return [place_hold(night=nights[0], **terms)]
    return list(place_offer(nights=nights, title=said["title"], **terms).holds.order_by("night"))


def _initial(request: HttpRequest, holders: list[Party], venue: Venue) -> dict[str, object]:
    """The night and stage of the address, and whom one acts for."""
    acting = acting_party(request)
    holder = venue.party if venue.party in holders else acting if acting in holders else next(iter(holders), None)
    asked = {name: request.GET.get(name, "")[:300] for name in ("night", "stage", "act")}
    return {**asked, "holder": holder.slug if holder else ""}


def _page(request: SignedInRequest, venue: Venue, form: HoldForm, holders: Holders, *, status=200, **said):
    context = {
        "venue": venue,
        "party": venue.party,
        "policy": policy_of(venue),
        "form": form,
        "holders": holders.known,
        "strangers": holders.strangers,
        "barred": holders.barred,
        "acts": acts_among(my_parties(request)),
        "is_house": venue.party in holders.known,
        "is_full": _is_full(request, venue, holders),
        "unapproved": _unapproved(holders, venue),
    }
    return render(request, "holds/hold_new.html", context | said, status=status)


def _unapproved(holders: Holders, venue: Venue) -> list[Party]:
    """Those who may hold once staff have approved them; whoever asks the venue first reads so beside that form. A venue
    that waits for approval holds its own nights, one that is suspended or closed does not."""
    asking = {stranger for stranger, _state in holders.strangers}
    if not venue.party.is_inactive:
        asking.add(venue.party)
    return [party for party in holders.known if party not in asking and party.approval != Approval.APPROVED]


def _is_full(request: SignedInRequest, venue: Venue, holders: Holders) -> bool:
    """Whether the viewer's parties have as many standing holds here as the house lets them; never for the house."""
    if not holders.known or venue.party in holders.known:
        return False
    return len(standing_holders(venue, request.user, holders.known[0])) >= policy_of(venue).most_holds


@require_POST
@login_required
@once_per_token
def ladder_restore(request: HttpRequest, show_id: UUID) -> HttpResponse:
    """Let the holds stand again that a show released which is off, or whose act is, without those that cannot."""
    show = get_own_show_for(request.user, show_id)
    try:
        holds = restore_ladder(acting_user=request.user, show=show, calls_off=request.POST.get("calls_off") == "yes")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
    else:
        done = ngettext("%(count)d hold is back.", "%(count)d holds are back.", len(holds))
        messages.success(request, done % {"count": len(holds)})
        if show.stage_id:
            return redirect("holds:stage_night", show.stage_id, show.night.isoformat())
    return redirect("bookings:show", show.pk)

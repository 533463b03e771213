"""Beginning an enquiry, and blocking the other side of one or of a booking."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import acting_party, can_lead, get_party_for
from accounts.models import Party
from accounts.states import ENQUIRY_KINDS, PartyKind
from engagements.forms.refusals import add_errors
from messaging.access import get_thread_for
from messaging.access.enquiries import askers_of, may_be_asked, waiting_askers, why_nobody_asks
from messaging.actions import block_other_side, send_enquiry, unblock_other_side
from messaging.errors import EnquiriesOff, KeyUsed
from messaging.forms import EnquiryForm
from messaging.pages.enquiries import PAGES, known_enquiries
from web.context import find_url
from web.errors import Refusal
from web.redirects import redirect_renamed
from web.users import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def enquiry_new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Write to an act, a venue or a professional before any booking; continues the existing thread if there is one."""
    party = get_party_for(request.user, slug)
    if party.kind not in ENQUIRY_KINDS:
        raise Http404
    if party.slug != slug and request.method != "POST":
        return redirect_renamed(request, "messaging:enquiry_new", party.slug)
    form = _form(request, party)
    if request.method != "POST":
        return _page(request, party, form)
    if not form.is_valid():
        return _page(request, party, form, status=422)
    try:
        sent = send_enquiry(acting_user=request.user, party=party, **form.terms())
    except ValidationError as error:
        add_errors(form, error, {})
        return _page(request, party, form, status=422)
    except Refusal as refusal:
        if isinstance(refusal, KeyUsed):
            form.renew_key()
        return _page(request, party, form, status=refusal.status, refusal=str(refusal.detail))
    return redirect(f"{reverse('messaging:thread', args=[sent.thread_id])}#m{sent.number}")


def _form(request: SignedInRequest, party: Party) -> EnquiryForm:
    askers = askers_of(request.user, party)
    likely = next((each for each in askers if each.kind != party.kind), None)
    if acting := acting_party(request):
        likely = acting if acting in askers else None
    initial = {"night": request.GET.get("night", ""), "speaker": str(likely.pk) if likely else ""}
    posted = request.POST if request.method == "POST" else None
    return EnquiryForm(posted, user=request.user, askers=askers, initial=initial)


def _waiting(request: SignedInRequest, party: Party) -> list[Party]:
    """Those in whose name one might expect to write, but has to wait for staff: the party one acts for, or all of them
    where one acts for none and no other may write."""
    waiting = waiting_askers(request.user, party)
    if acting := acting_party(request):
        return [each for each in waiting if each == acting]
    return [] if askers_of(request.user, party) else waiting


def _page(
    request: SignedInRequest, party: Party, form: EnquiryForm, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    closed = why_nobody_asks(request.user, askers_of(request.user, party), party)
    if not may_be_asked(party, is_led=can_lead(request.user, party)):
        closed = EnquiriesOff()
    context = {
        "party": party,
        "form": form,
        "waiting": _waiting(request, party),
        "is_closed": closed is not None,
        "refusal": refusal or (str(closed.detail) if closed and status == 200 else ""),
        "page_url": find_url(PAGES[PartyKind(party.kind)], party.slug),
        "known_threads": known_enquiries(request.user, party),
    }
    return render(request, "messaging/enquiry_new.html", context, status=status)


@require_POST
@login_required
def thread_block(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """Block the other side of an enquiry or a booking, or unblock it: `is` is "block" or "unblock"."""
    found = get_thread_for(request.user, thread_id)
    change = {"block": block_other_side, "unblock": unblock_other_side}.get(request.POST.get("is", ""))
    if change:
        change(acting_user=request.user, thread=found)
    return redirect("messaging:thread", thread_id)

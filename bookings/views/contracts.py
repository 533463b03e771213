"""The contract of a booking: made of the agreed terms, read, signed and downloaded."""

import datetime as dt
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bookings.access.money import contract_views, get_contract_for, get_money_booking_for
from bookings.actions.contracts import make_contract, sign_contract
from bookings.models import Booking
from bookings.pages.contracts import contract_file, signed_contract_file
from bookings.pdf.contracts import contract_sections
from bookings.queries.contracts import language_of
from bookings.queries.money import active_sides
from bookings.states import BookingState
from engagements.forms.contracts import ContractForm, ContractSignatureForm
from engagements.forms.refusals import add_errors
from engagements.pages.refusals import say_refusal
from engagements.states import Side
from idempotency.forms import once_per_token
from web.dates import say_full_day
from web.errors import Refusal


@require_safe
@login_required
def contract(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """What the newest version says, who has signed it, and the versions before."""
    return _page(request, get_money_booking_for(request.user, booking_id))


@require_POST
@login_required
@once_per_token
def contract_make(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Freeze the terms as they are now into the next version."""
    found = get_money_booking_for(request.user, booking_id)
    form = ContractForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, form=form)
    try:
        make_contract(acting_user=request.user, booking=found, language=form.cleaned_data["language"])
    except Refusal as refusal:
        return _page(request, found, status=refusal.status, refusal=refusal)
    messages.success(request, _("Contract created. We’ve told the other side."))
    return redirect("bookings:contract", booking_id)


@require_POST
@login_required
@once_per_token
def contract_sign(request: HttpRequest, booking_id: UUID, number: int) -> HttpResponse:
    """Put one's name below a version; the time and the address that it comes from are kept with it."""
    found = get_contract_for(request.user, booking_id, number)
    form = ContractSignatureForm(request.POST)
    if not form.is_valid():
        return _page(request, found.booking, status=422, signing=form)
    side, name = Side(form.cleaned_data["side"]), form.cleaned_data["name"]
    try:
        sign_contract(acting_user=request.user, contract=found, side=side, name=name, address=_address(request))
    except ValidationError as error:
        add_errors(form, error, {})
        return _page(request, found.booking, status=422, signing=form)
    except Refusal as refusal:
        return _page(request, found.booking, status=refusal.status, refusal=refusal)
    messages.success(request, _("Signed. We’ve told the other side."))
    return redirect("bookings:contract", booking_id)


@never_cache
@require_safe
@login_required
def contract_pdf(request: HttpRequest, booking_id: UUID, number: int) -> HttpResponse:
    """The frozen document of one version, byte for byte as it was hashed."""
    return contract_file(get_contract_for(request.user, booking_id, number))


@never_cache
@require_safe
@login_required
def contract_signed_pdf(request: HttpRequest, booking_id: UUID, number: int) -> HttpResponse:
    """A copy of a version with the signatures made so far, in the language of the contract."""
    return signed_contract_file(get_contract_for(request.user, booking_id, number))


def _address(request: HttpRequest) -> str:
    """The signer's address, behind as many proxies as the settings trust."""
    return get_adapter(request).get_client_ip(request)


def _page(request: HttpRequest, found: Booking, *, status: int = 200, form=None, refusal=None, **said) -> HttpResponse:
    versions = contract_views(request.user, found)
    is_confirmed = found.state == BookingState.CONFIRMED
    if not versions and not is_confirmed:
        raise Http404
    newest = versions[0] if versions else None
    may_make = bool(is_confirmed and active_sides(request.user, found))
    context = {
        "booking": found,
        "show": found.spot.show,
        "newest": newest,
        "older": versions[1:],
        "sections": _sections(newest),
        "language": dict(settings.LANGUAGES).get(newest.contract.language, "") if newest else "",
        "form": form or ContractForm(initial={"language": language_of(found.spot.show.owner)}),
        "may_make": may_make,
        "signatures": _signature_forms(found, newest, said.get("signing")),
        "refusal": say_refusal(refusal, found.spot.show.timezone) if refusal else None,
    }
    return render(request, "bookings/contract.html", context, status=status)


def _sections(newest) -> list[dict]:
    if newest is None:
        return []
    terms = newest.contract.terms
    night = say_full_day(dt.date.fromisoformat(terms["night"]))
    return [section for section in contract_sections(terms, night) if section["lines"]]


def _signature_forms(found: Booking, newest, sent) -> list[tuple[str, ContractSignatureForm]]:
    """One for each side that the viewer may sign for now, with the name of its party."""
    parties = {Side.ACT: found.act, Side.HOST: found.spot.show.owner}
    forms = []
    for side in newest.unsigned if newest else ():
        is_sent = sent is not None and sent.data.get("side") == side
        form = sent if is_sent else ContractSignatureForm(initial={"side": side})
        form.auto_id = f"id_{side}_%s"
        forms.append((parties[side].name, form))
    return forms

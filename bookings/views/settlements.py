"""The settlement of a booking: both sides write it down, comment it and sign it; and what the line-up shares of it."""

from itertools import chain
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bookings.access.money import (
    can_share,
    get_settlement_for,
    get_split_for,
    settlement_view,
    shares_for,
    statement_of,
)
from bookings.actions.settlements import change_settlement, comment_settlement, sign_settlement
from bookings.actions.shares import share_settlement
from bookings.forms.settlements import CommentForm, SettlementForm, SharesForm, SignatureForm
from bookings.hooks import in_settlement
from bookings.models import Settlement
from bookings.queries.money import is_superseded, lines_of, playing_entries
from engagements.deals import Deal
from engagements.forms.refusals import add_errors
from engagements.pages.refusals import say_refusal
from engagements.states import Side
from idempotency.forms import once_per_token
from web.errors import Refusal
from web.users import SignedInRequest


@require_safe
@login_required
def settlement(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """What came in, what it cost and what the act gets, every step explained; who has signed it."""
    return _page(request, get_settlement_for(request.user, booking_id))


@require_POST
@login_required
def settlement_statement(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """What is typed, reckoned and not stored; the statement alone for htmx."""
    found = get_settlement_for(request.user, booking_id)
    form = _form(found, request.POST)
    status = 200 if form.is_valid() else 422
    typed = statement_of(Deal.of(found.deal), form.lines, found.currency_id) if status == 200 else None
    if request.htmx:
        context = {"statement": typed, "form": form, "is_typed": True}
        return render(request, "bookings/_settlement_statement.html", context, status=status)
    return _page(request, found, status=status, form=form, typed=typed)


@require_POST
@login_required
@once_per_token
def settlement_change(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Store what is typed: the other side is told, and signatures made before no longer count."""
    found = get_settlement_for(request.user, booking_id)
    form = _form(found, request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, form=form)
    try:
        changed = change_settlement(
            acting_user=request.user, booking=found.booking, version=form.cleaned_data["version"], lines=form.lines
        )
    except ValidationError as error:
        add_errors(form, error, {})
        return _page(request, found, status=422, form=form)
    except Refusal as refusal:
        return _refused(request, booking_id, refusal, typed=request.POST)
    is_new = changed.version > found.version
    messages.success(request, _("Saved. We’ve told the other side.") if is_new else _("Nothing has changed."))
    return redirect("bookings:settlement", booking_id)


@require_POST
@login_required
@once_per_token
def settlement_sign(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Put one's name below the version that one has seen."""
    found = get_settlement_for(request.user, booking_id)
    form = SignatureForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, signing=form)
    try:
        sign_settlement(acting_user=request.user, booking=found.booking, **form.terms())
    except Refusal as refusal:
        return _refused(request, booking_id, refusal)
    messages.success(request, _("Signed. We’ve told the other side."))
    return redirect("bookings:settlement", booking_id)


@require_POST
@login_required
@once_per_token
def settlement_comment(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Say a word on it."""
    found = get_settlement_for(request.user, booking_id)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, comment_form=form)
    comment_settlement(acting_user=request.user, booking=found.booking, text=form.cleaned_data["text"])
    messages.success(request, _("Comment posted. We’ve told the other side."))
    return redirect("bookings:settlement", booking_id)


@require_safe
@login_required
def split(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Who of the line-up gets what, for the act's leaders; one's own share for who plays."""
    found, reads_all = get_split_for(request.user, booking_id)
    return _split_page(request, found, reads_all=reads_all)


@require_POST
@login_required
@once_per_token
def split_change(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Say who gets what; whose amount is another now is told."""
    found, reads_all = get_split_for(request.user, booking_id)
    if not can_share(request.user, found.booking):
        raise PermissionDenied
    form = _shares_form(request, found, request.POST)
    if form.is_valid():
        try:
            share_settlement(acting_user=request.user, booking=found.booking, shares=form.shares)
        except ValidationError as error:
            add_errors(form, error, {})
        else:
            messages.success(request, _("Saved. We’ve told everyone whose share changed."))
            return redirect("bookings:split", booking_id)
    return _split_page(request, found, reads_all=reads_all, form=form, status=422)


@require_POST
@login_required
def split_row(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """One more line for somebody who shares, with all that was typed; nothing is stored."""
    found, reads_all = get_split_for(request.user, booking_id)
    if not can_share(request.user, found.booking):
        raise PermissionDenied
    form = _shares_form(request, found, request.POST)
    return _split_page(request, found, reads_all=reads_all, form=form, status=200 if form.is_valid() else 422)


def _form(found: Settlement, data=None) -> SettlementForm:
    return SettlementForm(
        data, currency=found.currency_id, lines=lines_of(found), initial={"version": found.version}
    )  # fmt: skip


def _refused(request: SignedInRequest, booking_id: UUID, refusal: Refusal, *, typed=None) -> HttpResponse:
    """The page as it is by now, with what was typed kept and ready to be sent for the present version."""
    found = get_settlement_for(request.user, booking_id)
    form = None
    if typed is not None:
        data = typed.copy()
        data["version"] = found.version
        form = _form(found, data)
    said = say_refusal(refusal, found.booking.spot.show.timezone)
    return _page(request, found, status=refusal.status, refusal=said, form=form)


def _page(
    request: SignedInRequest, found: Settlement, *, status: int = 200, form=None, typed=None, **said
) -> HttpResponse:
    view = settlement_view(request.user, found)
    context = {
        "settlement": view,
        "booking": found.booking,
        "show": found.booking.spot.show,
        "statement": typed or view.statement,
        "is_typed": typed is not None,
        "form": form or _form(found),
        "notices": tuple(chain.from_iterable(in_settlement(request.user, found.booking, view.statement.result_minor))),
        "awaited": _awaited(view),
        "signatures": _signature_forms(view, said.pop("signing", None)),
        "comment_form": said.pop("comment_form", None) or CommentForm(),
        **said,
    }
    return render(request, "bookings/settlement.html", context, status=status)


def _awaited(view) -> list[str]:
    """Who has not signed yet; nobody once it is signed or no longer counts."""
    if view.is_signed or view.is_superseded or view.is_disputed:
        return []
    signed = {signature.side for signature in view.signatures}
    parties = {Side.ACT: view.booking.act, Side.HOST: view.booking.spot.show.owner}
    return [party.name for side, party in parties.items() if side not in signed]


def _signature_forms(view, sent: SignatureForm | None) -> list[tuple[str, SignatureForm]]:
    """One for each side that the viewer may sign for now, with the name of its party."""
    parties = {Side.ACT: view.booking.act, Side.HOST: view.booking.spot.show.owner}
    forms = []
    for side in view.unsigned if view.is_played else ():
        is_sent = sent is not None and sent.data.get("side") == side
        form = sent if sent is not None and is_sent else SignatureForm(initial={"version": view.version, "side": side})
        form.auto_id = f"id_{side}_%s"
        forms.append((parties[side].name, form))
    return forms


def _shares_form(request: SignedInRequest, found: Settlement, data=None) -> SharesForm:
    shares = shares_for(request.user, found, reads_all=True)
    return SharesForm(data, currency=found.currency_id, shares=shares, entries=playing_entries(found.booking))


def _split_page(
    request: SignedInRequest, found: Settlement, *, reads_all: bool, form: SharesForm | None = None, status: int = 200
) -> HttpResponse:
    may_change = reads_all and can_share(request.user, found.booking)
    context = {
        "booking": found.booking,
        "show": found.booking.spot.show,
        "shares": shares_for(request.user, found, reads_all=reads_all),
        "reads_all": reads_all,
        "currency": found.currency_id,
        "result_minor": found.result_minor if reads_all else None,
        "is_superseded": is_superseded(found),
        "form": form or (_shares_form(request, found) if may_change else None),
    }
    return render(request, "bookings/split.html", context, status=status)

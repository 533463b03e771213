"""Holds: one's own, the page of one and every move on it; each re-renders the panel that it changed."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.access import my_parties
from engagements.forms.messages import conflicts_read
from engagements.forms.refusals import add_errors
from engagements.pages.refusals import say_refusal
from holds.access.holds import get_hold_for, get_own_hold_for
from holds.actions import (
    agree_to_hold,
    challenge_hold,
    change_hold,
    confirm_hold,
    decline_proposal,
    rank_hold,
    release_hold,
    withdraw_challenge,
    withdraw_proposal,
)
from holds.forms.holds import (
    FIELD_OF,
    ChallengeForm,
    ConfirmForm,
    DeclineForm,
    ProposalForm,
    RankForm,
    ReleaseForm,
    TermsForm,
)
from holds.models import Hold
from holds.pages.ladders import HoldPanel, hold_panel_of, latest_challenge, my_holds, proposed_words
from idempotency.forms import once_per_token
from web.errors import Refusal
from web.htmx import HtmxRequest
from web.money import typed_amount
from web.streams import sign_topics
from web.users import SignedInRequest


@require_safe
@login_required
def holds(request: HttpRequest) -> HttpResponse:
    """The nights that one's bands, venues and agencies hold: the rank of each, until when, and what it waits for."""
    past = request.GET.get("scope") == "past"
    parties = [mine.party for mine in my_parties(request) if mine.is_led]
    context = {"groups": my_holds(request.user, parties, past=past), "past": past, "has_parties": bool(parties)}
    return render(request, "holds/holds.html", context)


@require_safe
@login_required
@vary_on_headers("HX-Request")
def hold(request: SignedInRequest, hold_id: UUID) -> HttpResponse:
    """A hold for its people: its rank, until when, its terms, and what can be done."""
    return _answer(request, hold_id)


@require_safe
@login_required
def hold_panel(request: SignedInRequest, hold_id: UUID) -> HttpResponse:
    """The panel alone, for live pages; without htmx, the page it stands on."""
    if not request.htmx:
        return redirect("holds:hold", hold_id)
    return _answer(request, hold_id)


@login_required
@never_cache
@require_safe
def hold_stream_token(request: SignedInRequest, hold_id: UUID) -> HttpResponse:
    """A fresh token for the private stream of a hold, as plain text."""
    topic = get_hold_for(request.user, hold_id).topic
    return HttpResponse(sign_topics(request.user.pk, [topic]), content_type="text/plain")


@require_POST
@login_required
@once_per_token
def hold_confirm(request: SignedInRequest, hold_id: UUID) -> HttpResponse:
    """The venue makes a show of the night: its stage is promised, and its act too where both sides have agreed. Whoever
    else confirms proposes it to the venue."""
    panel = hold_panel_of(request.user, get_own_hold_for(request.user, hold_id).pk)
    form = _confirm_form(panel, request.POST)
    if not form.is_valid():
        return _answer(request, hold_id, confirm_form=form, form=form, status=422)
    try:
        said = {"read": request.POST.get("read"), "despite_conflicts": conflicts_read(request.POST)}
        found = confirm_hold(acting_user=request.user, hold=panel.hold, **said, **form.answer())
    except ValidationError as error:
        add_errors(form, error, FIELD_OF)
        return _answer(request, hold_id, confirm_form=form, form=form, status=422)
    except Refusal as refusal:
        return _answer(request, hold_id, confirm_form=form, refusal=refusal, status=refusal.status)
    if found.show_id:
        messages.success(request, _("Confirmed. We’ve told everyone involved."))
        return redirect("bookings:show", found.show_id)
    messages.success(request, proposed_words(hold_panel_of(request.user, hold_id).view))
    return redirect("holds:hold", hold_id)


@require_POST
@login_required
@once_per_token
def hold_decline(request: SignedInRequest, hold_id: UUID) -> HttpResponse:
    """The venue declines what was proposed to it; the hold stands on."""
    found = get_own_hold_for(request.user, hold_id)
    decline = partial(decline_proposal, read=request.POST.get("read"))
    return _say(request, found, DeclineForm, _("Declined. We’ve told the other side."), decline)


@require_POST
@login_required
@once_per_token
def hold_proposal_withdraw(request: SignedInRequest, hold_id: UUID) -> HttpResponse:
    """Take one's proposal to the venue back."""
    found = get_own_hold_for(request.user, hold_id)
    done = _("Proposal withdrawn. We’ve told the venue.")
    return _say(request, found, ProposalForm, done, withdraw_proposal)


@require_POST
@login_required
@once_per_token
def hold_release(request: SignedInRequest, hold_id: UUID) -> HttpResponse:
    """Give the night back; those below move up. Staff may too, with a reason."""
    found = get_hold_for(request.user, hold_id)
    return _say(request, found, ReleaseForm, _("Released. We’ve told everyone involved."), release_hold)


@require_POST
@login_required
@once_per_token
def hold_challenge(request: SignedInRequest, hold_id: UUID) -> HttpResponse:
    """Ask those above to confirm or to let go: one is ready to commit."""
    found = get_own_hold_for(request.user, hold_id)
    return _say(request, found, ChallengeForm, _("We’re asking the holds ahead, one after another."), challenge_hold)


@require_POST
@login_required
@once_per_token
def hold_challenge_withdraw(request: SignedInRequest, hold_id: UUID) -> HttpResponse:
    """Take one's challenge back."""
    found = get_own_hold_for(request.user, hold_id)
    challenge = latest_challenge(found)
    return _do(
        request, found, _("Challenge withdrawn."),
        lambda: withdraw_challenge(acting_user=request.user, challenge=challenge),
    )  # fmt: skip


@require_POST
@login_required
@once_per_token
def hold_agree(request: SignedInRequest, hold_id: UUID) -> HttpResponse:
    """Accept the terms as they are."""
    found = get_own_hold_for(request.user, hold_id)
    return _do(
        request, found, _("Agreed. We’ve told the other side."),
        lambda: agree_to_hold(
            acting_user=request.user, hold=found, read=request.POST.get("read"),
            despite_conflicts=conflicts_read(request.POST),
        ),
    )  # fmt: skip


@require_POST
@login_required
@once_per_token
def hold_rank(request: SignedInRequest, hold_id: UUID) -> HttpResponse:
    """Give a hold another rank: the venue's to do."""
    found = get_own_hold_for(request.user, hold_id)
    form = RankForm(request.POST)
    if not form.is_valid():
        return _answer(request, hold_id, form=form, status=422)
    rank = form.cleaned_data["rank"]
    return _do(
        request, found, _("Order changed. We’ve told everyone involved."),
        lambda: rank_hold(acting_user=request.user, hold=found, rank=rank),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once_per_token
def hold_change(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """Change the terms of a hold; the other side is asked to agree anew."""
    panel = hold_panel_of(request.user, get_own_hold_for(request.user, hold_id).pk)
    form = _terms_form(panel, request.POST if request.method == "POST" else None)
    status, refusal = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                changed = change_hold(acting_user=request.user, hold=panel.hold, **form.terms())
                messages.success(request, _changed_words(panel.hold, changed))
                return redirect("holds:hold", hold_id)
            except ValidationError as error:
                add_errors(form, error, FIELD_OF)
            except Refusal as refused:
                refusal, status = say_refusal(refused, panel.view.timezone), refused.status
    context = {"panel": panel, "hold": panel.view, "form": form, "refusal": refusal}
    return render(request, "holds/hold_change.html", context, status=status)


def _changed_words(before: Hold, after: Hold) -> str:
    if before.terms_mark != after.terms_mark:
        return _("Saved. We’ve told the other side.")
    return _("Saved.") if before.note != after.note else _("Nothing has changed.")


def _terms_form(panel: HoldPanel, data) -> TermsForm:
    terms = panel.view.terms
    amount = typed_amount(terms.fee.amount_minor, terms.fee.currency) if terms and terms.fee else ""
    initial = TermsForm.initial_of(panel.view, amount)
    return TermsForm(data, initial=initial, venue=panel.hold.stage.venue, night=panel.view.night, view=panel.view)


def _confirm_form(panel: HoldPanel, data=None) -> ConfirmForm:
    return ConfirmForm(
        data,
        initial={"others": panel.policy.other_holds},
        view=panel.view,
        venue=panel.hold.stage.venue,
        asks_others=panel.asks_others,
    )


def _say(request: HtmxRequest, found: Hold, form_of: type, done: str, action: Callable) -> HttpResponse:
    """Call an action with what the form asks for: a message, and which proposal is meant."""
    form = form_of(request.POST)
    if not form.is_valid():
        return _answer(request, found.pk, form=form, status=422)
    return _do(request, found, done, lambda: action(acting_user=request.user, hold=found, **form.cleaned_data))


def _do(request: HtmxRequest, found: Hold, done: str, action: Callable[[], object]) -> HttpResponse:
    """Act, then show the panel as it is now; a refusal is shown on it with its status, and changes nothing."""
    try:
        action()
    except ValidationError as error:
        return _answer(request, found.pk, problems=error.messages, status=422)
    except Refusal as refusal:
        return _answer(request, found.pk, refusal=refusal, status=refusal.status)
    if request.htmx:
        return _answer(request, found.pk, done=done)
    messages.success(request, done)
    if request.POST.get("back") == "night":
        return redirect("holds:stage_night", found.stage_id, found.night.isoformat())
    return redirect("holds:hold", found.pk)


def _answer(request: HtmxRequest, hold_id: UUID, *, status: int = 200, **said) -> HttpResponse:
    """The page, or for htmx the panel, of the hold as it stands in the database now."""
    panel = hold_panel_of(request.user, hold_id)
    if "refusal" in said:
        said["refusal"] = say_refusal(said["refusal"], panel.view.timezone)
    forms = {
        "confirm_form": _confirm_form(panel),
        "release_form": ReleaseForm(),
        "challenge_form": ChallengeForm(),
        "decline_form": DeclineForm(),
    }
    template = "holds/_hold_answer.html" if request.htmx else "holds/hold.html"
    return render(request, template, {"panel": panel, "hold": panel.view, **forms, **said}, status=status)

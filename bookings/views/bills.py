"""Bills: those that one's bands head, and the running order of one, with what is looked for on it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from bookings.access import can_fill_spot, get_own_show_for, get_spot_for
from bookings.access.bills import BillRights, get_bill_for
from bookings.actions import add_spots, plan_bill, remove_spot, set_headliner_says
from bookings.forms.bills import BillForm, HeadlinerForm, WantedForm
from bookings.models import Show
from bookings.pages.bill_changes import changes_of
from bookings.pages.bills import bill_page_of, my_bills, preview_words
from bookings.queries.bills import currencies_of, has_acts, headliners_of
from bookings.queries.fitting import fitting_acts
from bookings.states import ShowState, SpotState
from engagements.forms.messages import MessageForm
from engagements.forms.refusals import add_errors
from engagements.pages.refusals import say_refusal
from idempotency.forms import once_per_token
from web.errors import Refusal
from web.users import SignedInRequest

TIMES = {"first_at": "first", "doors_at": "doors", "curfew_at": "curfew"}


@require_safe
@login_required
def bills(request: SignedInRequest) -> HttpResponse:
    """The shows that one's bands head: their own, and those where one is booked as the headliner."""
    past = request.GET.get("scope") == "past"
    return render(request, "bookings/bills.html", {"rows": my_bills(request.user, past=past), "past": past})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once_per_token
def bill(request: HttpRequest, show_id: UUID) -> HttpResponse:
    """A bill with its running order. Sending the form saves it: places, minutes, doors and curfew, all or nothing."""
    show, rights = get_bill_for(request.user, show_id)
    if request.method != "POST":
        return bill_response(request, show, rights)
    if not rights.plans:
        raise PermissionDenied
    form = bill_page_of(show, rights, request.POST).form
    if not form.is_valid():
        return bill_response(request, show, rights, form=form, status=422)
    if form.says_nothing_new:
        messages.success(request, _("Nothing has changed."))
        return redirect("bookings:bill", show.pk)
    try:
        plan_bill(
            acting_user=request.user, show=show, plan=form.plan(), version=form.cleaned_data["version"]
        )  # fmt: skip
    except ValidationError as error:
        add_errors(form, error, _fields_of(form))
        return bill_response(request, show, rights, form=form, status=422)
    except Refusal as refusal:
        return bill_response(request, show, rights, form=form, refusal=refusal)
    told = _("Saved. We’ve told every act whose times changed.") if has_acts(show) else _("Saved.")
    messages.success(request, told)
    return redirect("bookings:bill", show.pk)


@require_POST
@login_required
@vary_on_headers("HX-Request")
def bill_changes(request: SignedInRequest, show_id: UUID) -> HttpResponse:
    """What the typed running order would change for whom; nothing is stored. That list alone for htmx."""
    show, rights = get_bill_for(request.user, show_id)
    if not rights.plans:
        raise PermissionDenied
    page = bill_page_of(show, rights, request.POST)
    status = 200 if page.form.is_valid() else 422
    if request.htmx:
        context = {"changes": changes_of(page), "show": show}
        return render(request, "bookings/_bill_changes.html", context, status=status)
    return bill_response(request, show, rights, form=page.form, status=status)


def _fields_of(form: BillForm) -> dict[str, str]:
    """Where the complaints of `plan_bill` belong: it counts spots in the order that was asked for."""
    names = dict(TIMES)
    for place, wanted in enumerate(form.plan().spots or ()):
        for part in ("minutes", "changeover", "soundcheck"):
            names[f"spots.{place}.{part}"] = f"{part}_{wanted.spot.hex}"
    return names


@require_POST
@login_required
@once_per_token
def bill_spots_add(request: HttpRequest, show_id: UUID) -> HttpResponse:
    """Look for acts: open spots on the bill by role, genre and draw."""
    show = get_own_show_for(request.user, show_id)
    form = WantedForm(request.POST, currencies=currencies_of(show))
    if form.is_valid():
        try:
            made = add_spots(acting_user=request.user, show=show, **form.wish())
        except ValidationError as error:
            add_errors(form, error, {})
        except Refusal as refusal:
            return bill_again(request, show_id, refusal=refusal)
        else:
            said = ngettext("%(count)d slot is open.", "%(count)d slots are open.", len(made))
            messages.success(request, said % {"count": len(made)})
            return redirect("bookings:bill", show.pk)
    return bill_again(request, show_id, wanted=form, status=422)


@require_POST
@login_required
@once_per_token
def spot_remove(request: HttpRequest, spot_id: UUID) -> HttpResponse:
    """Take an open spot off the bill; who waits for it gets an answer."""
    spot = get_spot_for(request.user, spot_id)
    get_own_show_for(request.user, spot.show_id)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return bill_again(request, spot.show_id, problems=[*form.errors.get("message", [])], status=422)
    message = form.cleaned_data["message"]
    return act_on_bill(
        request, spot.show_id, _("Slot removed."),
        lambda: remove_spot(acting_user=request.user, spot=spot, message=message),
    )  # fmt: skip


@require_POST
@login_required
@once_per_token
def headliner_say(request: HttpRequest, show_id: UUID) -> HttpResponse:
    """Choose what the headliner may say about the other acts."""
    show = get_own_show_for(request.user, show_id)
    form = HeadlinerForm(request.POST)
    if not form.is_valid():
        return bill_again(request, show_id, headliner_form=form, status=422)
    says = form.cleaned_data["headliner_says"]
    return act_on_bill(
        request, show_id, _("Saved."),
        lambda: set_headliner_says(acting_user=request.user, show=show, headliner_says=says),
    )  # fmt: skip


@require_safe
@login_required
@vary_on_headers("HX-Request")
def spot_fitting(request: SignedInRequest, spot_id: UUID) -> HttpResponse:
    """The acts that fit an open spot by genre, draw and Green Zone, each to be heard and invited."""
    spot = get_spot_for(request.user, spot_id)
    if not can_fill_spot(request.user, spot):
        raise PermissionDenied
    is_open = spot.state == SpotState.OPEN and spot.show.state == ShowState.OPEN
    context = {"spot": spot, "show": spot.show, "found": fitting_acts(spot), "is_open": is_open}
    template = "bookings/_spot_fitting.html" if request.htmx else "bookings/spot_fitting.html"
    return render(request, template, context)


def act_on_bill(request: HttpRequest, show_id: UUID, done: str, action: Callable[[], object]) -> HttpResponse:
    """Act, then back to the bill; a refusal is shown on it with its status, and changes nothing."""
    try:
        action()
    except ValidationError as error:
        return bill_again(request, show_id, problems=error.messages, status=422)
    except Refusal as refusal:
        return bill_again(request, show_id, refusal=refusal)
    messages.success(request, done)
    return redirect("bookings:bill", show_id)


def bill_again(request: HttpRequest, show_id: UUID, **said) -> HttpResponse:
    """The bill with what could not be done said on it; `said` is what `bill_response` takes."""
    show, rights = get_bill_for(request.user, show_id)
    return bill_response(request, show, rights, **said)


def bill_response(
    request: HttpRequest,
    show: Show,
    rights: BillRights,
    *,
    form: BillForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
    **said,
) -> HttpResponse:
    """The page of a bill, with what was typed or refused."""
    page = bill_page_of(show, rights, form=form)
    context = {
        "page": page,
        "changes": changes_of(page),
        "show": show,
        "headliners": headliners_of(show),
        "wanted": WantedForm(currencies=currencies_of(show)),
        "headliner_form": HeadlinerForm(initial={"headliner_says": show.headliner_says}),
        "words": preview_words(),
        **said,
    }
    if refusal:
        context |= {"refusal": say_refusal(refusal, show.timezone)}
        status = refusal.status
    return render(request, "bookings/bill.html", context, status=status)

"""Changes: another time for a show, what went wrong, and who steps in."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import get_party_for
from bookings.access import booking_view, get_booking_for, get_spot_for
from bookings.access.changes import (
    checks_of_move,
    get_movable_show_for,
    get_move_for,
    get_refill_for,
    is_movable,
    move_view,
)
from bookings.actions import (
    answer_move,
    join_waitlist,
    leave_waitlist,
    propose_move,
    report_booking,
    start_refill,
    stop_refill,
    withdraw_move,
)
from bookings.forms.changes import ProposalForm, RefillForm, ReportForm
from bookings.models import Move, Show
from bookings.pages.clashes import move_clashes
from bookings.queries.changes import changes_of, kinds_to_report
from bookings.states import MoveState
from engagements.forms.messages import MessageForm, conflicts_read
from engagements.forms.refusals import add_errors
from engagements.pages.refusals import say_refusal
from idempotency.forms import once_per_token
from web.errors import Refusal


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once_per_token
def show_move(request: HttpRequest, show_id: UUID) -> HttpResponse:
    """Propose another time or stage for a show, in the name of its host or of an act that is booked on it. The query
    may fill in times, as the bill does."""
    show, speakers = get_movable_show_for(request.user, show_id)
    if request.method != "POST":
        form = ProposalForm.with_times(request.GET.dict(), show=show, speakers=speakers)
        return _form_page(request, show, form)
    form = ProposalForm(request.POST, show=show, speakers=speakers)
    if not form.is_valid():
        return _form_page(request, show, form, status=422)
    try:
        despite = conflicts_read(request.POST)
        move = propose_move(acting_user=request.user, show=show, despite_conflicts=despite, **form.terms())
    except ValidationError as error:
        add_errors(form, error, {name: form.field_of(name) for name in error.message_dict})
        return _form_page(request, show, form, status=422)
    except Refusal as refusal:
        said = say_refusal(refusal, show.timezone)
        return _form_page(request, show, form, status=refusal.status, refusal=said)
    for note in form.moved:
        messages.info(request, note)
    if move.state == MoveState.AGREED:
        messages.success(request, _("Moved. We’ve told everyone involved."))
        return redirect("bookings:show", show.pk)
    messages.success(request, _("Proposed. The show moves once everyone involved agrees."))
    return redirect("bookings:move", move.pk)


def _form_page(
    request: HttpRequest, show: Show, form: ProposalForm, *, status: int = 200, refusal=None
) -> HttpResponse:
    context = {"show": show, "form": form, "refusal": refusal, "is_movable": is_movable(show)}
    return render(request, "bookings/show_move.html", context, status=status)


@require_safe
@login_required
def move(request: HttpRequest, move_id: UUID) -> HttpResponse:
    """A proposal of another time: before and after, who has agreed, and what came of it."""
    return _move_page(request, get_move_for(request.user, move_id))


@require_POST
@login_required
@once_per_token
def move_answer(request: HttpRequest, move_id: UUID) -> HttpResponse:
    """Agree to another time, or decline it, for each of the sides that the user leads and that has not agreed."""
    found = get_move_for(request.user, move_id)
    sides = {str(side.booking or "host"): side for side in move_view(request.user, found).sides if side.is_mine}
    form = MessageForm(request.POST)
    side = sides.get(request.POST.get("side", ""))
    if side is None or not form.is_valid():
        problems = [_("Choose who you’re answering for.")] if side is None else form.errors.get("message", [])
        return _move_page(request, found, status=422, problems=problems)
    agrees = request.POST.get("agrees") == "yes"
    booking = None if side.booking is None else get_booking_for(request.user, side.booking)
    done = _("You’ve agreed.") if agrees else _("Declined. Nothing changes, and we’ve told everyone.")
    return _do(
        request, found, done,
        lambda: answer_move(
            acting_user=request.user, move=found, booking=booking, agrees=agrees, message=form.cleaned_data["message"],
            despite_conflicts=conflicts_read(request.POST),
        ),
    )  # fmt: skip


@require_POST
@login_required
@once_per_token
def move_withdraw(request: HttpRequest, move_id: UUID) -> HttpResponse:
    """Take back what one has proposed."""
    found = get_move_for(request.user, move_id)
    return _do(
        request, found, _("Withdrawn. Nothing changes, and we’ve told everyone."),
        lambda: withdraw_move(acting_user=request.user, move=found),
    )  # fmt: skip


def _do(request: HttpRequest, found: Move, done: str, action: Callable[[], Move]) -> HttpResponse:
    try:
        changed = action()
    except ValidationError as error:
        return _move_page(request, found, status=422, problems=error.messages)
    except Refusal as refusal:
        said = say_refusal(refusal, found.show.timezone)
        present, sent = get_move_for(request.user, found.pk), request.POST
        answered = {"answered": sent.get("side", ""), "written": sent.get("message", "")}
        return _move_page(request, present, status=refusal.status, refusal=said, **answered)
    is_moved = changed.state == MoveState.AGREED
    messages.success(request, _("Moved. We’ve told everyone involved.") if is_moved else done)
    return redirect("bookings:move", found.pk)


def _move_page(request: HttpRequest, found: Move, *, status: int = 200, **said) -> HttpResponse:
    others = found.show.moves.exclude(pk=found.pk).select_related("proposed_by").order_by("-number")
    view = move_view(request.user, found)
    waits = (view.is_open and not view.is_stale) or any(other.state == MoveState.PROPOSED for other in others)
    checks = checks_of_move(request.user, found) if "answer" in view.allowed else {}
    to_answer = [(side, checks.get(side.booking) if side.booking else None) for side in view.to_answer]
    context = {
        "view": view,
        "to_answer": to_answer,
        "others": others,
        "can_propose": is_movable(found.show) and not waits,
        "clashes": move_clashes(request.user, found) if view.is_open else [],
        **said,
    }
    return render(request, "bookings/move.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once_per_token
def booking_report(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Tell the site's staff that a night went wrong."""
    booking = get_booking_for(request.user, booking_id)
    view = booking_view(request.user, booking)
    changes = changes_of(request.user, booking, view)
    if view.side is None:
        raise Http404
    form = ReportForm(request.POST or None, kinds=kinds_to_report(booking))
    context: dict[str, object] = {"view": view, "changes": changes, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            report_booking(acting_user=request.user, booking=booking, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error, {})
        except Refusal as refusal:
            context["refusal"] = say_refusal(refusal, view.show.timezone)
            return render(request, "bookings/booking_report.html", context, status=refusal.status)
        else:
            messages.success(request, _("Reported. Staff will look into it and answer both sides."))
            return redirect("bookings:booking", booking.pk)
    return render(request, "bookings/booking_report.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
@once_per_token
def spot_waitlist(request: HttpRequest, spot_id: UUID) -> HttpResponse:
    """Wait with an act for a spot that is taken, or wait no longer."""
    spot = get_spot_for(request.user, spot_id)
    act = get_party_for(request.user, request.POST.get("act", "")[:80].replace("\0", ""))
    waits = request.POST.get("waits") != "no"
    action = join_waitlist if waits else leave_waitlist
    done = (
        _("You’re on the waiting list. We’ll ask you if the slot opens up.")
        if waits
        else _("You’re off the waiting list.")
    )
    return _back_to_show(request, spot.show_id, done, lambda: action(acting_user=request.user, spot=spot, act=act))


@require_POST
@login_required
@once_per_token
def spot_refill(request: HttpRequest, spot_id: UUID) -> HttpResponse:
    """Have others asked for an open spot: next holds, then who waits, then acts that fit."""
    spot = get_spot_for(request.user, spot_id)
    form = RefillForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("bookings:show", spot.show_id)
    return _back_to_show(
        request, spot.show_id, _("We’re inviting other acts."),
        lambda: start_refill(acting_user=request.user, spot=spot, **form.cleaned_data),
    )  # fmt: skip


@require_POST
@login_required
@once_per_token
def refill_stop(request: HttpRequest, refill_id: UUID) -> HttpResponse:
    """Ask nobody else."""
    refill = get_refill_for(request.user, refill_id)
    return _back_to_show(
        request, refill.spot.show_id, _("Stopped. We’ve told the acts who hadn’t answered."),
        lambda: stop_refill(acting_user=request.user, refill=refill),
    )  # fmt: skip


def _back_to_show(request: HttpRequest, show_id: UUID, done: str, action: Callable[[], object]) -> HttpResponse:
    """Do it and say so on the show's page; what cannot be done is said there too."""
    try:
        action()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except Refusal as refusal:
        messages.error(request, str(refusal.detail))
    else:
        messages.success(request, done)
    return redirect("bookings:show", show_id)

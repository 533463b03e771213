"""Answering those who wait for a spot, on the bill itself: by its host, and by its headliner as far as it has a say."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bookings.access.bills import get_bill_for
from bookings.actions import accept_booking, decline_booking, lift_veto, veto_booking
from bookings.models import Booking
from bookings.views.answering import offer_seen
from bookings.views.bills import act_on_bill, bill_again
from engagements.forms.messages import MessageForm
from idempotency.forms import once_per_token

ANSWERS = {
    "accept": (accept_booking, lambda act: _("%(act)s is booked. We’ve told everyone involved.") % {"act": act}),
    "decline": (decline_booking, lambda act: _("Declined. We’ve told %(act)s.") % {"act": act}),
    "veto": (veto_booking, lambda act: _("You’ve vetoed %(act)s. We’ve told the host.") % {"act": act}),
}


@require_POST
@login_required
@once_per_token
def applicant_answer(request: HttpRequest, show_id: UUID, booking_id: UUID) -> HttpResponse:
    """Accept or decline who waits for a spot, or say as the headliner that one does not want them on the bill."""
    found = _applicant(request, show_id, booking_id)
    answer = request.POST.get("answer", "")
    if answer not in ANSWERS:
        return bill_again(request, show_id, problems=[_("Choose one of these.")], status=422)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return bill_again(request, show_id, problems=[*form.errors.get("message", [])], status=422)
    action, words = ANSWERS[answer]
    said = {"message": form.cleaned_data["message"]} | ({"offer": offer_seen(request)} if answer == "accept" else {})
    return act_on_bill(
        request, show_id, words(found.act.name),
        lambda: action(acting_user=request.user, booking=found, **said),
    )  # fmt: skip


@require_POST
@login_required
@once_per_token
def veto_lift(request: HttpRequest, show_id: UUID, booking_id: UUID) -> HttpResponse:
    """Take a veto back."""
    found = _applicant(request, show_id, booking_id)
    return act_on_bill(
        request, show_id, _("Veto lifted. We’ve told the host."),
        lambda: lift_veto(acting_user=request.user, booking=found),
    )  # fmt: skip


def _applicant(request: HttpRequest, show_id: UUID, booking_id: UUID) -> Booking:
    """A booking on a bill whose applicants the user may read. Raises Http404, PermissionDenied."""
    _show, rights = get_bill_for(request.user, show_id)
    found = Booking.objects.with_show().filter(pk=booking_id, spot__show=show_id).first()
    if found is None or not rights.applicants:
        raise Http404
    return found

"""The act decides what becomes of a night whose deposit has not come."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from booking_payments.access import get_deciding_booking_for
from booking_payments.actions import release_night, wait_for_deposit
from booking_payments.forms import WaitForm
from bookings.views.bookings import act_on_booking
from engagements.forms.refusals import add_errors
from idempotency.forms import once_per_token
from web.users import SignedInRequest


@require_POST
@login_required
@once_per_token
def deposit_wait(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Give the host until the end of a day."""
    found = get_deciding_booking_for(request.user, booking_id)
    form = WaitForm(request.POST, booking=found, at=now())

    def wait() -> None:
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        try:
            wait_for_deposit(acting_user=request.user, booking=found, due_at=form.due_at)
        except ValidationError as error:
            add_errors(form, error, {"due_at": "until"})
            raise

    return act_on_booking(request, booking_id, _("We’ve told the host how long you’ll wait."), wait, wait_form=form)


@require_POST
@login_required
@once_per_token
def night_release(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Call the booking off, since its deposit has not come."""
    found = get_deciding_booking_for(request.user, booking_id)
    return act_on_booking(
        request,
        booking_id,
        _("Night released. Everyone’s time is free again."),
        lambda: release_night(acting_user=request.user, booking=found),
    )

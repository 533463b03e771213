"""The page on which one side of a booking reviews the other."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.states import BookingState
from engagements.errors import WrongState
from engagements.states import other_side
from idempotency.forms import once_per_token
from reviews.access import get_reviewable_booking_for, party_of, reviewing_side
from reviews.actions import write_review
from reviews.errors import AlreadyReviewed
from reviews.forms import ReviewForm
from web.users import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once_per_token
def review_new(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Rate the other side of a completed booking."""
    booking = get_reviewable_booking_for(request.user, booking_id)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                write_review(acting_user=request.user, booking=booking, **form.cleaned_data)
            except (WrongState, AlreadyReviewed) as refusal:
                form.add_error(None, str(refusal.detail))
                status = refusal.status
            else:
                messages.success(request, _("Thank you. Your review is public now."))
                return redirect("bookings:booking", booking_id)
    side = reviewing_side(request.user, booking)
    assert side is not None  # noqa: S101 — the loader has refused everybody else
    subject = party_of(booking, other_side(side))
    context = {"form": form, "booking": booking, "subject": subject, "is_due": booking.state == BookingState.COMPLETED}
    return render(request, "reviews/review_new.html", context, status=status)

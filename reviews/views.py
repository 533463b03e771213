"""The pages on which one side of a booking reviews the other, and answers what was said of it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.states import BookingState
from idempotency.forms import once_per_token
from reviews.access import get_answerable_review_for, get_reviewable_booking_for
from reviews.actions import reply_to_review, write_review
from reviews.forms import ReplyForm, ReviewForm
from reviews.models import Review
from reviews.pages.booking import booking_reviews
from web.errors import Refusal
from web.users import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once_per_token
def review_new(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Rate the other side of a completed booking, or change what was said before anybody reads it."""
    booking = get_reviewable_booking_for(request.user, booking_id)
    found = booking_reviews(request.user, booking, now())
    initial = {"rating": found.mine.rating, "text": found.mine.text} if found.mine else None
    form = ReviewForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                review = write_review(acting_user=request.user, booking=booking, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, str(refusal.detail))
                status = refusal.status
            else:
                messages.success(request, _thanks(review))
                return redirect("bookings:booking", booking_id)
    is_due = booking.state == BookingState.COMPLETED and found.open_until is not None
    is_public = found.mine is not None and found.mine.revealed_at is not None
    context = {"form": form, "found": found, "booking": booking, "is_due": is_due and not is_public}
    return render(request, "reviews/review_new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once_per_token
def reply(request: SignedInRequest, review_id: UUID) -> HttpResponse:
    """Answer a review, once, for everybody to read."""
    review = get_answerable_review_for(request.user, review_id)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                reply_to_review(acting_user=request.user, review_id=review_id, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, str(refusal.detail))
                status = refusal.status
            else:
                messages.success(request, _("Your answer is public now."))
                return redirect("bookings:booking", review.booking_id)
    return render(request, "reviews/reply.html", {"form": form, "review": review}, status=status)


def _thanks(review: Review) -> str:
    if review.revealed_at:
        return _("Thank you. Both reviews are public now.")
    return _("Thank you. Your review is kept until both sides may read each other's.")

"""The pages on which one side of a booking or session reviews the other, and answers what was said of it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from idempotency.forms import once_per_token
from reviews.access import get_answerable_review_for, get_reviewable_booking_for, get_reviewable_session_for
from reviews.actions import reply_to_review, write_review
from reviews.forms import ReplyForm, ReviewForm
from reviews.models import Review
from reviews.pages.occasion import occasion_reviews
from reviews.rules.occasions import Occasion, day_of, kind_of, occasion_of, page_of
from web.errors import Refusal
from web.users import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once_per_token
def review_new(request: SignedInRequest, booking_id: UUID) -> HttpResponse:
    """Rate the other side of a completed booking, or change what was said before anybody reads it."""
    return _review(request, get_reviewable_booking_for(request.user, booking_id))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once_per_token
def session_review(request: SignedInRequest, session_id: UUID) -> HttpResponse:
    """The same of a completed session."""
    return _review(request, get_reviewable_session_for(request.user, session_id))


def _review(request: SignedInRequest, occasion: Occasion) -> HttpResponse:
    found = occasion_reviews(request.user, occasion, now())
    initial = {"rating": found.mine.rating, "text": found.mine.text} if found.mine else None
    form = ReviewForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                review = write_review(acting_user=request.user, occasion=occasion, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, str(refusal.detail))
                status = refusal.status
            else:
                messages.success(request, _thanks(review))
                return redirect(found.page_url)
    return render(request, "reviews/review_new.html", {"form": form, "found": found}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@once_per_token
def reply(request: SignedInRequest, review_id: UUID) -> HttpResponse:
    """Answer a review, once, for everybody to read."""
    review = get_answerable_review_for(request.user, review_id)
    occasion = occasion_of(review)
    page_url = page_of(kind_of(occasion), occasion.pk)
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
                messages.success(request, _("Answer published."))
                return redirect(page_url)
    context = {"form": form, "review": review, "day": day_of(occasion), "page_url": page_url}
    return render(request, "reviews/reply.html", context, status=status)


def _thanks(review: Review) -> str:
    if review.revealed_at:
        return _("Thank you. Both reviews are public now.")
    return _("Thank you. Your review stays hidden until both are in, or the 14 days are over.")

"""The records that a professional worked on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from idempotency.forms import once_per_token
from studio.access import get_credit_for, get_led_professional_for
from studio.actions import add_credit, remove_credit, update_credit
from studio.forms import CreditForm


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_token
def credits(request, slug):
    """All credits, and one more."""
    professional = get_led_professional_for(request.user, slug)
    form = CreditForm.of_new(request.POST or None)
    if request.method == "POST" and form.is_valid():
        added = form.act(add_credit, acting_user=request.user, professional=professional, **form.credit_fields())
        if added:
            messages.success(request, _("Added."))
            return redirect("studio:credits", professional.party.slug)
    context = {"party": professional.party, "credits": professional.credits.all(), "form": form}
    return render(request, "studio/credits.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def credit_edit(request, slug, credit_id):
    """Change one of them."""
    credit = get_credit_for(request.user, slug, credit_id)
    form = CreditForm.of(credit, request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = form.act(update_credit, acting_user=request.user, credit=credit, **form.credit_fields())
        if saved:
            messages.success(request, _("Saved."))
            return redirect("studio:credits", credit.professional.party.slug)
    context = {"party": credit.professional.party, "credit": credit, "form": form}
    return render(request, "studio/credit_edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def credit_remove(request, slug, credit_id):
    """Take one of them off the page."""
    credit = get_credit_for(request.user, slug, credit_id)
    remove_credit(acting_user=request.user, credit=credit)
    messages.success(request, _("Removed."))
    return redirect("studio:credits", credit.professional.party.slug)

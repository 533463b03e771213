"""Making a professional, and what its page says."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from idempotency.forms import once_per_token
from studio.access import get_led_professional_for
from studio.actions import create_professional, update_professional
from studio.forms import NewProfessionalForm, ProfessionalForm


@login_required(login_url="account_signup")
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_token
def professional_new(request):
    """Make a professional; the rest of its page comes next."""
    form = NewProfessionalForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data | {"timezone": form.zone_for(request.user)}
        made = form.act(create_professional, acting_user=request.user, **data)
        if made:
            messages.success(request, _("Your page is ready. Now add a service."))
            return redirect("studio:service_new", made.party.slug)
    return render(request, "studio/professional_new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def professional_edit(request, slug):
    """What the page of a professional says."""
    professional = get_led_professional_for(request.user, slug)
    form = ProfessionalForm.of(professional, request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = form.professional_fields()
        saved = form.act(update_professional, acting_user=request.user, professional=professional, **fields)
        if saved:
            messages.success(request, _("Saved."))
            return redirect("studio:professional_edit", saved.party.slug)
    context = {"party": professional.party, "form": form}
    return render(request, "studio/professional_edit.html", context, status=422 if form.errors else 200)

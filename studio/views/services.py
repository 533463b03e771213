"""What a professional can be booked for."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from idempotency.forms import once_per_token
from studio.access import get_led_professional_for, get_service_for
from studio.actions import add_service, retire_service, update_service
from studio.forms import ServiceForm
from studio.queries import service_lines, usual_currency
from studio.queries.hours import has_hours


@login_required
@require_safe
def services(request, slug):
    """All services that are offered."""
    professional = get_led_professional_for(request.user, slug)
    context = {"party": professional.party, "lines": service_lines(professional)}
    return render(request, "studio/services.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once_per_token
def service_new(request, slug):
    """Add one."""
    professional = get_led_professional_for(request.user, slug)
    form = ServiceForm.of_new(professional, request.POST or None, currency=usual_currency(professional))
    if request.method == "POST" and form.is_valid():
        made = form.act(add_service, acting_user=request.user, professional=professional, **form.service_fields())
        if made:
            if made.min_minutes is not None and not has_hours(professional):
                messages.success(request, _("Service added. Now add your hours."))
                return redirect("studio:hours_new", professional.party.slug)
            messages.success(request, _("Added."))
            return redirect("studio:services", professional.party.slug)
    context = {"party": professional.party, "form": form}
    return render(request, "studio/service_new.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def service_edit(request, slug, service_id):
    """Change one of them."""
    service = get_service_for(request.user, slug, service_id)
    form = ServiceForm.of(service, request.POST or None)
    if request.method == "POST" and form.is_valid():
        saved = form.act(update_service, acting_user=request.user, service=service, **form.service_fields())
        if saved:
            messages.success(request, _("Saved."))
            return redirect("studio:services", service.professional.party.slug)
    context = {"party": service.professional.party, "service": service, "form": form}
    return render(request, "studio/service_edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def service_retire(request, slug, service_id):
    """Offer one of them no more."""
    service = get_service_for(request.user, slug, service_id)
    retire_service(acting_user=request.user, service=service)
    messages.success(request, _("Retired. It’s no longer on your page."))
    return redirect("studio:services", service.professional.party.slug)

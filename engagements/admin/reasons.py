"""What all pages of the office share: nothing is edited by hand, and what is done is done with a reason."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db.models import Model
from django.db.models.options import Options
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextareaWidget

from web.office import ReadOnly, done

__all__ = ["CancelledWithReason", "ReasonForm", "done"]


class ReasonForm(forms.Form):
    """Why something is called off; both sides read it."""

    reason = forms.CharField(label=_("Reason"), widget=UnfoldAdminTextareaWidget, max_length=4000)


class CancelledWithReason(ReadOnly):
    """A page beside the object's own that calls it off; mixed into a `ModelAdmin`."""

    model: type[Model]
    opts: Options
    admin_site: AdminSite
    call_off: Callable[..., object]

    actions = None
    actions_detail = ["cancel"]

    @action(description=_("Cancel with a reason"), url_path="cancel")
    def cancel(self, request, object_id):
        found = get_object_or_404(self.model, pk=object_id)
        form = ReasonForm(request.POST or None)
        page = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[object_id])
        if request.method == "POST" and form.is_valid() and done(form, partial(self.call_off, request.user, found)):
            messages.success(request, _("Cancelled. We’ve told everyone involved."))
            return redirect(page)
        context = {
            **self.admin_site.each_context(request),
            "form": form,
            "object": found,
            "page": page,
            "opts": self.opts,
        }
        return render(request, "admin/bookings/cancel.html", context, status=422 if form.errors else 200)

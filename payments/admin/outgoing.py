"""What can be tried again: refunds that failed, and events that could not be applied."""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from payments.actions.deciding import retry_event, retry_refund
from payments.admin.plain import PlainAdmin
from payments.models import Refund, WebhookEvent
from web.office import done


class SureForm(forms.Form):
    """Nothing is asked but whether it is meant."""


class TriedAgain(PlainAdmin):
    """A page beside the row's own on which staff have it tried again."""

    actions_detail = ["retry"]
    kind = ""

    def again(self, user, found) -> object:
        """The action; it may refuse."""
        raise NotImplementedError

    @action(description=_("Try again"), url_path="retry")
    def retry(self, request, object_id):
        found = get_object_or_404(self.model, pk=object_id)
        form = SureForm(request.POST if request.method == "POST" else None)
        page = reverse(f"admin:payments_{self.opts.model_name}_change", args=[object_id])
        if request.method == "POST" and form.is_valid() and done(form, partial(self.again, request.user, found)):
            self.log_change(request, found, "Tried again")
            messages.success(request, _("We’ll try again within a minute."))
            return redirect(page)
        context = {**self.admin_site.each_context(request), "form": form, "object": found, "page": page}
        context["opts"] = self.opts
        return render(request, "admin/payments/retry.html", context, status=422 if form.errors else 200)


@admin.register(Refund)
class RefundAdmin(TriedAgain):
    """Refunds; one that failed is tried again by a new one."""

    list_display = ["begun_at", "reason", "amount_minor", "state", "text", "problem", "provider_id"]
    list_filter = ["state", "reason"]
    search_fields = ["id", "provider_id", "attempt__payment__id", "text"]
    list_select_related = ["attempt"]
    ordering = ["-begun_at"]

    def again(self, user, found):
        return retry_refund(acting_user=user, refund=found)


@admin.register(WebhookEvent)
class WebhookEventAdmin(TriedAgain):
    """What the provider reported, those with a problem first."""

    list_display = ["received_at", "kind", "object_id", "handled_at", "problem", "livemode"]
    list_filter = [("problem", admin.EmptyFieldListFilter), "kind", "livemode"]
    search_fields = ["id", "object_id", "kind", "problem"]
    ordering = ["-received_at"]

    def again(self, user, found):
        return retry_event(acting_user=user, event=found)

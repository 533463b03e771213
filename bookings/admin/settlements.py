"""Settlements, opened again with a reason."""

from functools import partial

from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action

from bookings.actions import reopen_settlement
from bookings.models import Settlement, SettlementLine, SettlementSignature
from bookings.queries.money import is_superseded
from bookings.states import SettlementState
from engagements.admin.reasons import ReasonForm, done
from engagements.states import Channel
from web.office import ReadOnly, amount_column

EACH = amount_column("unit_minor", "settlement.currency_id", _("each"))
RESULT = amount_column("result_minor", "currency_id", _("artist payout"))
SIGNED = amount_column("result_minor", "settlement.currency_id", _("artist payout"))


class SettlementLineInline(ReadOnly, TabularInline):
    model = SettlementLine
    fields = ["kind", "label", "quantity", EACH]
    readonly_fields = fields
    extra = 0
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("settlement")


class SettlementSignatureInline(ReadOnly, TabularInline):
    model = SettlementSignature
    fields = ["version", "side", "name", SIGNED, "signed_at"]
    readonly_fields = fields
    extra = 0
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("settlement")


@admin.register(Settlement)
class SettlementAdmin(ReadOnly, ModelAdmin):
    """Settlements with their lines and signatures; one that both sides have signed is opened again with a reason."""

    list_display = ["booking", "state", "counts", "version", RESULT, "signed_at"]
    list_filter = ["state"]
    search_fields = ["booking__act__name", "booking__spot__show__owner__name", "booking__id"]
    list_select_related = ["booking__act", "booking__spot__show__owner"]
    ordering = ["-created_at"]
    fields = ["booking", "state", "counts", "version", RESULT, "deal", "created_at", "signed_at"]
    readonly_fields = fields
    inlines = [SettlementLineInline, SettlementSignatureInline]
    actions = None
    actions_detail = ["reopen"]

    @admin.display(description=_("current"), boolean=True)
    def counts(self, settlement):
        return not is_superseded(settlement)

    @action(description=_("Reopen with a reason"), url_path="reopen")
    def reopen(self, request, object_id):
        found = get_object_or_404(Settlement, pk=object_id)
        form = ReasonForm(request.POST or None)
        page = reverse("admin:bookings_settlement_change", args=[object_id])
        reopen = partial(reopen_settlement, acting_user=request.user, booking=found.booking, channel=Channel.ADMIN)
        if request.method == "POST" and form.is_valid() and done(form, reopen):
            messages.success(request, _("Reopened. We’ve told both sides."))
            return redirect(page)
        context = {**self.admin_site.each_context(request), "form": form, "object": found, "page": page}
        context |= {"opts": self.opts, "can_reopen": found.state == SettlementState.SIGNED}
        return render(request, "admin/bookings/reopen.html", context, status=422 if form.errors else 200)

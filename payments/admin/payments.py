"""Payments and the ledger."""

from functools import partial

from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from payments.actions.giving_back import refund_payment, refundable_minor
from payments.admin.plain import PlainAdmin, PlainInline
from payments.forms.refunds import RefundForm
from payments.models import Attempt, LedgerEntry, LedgerLine, PayeeShare, Payment
from web.money import format_amount
from web.office import done


class StaffRefundForm(RefundForm):
    """The same as on the site, drawn as the administration draws it; there is no second step."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["amount"].widget = UnfoldAdminTextInputWidget()
        self.fields["reason"].widget = UnfoldAdminTextareaWidget()


class ShareInline(PlainInline):
    model = PayeeShare
    fields = ["payee", "amount_minor", "fee_minor"]


class AttemptInline(PlainInline):
    model = Attempt
    fields = ["means", "state", "begun_at", "ended_at", "checkout_id", "intent_id", "charge_id", "begun_by"]


class EntryInline(PlainInline):
    model = LedgerEntry
    fields = ["at", "kind", "about", "by", "said"]
    readonly_fields = ["said"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by").prefetch_related("lines__party")

    @admin.display(description=_("lines"))
    def said(self, entry):
        return "; ".join(_line(line, entry.currency_id) for line in entry.lines.all())


class LineInline(PlainInline):
    model = LedgerLine
    fields = ["account", "party", "said"]
    readonly_fields = ["said"]

    @admin.display(description=_("amount"))
    def said(self, line):
        return format_amount(line.amount_minor, line.entry.currency_id)


def _line(line: LedgerLine, currency: str) -> str:
    party = f" ({line.party.name})" if line.party else ""
    return f"{line.get_account_display()}{party} {format_amount(line.amount_minor, currency)}"


@admin.register(Payment)
class PaymentAdmin(PlainAdmin):
    """Payments with all that became of them. Money goes back by `Refund`, with a reason."""

    list_display = ["payer", "purpose", "amount", "state", "due_at", "livemode", "id"]
    list_filter = ["state", "purpose", "currency", "livemode"]
    search_fields = [
        "id", "payer__name", "payer__slug", "shares__payee__name", "shares__payee__slug", "attempts__charge_id",
        "attempts__intent_id", "attempts__checkout_id",
    ]  # fmt: skip
    list_select_related = ["payer"]
    ordering = ["-due_at", "-id"]
    inlines = [ShareInline, AttemptInline, EntryInline]
    actions_detail = ["refund"]
    actions_list = ["attention"]

    @admin.display(description=_("amount"), ordering="amount_minor")
    def amount(self, payment):
        return format_amount(payment.amount_minor, payment.currency_id)

    @action(description=_("Needs attention"), url_path="attention")
    def attention(self, request):
        return redirect("admin:payments_attention")

    @action(description=_("Refund with a reason"), url_path="refund")
    def refund(self, request, object_id):
        found = get_object_or_404(Payment.objects.select_related("payer"), pk=object_id)
        left = refundable_minor(found)
        form = StaffRefundForm(request.POST or None, payment=found, left=left)
        page = reverse("admin:payments_payment_change", args=[object_id])
        act = partial(refund_payment, acting_user=request.user, payment=found)
        if request.method == "POST" and form.is_valid() and done(form, act, form.said):
            messages.success(request, _("The refund is on its way."))
            return redirect(page)
        context = {**self.admin_site.each_context(request), "form": form, "object": found, "page": page}
        context |= {"opts": self.opts, "left": format_amount(left, found.currency_id) if left else ""}
        return render(request, "admin/payments/refund.html", context, status=422 if form.errors else 200)


@admin.register(LedgerEntry)
class LedgerEntryAdmin(PlainAdmin):
    """The ledger, entry by entry."""

    list_display = ["at", "kind", "about", "payment", "currency", "livemode"]
    list_filter = ["kind", "currency", "livemode"]
    search_fields = ["about", "payment__id", "lines__party__name", "lines__party__slug"]
    date_hierarchy = "at"
    ordering = ["-at", "-id"]
    inlines = [LineInline]

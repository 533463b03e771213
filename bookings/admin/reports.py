"""What sides report of nights that went wrong, what becomes of it, and what is owed for what was called off."""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from bookings.actions import resolve_report, set_owed
from bookings.models import Booking, Cancellation, Report
from bookings.states import BookingState
from engagements.admin.reasons import done
from engagements.states import Side
from web.money import AmountInvalid, parse_amount
from web.office import ReadOnly, amount_column

OWED = amount_column("fee_minor", "fee_currency_id", _("owed"))


class ResolveForm(forms.Form):
    """What a reported booking counts as, and why; both sides read it."""

    to = forms.ChoiceField(
        label=_("Outcome"),
        choices=[
            (BookingState.COMPLETED.value, _("played")),
            (BookingState.CANCELLED.value, _("cancelled (after a no-show, that side owes the agreed fee)")),
        ],
        widget=UnfoldAdminRadioSelectWidget,
    )
    text = forms.CharField(label=_("Reason"), widget=UnfoldAdminTextareaWidget, max_length=4000)


@admin.register(Report)
class ReportAdmin(ReadOnly, ModelAdmin):
    """What sides report of nights that went wrong, those to be settled first."""

    list_display = ["act", "night", "side", "kind", "reported_at", "resolved_at"]
    list_filter = ["kind", "side", ("resolved_at", admin.EmptyFieldListFilter)]
    search_fields = ["booking__act__name", "booking__spot__show__owner__name", "text", "id"]
    list_select_related = ["booking__act", "booking__spot__show"]
    ordering = [F("resolved_at").asc(nulls_first=True), "-reported_at"]
    fields = [
        "booking", "side", "kind", "text", "reported_by", "reported_at", "resolved_to", "resolution", "resolved_by",
        "resolved_at",
    ]  # fmt: skip
    readonly_fields = fields
    actions = None
    actions_detail = ["resolve"]

    @admin.display(description=_("act"), ordering="booking__act__name")
    def act(self, report):
        return report.booking.act

    @admin.display(description=_("night"), ordering="booking__spot__show__night")
    def night(self, report):
        return report.booking.spot.show.night

    @action(description=_("Resolve"), url_path="resolve")
    def resolve(self, request, object_id):
        found = get_object_or_404(Report.objects.select_related("booking__spot"), pk=object_id)
        form = ResolveForm(request.POST or None)
        page = reverse("admin:bookings_report_change", args=[object_id])
        settle = partial(resolve_report, acting_user=request.user, report=found)
        if request.method == "POST" and form.is_valid() and done(form, settle):
            messages.success(request, _("Resolved. We’ve told both sides."))
            return redirect(page)
        context = {**self.admin_site.each_context(request), "form": form, "object": found, "page": page}
        context["opts"] = self.opts
        return render(request, "admin/bookings/resolve.html", context, status=422 if form.errors else 200)


class OwedForm(forms.Form):
    """Who owes how much instead of what the tiers say, and why; both sides read it."""

    side = forms.ChoiceField(label=_("Who pays"), choices=Side.choices, widget=UnfoldAdminRadioSelectWidget)
    owed = forms.CharField(
        label=_("Amount"), widget=UnfoldAdminTextInputWidget, max_length=40, help_text=_("0: nobody owes anything")
    )
    text = forms.CharField(label=_("Reason"), widget=UnfoldAdminTextareaWidget, max_length=4000)

    def __init__(self, *args, booking: Booking, **kwargs):
        super().__init__(*args, **kwargs)
        self.booking = booking
        self.fields["owed"].label = f"{self.fields['owed'].label} ({booking.fee_currency_id or '–'})"

    def clean(self):
        super().clean()
        said = self.cleaned_data
        if "owed" in said:
            try:
                said["owed_minor"] = parse_amount(said.pop("owed"), self.booking.fee_currency_id or "")
            except AmountInvalid as error:
                self.add_error("owed", str(error))
        return said


@admin.register(Cancellation)
class CancellationAdmin(ReadOnly, ModelAdmin):
    """What was called off, and who owes what for it: by the tiers agreed at booking, unless staff set another sum."""

    list_display = ["booking", "side", "days_before", "percent", OWED, "at"]
    list_filter = ["side"]
    search_fields = ["booking__act__name", "booking__spot__show__owner__name", "booking__id"]
    list_select_related = ["booking__act", "booking__spot__show__owner", "fee_currency"]
    ordering = ["-at"]
    fields = ["booking", "side", "reason", "days_before", "percent", OWED, "at"]
    readonly_fields = fields
    actions = None
    actions_detail = ["set_sum"]

    @action(description=_("Set a different amount"), url_path="set-sum")
    def set_sum(self, request, object_id):
        found = get_object_or_404(Cancellation.objects.select_related("booking__spot"), pk=object_id)
        form = OwedForm(request.POST or None, booking=found.booking)
        page = reverse("admin:bookings_cancellation_change", args=[object_id])
        set_it = partial(set_owed, acting_user=request.user, booking=found.booking)
        if request.method == "POST" and form.is_valid() and done(form, set_it):
            messages.success(request, _("Saved. We’ve told both sides."))
            return redirect(page)
        context = {**self.admin_site.each_context(request), "form": form, "object": found, "page": page}
        context["opts"] = self.opts
        return render(request, "admin/bookings/owed.html", context, status=422 if form.errors else 200)

"""The office of the staff: looking at shows and bookings with their history, and calling them off with a reason.

Nothing is edited, in bulk or by the row: states change through the actions, which keep claims and calendars true.
"""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget

from bookings.actions import cancel_booking, cancel_show, release_hold, resolve_report
from bookings.actions.settlements import reopen_settlement
from bookings.models import (
    Booking,
    Challenge,
    HistoryEntry,
    Hold,
    HoldEvent,
    LineupEntry,
    Report,
    Rung,
    Settlement,
    SettlementLine,
    SettlementSignature,
    Show,
    Spot,
)
from bookings.states import BookingState, Channel, SettlementState
from stageslot.web.errors import Refusal


class ReadOnly:
    """Nothing here is added, changed or deleted by hand."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class HistoryInline(ReadOnly, TabularInline):
    model = HistoryEntry
    fields = ["at", "event", "before", "after", "actor", "channel", "text"]
    extra = 0
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("actor")


class SpotInline(ReadOnly, TabularInline):
    model = Spot
    fields = ["role", "state", "call_at", "starts_at", "ends_at", "released_at", "fee_minor", "fee_currency"]
    extra = 0
    tab = True


class LineupInline(ReadOnly, TabularInline):
    model = LineupEntry
    fields = ["user", "name", "instrument", "state"]
    extra = 0
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user")


class ReasonForm(forms.Form):
    """Why something is called off; both sides read it."""

    reason = forms.CharField(label=_("Reason"), widget=UnfoldAdminTextareaWidget, max_length=4000)


class CancelledWithReason(ReadOnly):
    """A page beside the object's own that calls it off."""

    actions = None
    actions_detail = ["cancel"]

    @action(description=_("Cancel with a reason"), url_path="cancel")
    def cancel(self, request, object_id):
        found = get_object_or_404(self.model, pk=object_id)
        form = ReasonForm(request.POST or None)
        page = reverse(f"admin:bookings_{self.opts.model_name}_change", args=[object_id])
        if request.method == "POST" and form.is_valid() and self._call_off(request, found, form):
            messages.success(request, _("Cancelled. Everybody concerned is told."))
            return redirect(page)
        context = {
            **self.admin_site.each_context(request),
            "form": form,
            "object": found,
            "page": page,
            "opts": self.opts,
        }
        return render(request, "admin/bookings/cancel.html", context, status=422 if form.errors else 200)

    def _call_off(self, request, found, form) -> bool:
        try:
            self.call_off(request.user, found, form.cleaned_data["reason"])
        except Refusal as refusal:
            form.add_error(None, str(refusal.detail))
        except ValidationError as error:
            form.add_error(None, error.messages)
        return form.is_valid()


@admin.register(Show)
class ShowAdmin(CancelledWithReason, ModelAdmin):
    """Shows with their bill and history."""

    list_display = ["__str__", "owner", "night", "state", "starts_at"]
    list_filter = ["state", "night"]
    search_fields = ["title", "owner__name", "owner__slug", "id"]
    list_select_related = ["owner"]
    date_hierarchy = "night"
    ordering = ["-night"]
    fields = [
        "id", "title", "owner", "state", "version", "stage", "place", "city", "night", "timezone", "load_in_at",
        "doors_at", "starts_at", "ends_at", "curfew_at", "out_at", "announce_at", "description", "ticket_url",
        "cancel_reason", "created_by", "created_at",
    ]  # fmt: skip
    readonly_fields = fields
    inlines = [SpotInline, HistoryInline]

    def call_off(self, user, show, reason):
        cancel_show(acting_user=user, show=show, reason=reason, channel=Channel.ADMIN)


@admin.register(Booking)
class BookingAdmin(CancelledWithReason, ModelAdmin):
    """Bookings with their line-up and history."""

    list_display = ["act", "host", "night", "state", "initiated_by", "created_at"]
    list_filter = ["state", "initiated_by"]
    search_fields = ["act__name", "act__slug", "spot__show__owner__name", "id"]
    list_select_related = ["act", "spot__show__owner"]
    ordering = ["-created_at"]
    fields = [
        "id", "act", "host", "spot", "state", "version", "initiated_by", "turn", "answer_by", "fee_minor",
        "fee_currency", "message", "created_by", "created_at", "decided_at",
    ]  # fmt: skip
    readonly_fields = fields
    inlines = [LineupInline, HistoryInline]

    @admin.display(description=_("host"), ordering="spot__show__owner__name")
    def host(self, booking):
        return booking.spot.show.owner

    @admin.display(description=_("night"), ordering="spot__show__night")
    def night(self, booking):
        return booking.spot.show.night

    def call_off(self, user, booking, reason):
        cancel_booking(acting_user=user, booking=booking, message=reason, channel=Channel.ADMIN)


class SettlementLineInline(ReadOnly, TabularInline):
    model = SettlementLine
    fields = ["kind", "label", "quantity", "unit_minor"]
    extra = 0
    tab = True


class SettlementSignatureInline(ReadOnly, TabularInline):
    model = SettlementSignature
    fields = ["version", "side", "name", "result_minor", "signed_at"]
    extra = 0
    tab = True


@admin.register(Settlement)
class SettlementAdmin(ReadOnly, ModelAdmin):
    """Settlements with their lines and signatures; one that both sides have signed is opened again with a reason."""

    list_display = ["booking", "state", "version", "result_minor", "currency", "signed_at"]
    list_filter = ["state"]
    search_fields = ["booking__act__name", "booking__spot__show__owner__name", "booking__id"]
    list_select_related = ["booking__act", "booking__spot__show__owner"]
    ordering = ["-created_at"]
    fields = ["booking", "state", "version", "currency", "deal", "result_minor", "created_at", "signed_at"]
    readonly_fields = fields
    inlines = [SettlementLineInline, SettlementSignatureInline]
    actions = None
    actions_detail = ["reopen"]

    @action(description=_("Open again with a reason"), url_path="reopen")
    def reopen(self, request, object_id):
        found = get_object_or_404(Settlement, pk=object_id)
        form = ReasonForm(request.POST or None)
        page = reverse("admin:bookings_settlement_change", args=[object_id])
        if request.method == "POST" and form.is_valid() and self._reopened(request, found, form):
            messages.success(request, _("Open again. Both sides are told."))
            return redirect(page)
        context = {**self.admin_site.each_context(request), "form": form, "object": found, "page": page}
        context |= {"opts": self.opts, "can_reopen": found.state == SettlementState.SIGNED}
        return render(request, "admin/bookings/reopen.html", context, status=422 if form.errors else 200)

    def _reopened(self, request, found, form) -> bool:
        try:
            reason = form.cleaned_data["reason"]
            reopen_settlement(acting_user=request.user, booking=found.booking, reason=reason, channel=Channel.ADMIN)
        except Refusal as refusal:
            form.add_error(None, str(refusal.detail))
        except ValidationError as error:
            form.add_error(None, error.messages)
        return form.is_valid()


class ResolveForm(forms.Form):
    """What a reported booking counts as, and why; both sides read it."""

    to = forms.ChoiceField(
        label=_("It counts as"),
        choices=[
            (BookingState.COMPLETED.value, _("played")),
            (BookingState.CANCELLED.value, _("called off: after a no-show, who did not come owes what was agreed")),
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

    @action(description=_("Settle it"), url_path="resolve")
    def resolve(self, request, object_id):
        found = get_object_or_404(Report.objects.select_related("booking__spot"), pk=object_id)
        form = ResolveForm(request.POST or None)
        page = reverse("admin:bookings_report_change", args=[object_id])
        if request.method == "POST" and form.is_valid() and _settle(request, found, form):
            messages.success(request, _("Settled. Both sides are told."))
            return redirect(page)
        context = {**self.admin_site.each_context(request), "form": form, "object": found, "page": page}
        context["opts"] = self.opts
        return render(request, "admin/bookings/resolve.html", context, status=422 if form.errors else 200)


def _settle(request, report, form) -> bool:
    try:
        resolve_report(acting_user=request.user, report=report, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal.detail))
    except ValidationError as error:
        form.add_error(None, error.messages)
    return form.is_valid()


class RungInline(ReadOnly, TabularInline):
    model = Rung
    fields = ["room", "night", "rank", "last_rank"]
    extra = 0
    tab = True


class ChallengeInline(ReadOnly, TabularInline):
    model = Challenge
    fk_name = "hold"
    fields = ["state", "until", "message", "started_at", "ended_at"]
    extra = 0
    tab = True


class HoldEventInline(ReadOnly, TabularInline):
    model = HoldEvent
    fields = ["at", "event", "before", "after", "actor", "channel", "text"]
    extra = 0
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("actor")


@admin.register(Hold)
class HoldAdmin(CancelledWithReason, ModelAdmin):
    """Holds with their rungs, challenges and history; released with a reason, which both sides read."""

    list_display = ["__str__", "stage", "night", "state", "ended_by", "expires_at"]
    list_filter = ["state", "ended_by"]
    search_fields = ["holder__name", "holder__slug", "act__name", "act_name", "id"]
    list_select_related = ["holder", "act", "stage"]
    date_hierarchy = "night"
    ordering = ["-night"]
    fields = [
        "id", "stage", "night", "state", "ended_by", "version", "holder", "act", "act_name", "offer", "starts_at",
        "ends_at", "fee_minor", "fee_currency", "agreed_by_host", "agreed_by_act", "note", "expires_at", "warned_at",
        "show", "booking", "created_by", "created_at", "ended_at",
    ]  # fmt: skip
    readonly_fields = fields
    inlines = [RungInline, ChallengeInline, HoldEventInline]

    def call_off(self, user, hold, reason):
        release_hold(acting_user=user, hold=hold, message=reason, channel=Channel.ADMIN)

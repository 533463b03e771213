"""Holds, released with a reason."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from engagements.admin.reasons import CancelledWithReason
from engagements.states import Channel
from holds.actions import release_hold
from holds.models import Challenge, Hold, HoldEvent, Proposal, Rung
from web.office import ReadOnly, amount_column

FEE = amount_column("fee_minor", "fee_currency_id", _("fee"))


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


class ProposalInline(ReadOnly, TabularInline):
    model = Proposal
    fields = ["state", "proposed_at", "answer_by", "challenge_left", "proposed_by", "ended_at"]
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
    """Holds with their rungs, challenges, proposals and history; released with a reason, which both sides read."""

    list_display = ["__str__", "stage", "night", "state", "ended_by", "expires_at"]
    list_filter = ["state", "ended_by"]
    search_fields = ["holder__name", "holder__slug", "act__name", "act_name", "id"]
    list_select_related = ["holder", "act", "stage"]
    date_hierarchy = "night"
    ordering = ["-night"]
    fields = [
        "id", "stage", "night", "state", "ended_by", "version", "holder", "act", "act_name", "offer", "starts_at",
        "ends_at", FEE, "agreed_by_host", "agreed_by_act", "note", "expires_at", "warned_at",
        "show", "booking", "created_by", "created_at", "ended_at",
    ]  # fmt: skip
    readonly_fields = fields
    inlines = [RungInline, ChallengeInline, ProposalInline, HoldEventInline]

    def call_off(self, user, hold, reason):
        release_hold(acting_user=user, hold=hold, message=reason, channel=Channel.ADMIN)

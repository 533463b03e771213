"""The office of the staff: finding people and parties, approving, suspending, ending links and tokens.

Whatever has rules goes through the actions; nothing is edited in bulk and nothing is deleted here.
"""

from allauth.account.admin import EmailAddressAdmin
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action
from unfold.forms import ActionForm

from accounts.access import can_approve
from accounts.actions import approve_party, revoke_api_token, revoke_invite, suspend_party
from accounts.actions.naming import spread_name
from accounts.actions.texts import clean_name
from accounts.models import ApiToken, ApprovalDecision, Invite, Membership, Party, SiteSettings, User
from accounts.states import Approval
from web.errors import Refusal
from web.office import ReadOnly, WritesChanges
from web.security_log import log_security
from web.users import SignedInRequest


class MembershipInline(ReadOnly, TabularInline):
    model = Membership
    fields = ["user", "party", "role", "instrument", "may_be_booked", "joined_at", "left_at"]
    readonly_fields = fields
    extra = 0
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user", "party")


class ApprovalDecisionInline(ReadOnly, TabularInline):
    model = ApprovalDecision
    fields = ["decided_at", "approval", "decided_by", "reason"]
    readonly_fields = fields
    extra = 0
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("decided_by")


class DecisionForm(ActionForm):
    """What to do with the chosen parties, and why: the leaders read it."""

    reason = forms.CharField(label=_("Reason (sent to the leaders)"), max_length=2000, required=False)


for model in (Authenticator, UserSession, SocialApp, SocialToken, EmailAddress, SocialAccount):
    # Secrets of people and of the installation, and their own affairs: nothing that staff set here.
    admin.site.unregister(model)


@admin.register(EmailAddress)
class AddressAdmin(ReadOnly, EmailAddressAdmin):
    """Addresses are their owners' own affair; staff may mark one as verified."""


@admin.register(SocialAccount)
class LinkedAccountAdmin(ReadOnly, ModelAdmin):
    """With what else people sign in."""

    list_display = ["user", "provider", "uid", "last_login"]
    search_fields = ["user__email", "uid"]
    list_select_related = ["user"]
    fields = ["user", "provider", "uid", "date_joined", "last_login"]
    readonly_fields = fields


class PersonForm(forms.ModelForm):
    """Checks a name as the page does on which its owner changes it."""

    def clean_name(self):
        try:
            return clean_name(self.cleaned_data["name"])
        except forms.ValidationError as error:
            raise forms.ValidationError(error.messages) from error


@admin.register(User)
class UserAdmin(WritesChanges):
    """People. Their name, clock and rights can be set right; addresses and passwords are their own affair.

    To stop somebody from signing in, shut them out (`departures.admin`): it ends or hands over what they answer for.
    """

    list_display = ["email", "name", "is_active", "is_staff", "date_joined"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "name"]
    ordering = ["-date_joined"]
    fields = [
        "email",
        "name",
        "timezone",
        "language",
        "is_active",
        "is_staff",
        "is_superuser",
        "date_joined",
        "last_login",
    ]
    form = PersonForm
    readonly_fields = ["email", "is_active", "date_joined", "last_login"]
    inlines = [MembershipInline]
    actions = ["sign_out"]

    @admin.action(description=_("Sign out on all devices"), permissions=["change"])
    def sign_out(self, request, queryset):
        """End every session of these people; passwords, tokens and feeds stay."""
        for session in UserSession.objects.filter(user__in=queryset).select_related("user"):
            session.end()
            log_security("session_ended", user=session.user, request=request, ip_of_session=session.ip)
        messages.success(request, gettext("Signed out on all devices."))

    def save_changes(self, obj, names):
        """Rewrite texts that contain the name, as when the owner changes it."""
        super().save_changes(obj, names)
        if rights := {"is_staff", "is_superuser"}.intersection(names):
            log_security("rights_changed", user=obj, **{name: getattr(obj, name) for name in rights})
        if "name" in names:
            spread_name(obj)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        """Only superusers can grant rights."""
        rights = [] if request.user.is_superuser else ["is_staff", "is_superuser"]
        return [*self.readonly_fields, *rights]


@admin.register(Party)
class PartyAdmin(ReadOnly, ModelAdmin):
    """Bands, venues and people who book. What their pages say is theirs; staff approve and suspend."""

    list_display = ["name", "kind", "approval", "city", "is_listed", "created_at"]
    list_filter = ["approval", "kind", "is_listed", "is_demo"]
    search_fields = ["name", "slug", "memberships__user__email"]
    ordering = ["-created_at"]
    list_select_related = ["city__country"]
    fields = ["name", "kind", "slug", "approval", "tagline", "bio", "city", "timezone", "is_listed", "created_at"]
    inlines = [ApprovalDecisionInline, MembershipInline]
    actions = ["approve", "suspend"]
    actions_detail = ["approve_this"]
    action_form = DecisionForm

    @admin.action(description=_("Approve"), permissions=["view"])
    def approve(self, request, queryset):
        count = self._each(approve_party, request, queryset)
        text = ngettext("%(count)d profile approved.", "%(count)d profiles approved.", count)
        messages.success(request, text % {"count": count})

    @admin.action(description=_("Suspend: hide from the public now"), permissions=["view"])
    def suspend(self, request, queryset):
        count = self._each(suspend_party, request, queryset)
        text = ngettext("%(count)d profile suspended.", "%(count)d profiles suspended.", count)
        messages.success(request, text % {"count": count})

    @action(description=_("Approve"), url_path="approve")
    def approve_this(self, request: SignedInRequest, object_id: str) -> HttpResponse:
        """The same on the page of one, to which the mail about it leads: asks once, then approves."""
        party = get_object_or_404(Party, pk=object_id)
        if not can_approve(request.user):
            raise PermissionDenied
        if request.method != "POST":
            context = {**self.admin_site.each_context(request), "opts": self.opts, "party": party}
            return render(request, "admin/accounts/approve.html", context)
        try:
            approve_party(acting_user=request.user, party=party)
        except Refusal as refusal:
            messages.error(request, str(refusal.detail))
        else:
            messages.success(request, gettext("%(name)s is approved.") % {"name": party.name})
        return redirect("admin:index") if "from_queue" in request.POST else redirect(_page_of(party))

    def _each(self, decide, request, queryset) -> int:
        parties = list(queryset.exclude(approval=Approval.CLOSED).order_by("pk"))
        for party in parties:
            decide(acting_user=request.user, party=party, reason=request.POST.get("reason", "")[:2000])
        return len(parties)


def _page_of(party: Party) -> str:
    return reverse("admin:accounts_party_change", args=[party.pk])


@admin.register(Invite)
class InviteAdmin(ReadOnly, ModelAdmin):
    list_display = ["party", "role", "uses_count", "uses_max", "expires_at", "revoked_at", "created_by"]
    list_filter = ["role"]
    search_fields = ["party__name", "created_by__email"]
    list_select_related = ["party", "created_by"]
    exclude = ["token_hash"]
    actions = ["revoke"]

    @admin.action(description=_("Revoke"), permissions=["view"])
    def revoke(self, request, queryset):
        for invite in queryset.select_related("party"):
            revoke_invite(acting_user=request.user, invite=invite)


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnly, ModelAdmin):
    list_display = ["name", "user", "scopes", "created_at", "revoked_at"]
    search_fields = ["name", "user__email"]
    list_select_related = ["user"]
    exclude = ["token_hash"]
    actions = ["revoke"]

    @admin.action(description=_("Revoke"), permissions=["view"])
    def revoke(self, request, queryset):
        for token in queryset:
            revoke_api_token(acting_user=request.user, token=token)


@admin.register(SiteSettings)
class SiteSettingsAdmin(WritesChanges):
    """One row, made by its first saving."""

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not SiteSettings.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False

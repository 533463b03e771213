"""Bands, venues and agencies, which staff close by the path on which their owners close them.

Registered here anew: what ends with a party lies above `accounts` and `venues`.
"""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action

from accounts.access import can_approve
from accounts.actions import suspend_party
from accounts.admin import PartyAdmin
from accounts.forms import ActionForm
from accounts.models import Party
from accounts.states import INACTIVE, Approval, PartyKind
from departures.actions import close_party
from departures.admin.records import DepartureInline
from departures.forms import CloseByStaffForm, DeclineForm, SuspendForm
from departures.queries import Affairs, affairs_of_each, live_links_of_each
from departures.queries.links import LinkCount
from engagements.admin.reasons import done
from engagements.states import Channel
from venues.admin import VenueAdmin
from venues.models import Venue
from web.users import SignedInRequest

CONFIRMED = "is_confirmed"
"""The field by which the page that asks says that it was answered."""

admin.site.unregister(Party)
admin.site.unregister(Venue)


def _refuse_deletion(request: HttpRequest, party_id: str) -> HttpResponse:
    """Redirect an attempt to delete a party to the page that closes it."""
    messages.warning(request, _("You can’t delete this here: its bookings would have no owner. Close it instead."))
    return redirect("admin:accounts_party_close", party_id)


@admin.register(Party)
class LeavingPartyAdmin(PartyAdmin):
    inlines = [*PartyAdmin.inlines, DepartureInline]
    actions_detail = [*PartyAdmin.actions_detail, "suspend_this", "close"]

    def delete_view(self, request, object_id, extra_context=None):
        return _refuse_deletion(request, object_id)

    @action(description=gettext_lazy("Close for good"), url_path="close")
    def close(self, request: HttpRequest, object_id: str) -> HttpResponse:
        party = get_object_or_404(Party, pk=object_id)
        if not can_approve(request.user):
            raise PermissionDenied
        if party.kind == PartyKind.PERSON:
            messages.warning(request, _("A person’s own page ends with their account. Lock the account instead."))
            return redirect("admin:accounts_party_change", object_id)
        form = CloseByStaffForm(request.POST if request.method == "POST" else None, party=party)
        end = partial(close_party, acting_user=request.user, party=party, channel=Channel.ADMIN)
        if request.method == "POST" and form.is_valid() and done(form, end, {"reason": form.cleaned_data["reason"]}):
            messages.success(request, _("Closed. We’ve told everyone affected."))
            return redirect("admin:accounts_party_change", object_id)
        [(_party, links, affairs)] = _what_ends([party])
        context = {"party": party, "links": links, "affairs": affairs, "is_closed": party.approval == Approval.CLOSED}
        return self._asked(request, "close", form, context | {"back": _page_of(party)})

    @admin.action(description=gettext_lazy("Suspend: hide from the public now"), permissions=["view"])
    def suspend(self, request, queryset):
        """Asks first, on a page that lists what it concerns; sent from there, it suspends."""
        if CONFIRMED in request.POST:
            return super().suspend(request, queryset)
        parties = list(queryset.exclude(approval__in=INACTIVE).order_by("name", "pk"))
        if not parties:
            messages.warning(request, _("Already suspended or closed."))
            return None
        carried = [("action", "suspend"), (CONFIRMED, "1"), *((ACTION_CHECKBOX_NAME, party.pk) for party in parties)]
        form = SuspendForm(initial={"reason": request.POST.get("reason", "")})
        context = {"parties": _what_ends(parties), "carried": carried}
        return self._asked(request, "suspend", form, context | {"back": reverse("admin:accounts_party_changelist")})

    @action(description=gettext_lazy("Suspend"), url_path="suspend")
    def suspend_this(self, request: SignedInRequest, object_id: str) -> HttpResponse:
        party = get_object_or_404(Party, pk=object_id)
        if not can_approve(request.user):
            raise PermissionDenied
        is_new = party.approval == Approval.DRAFT
        form = (DeclineForm if is_new else SuspendForm)(request.POST if request.method == "POST" else None)
        end = partial(suspend_party, acting_user=request.user, party=party)
        if request.method == "POST" and form.is_valid() and done(form, end):
            if is_new:
                messages.success(request, _("Declined. We’ve told its leaders why."))
                return redirect("admin:index")
            messages.success(request, _("Suspended. We’ve told everyone affected."))
            return redirect(_page_of(party))
        return self._asked(
            request, "suspend", form, {"parties": _what_ends([party]), "back": _page_of(party), "is_new": is_new}
        )

    def _asked(self, request: HttpRequest, page: str, form: ActionForm, context: dict) -> HttpResponse:
        context |= {**self.admin_site.each_context(request), "opts": self.opts, "form": form}
        return render(request, f"admin/departures/{page}.html", context, status=422 if form.errors else 200)


def _page_of(party: Party) -> str:
    return reverse("admin:accounts_party_change", args=[party.pk])


def _what_ends(parties: list[Party]) -> list[tuple[Party, list[LinkCount], Affairs]]:
    """Each party with the links that end, and what it has to do with others."""
    links, affairs = live_links_of_each(parties, now()), affairs_of_each(parties, now())
    return [(party, links[party], affairs[party]) for party in parties]


@admin.register(Venue)
class LeavingVenueAdmin(VenueAdmin):
    def delete_view(self, request, object_id, extra_context=None):
        return _refuse_deletion(request, object_id)

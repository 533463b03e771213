"""Bands, venues and agencies, which staff close by the path on which their owners close them.

Registered here anew: what ends with a party lies above `accounts` and `venues`.
"""

from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action

from accounts.access import can_approve
from accounts.admin import PartyAdmin
from accounts.models import Party
from accounts.states import Approval, PartyKind
from departures.actions import close_party
from departures.admin.records import DepartureInline
from departures.forms import CloseByStaffForm
from departures.queries import affairs_of
from engagements.admin.reasons import done
from engagements.states import Channel
from venues.admin import VenueAdmin
from venues.models import Venue

admin.site.unregister(Party)
admin.site.unregister(Venue)


def _refuse_deletion(request: HttpRequest, party_id: str) -> HttpResponse:
    """Lead whoever wants to delete a party to where it is closed."""
    messages.warning(
        request, _("Nothing is deleted here: what it is promised for would be nobody's. Close it instead.")
    )
    return redirect("admin:accounts_party_close", party_id)


@admin.register(Party)
class LeavingPartyAdmin(PartyAdmin):
    inlines = [*PartyAdmin.inlines, DepartureInline]
    actions_detail = [*PartyAdmin.actions_detail, "close"]

    def delete_view(self, request, object_id, extra_context=None):
        return _refuse_deletion(request, object_id)

    @action(description=gettext_lazy("Close for good"), url_path="close")
    def close(self, request: HttpRequest, object_id: str) -> HttpResponse:
        party = get_object_or_404(Party, pk=object_id)
        if not can_approve(request.user):
            raise PermissionDenied
        if party.kind == PartyKind.PERSON:
            messages.warning(request, _("A person's own party ends with their account: shut them out instead."))
            return redirect("admin:accounts_party_change", object_id)
        form = CloseByStaffForm(request.POST if request.method == "POST" else None, party=party)
        end = partial(close_party, acting_user=request.user, party=party, channel=Channel.ADMIN)
        if request.method == "POST" and form.is_valid() and done(form, end, {"reason": form.cleaned_data["reason"]}):
            messages.success(request, _("Closed. Everybody concerned is told."))
            return redirect("admin:accounts_party_change", object_id)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "party": party, "form": form}
        context |= {"affairs": affairs_of([party], now()), "is_closed": party.approval == Approval.CLOSED}
        return render(request, "admin/departures/close.html", context, status=422 if form.errors else 200)


@admin.register(Venue)
class LeavingVenueAdmin(VenueAdmin):
    def delete_view(self, request, object_id, extra_context=None):
        return _refuse_deletion(request, object_id)

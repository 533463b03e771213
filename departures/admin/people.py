"""People, whom staff shut out by the path on which anybody leaves the site, and let in again.

Registered here anew: what ends with a person lies above `accounts`.
"""

from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action

from accounts.access import may_shut_out
from accounts.actions import let_user_in
from accounts.admin import UserAdmin
from accounts.models import Party, User
from accounts.queries import person_party
from departures.actions import shut_out
from departures.admin.records import PersonDepartureInline
from departures.forms import LeavingForm, ShutOutForm
from departures.queries import affairs_of, gigs_lost_by, led_alone
from engagements.admin.reasons import done
from web.users import SignedInRequest

admin.site.unregister(User)


@admin.register(User)
class LeavingUserAdmin(UserAdmin):
    """Nobody is deleted, and nobody is made inactive by a field: what they are promised for would be nobody's."""

    inlines = [*UserAdmin.inlines, PersonDepartureInline]
    actions_detail = ["shut_out", "let_in"]

    def delete_view(self, request, object_id, extra_context=None):
        messages.warning(request, _("People are not deleted here: what they are promised for would be nobody's."))
        return redirect("admin:accounts_user_shut_out", object_id)

    @action(description=gettext_lazy("Shut out"), url_path="shut-out")
    def shut_out(self, request: SignedInRequest, object_id: str) -> HttpResponse:
        person = _person_for(request, object_id)
        form = ShutOutForm(request.POST if request.method == "POST" else None, user=person, parties=led_alone(person))
        end = partial(shut_out, acting_user=request.user, user=person)
        if request.method == "POST" and form.is_valid() and done(form, end, form.arguments):
            messages.success(request, _("Shut out. Everybody concerned is told."))
            return redirect("admin:accounts_user_change", object_id)
        own = person_party(person)
        context = {
            "gigs": gigs_lost_by(person, list(Party.objects.of(person)), now()),
            "alone": [(party, party in form.heirs, affairs_of([party], now())) for party in led_alone(person)],
            "own": affairs_of([own], now()) if own else None,
        }
        return self._asked(request, "shut_out", person, form, context)

    @action(description=gettext_lazy("Let in again"), url_path="let-in")
    def let_in(self, request: SignedInRequest, object_id: str) -> HttpResponse:
        person = _person_for(request, object_id)
        form = LeavingForm(request.POST if request.method == "POST" else None, user=person, parties=[])
        admit = partial(let_user_in, acting_user=request.user, user=person)
        if request.method == "POST" and form.is_valid() and done(form, admit, {}):
            messages.success(request, _("They may sign in again."))
            return redirect("admin:accounts_user_change", object_id)
        return self._asked(request, "let_in", person, form, {})

    def _asked(
        self, request: SignedInRequest, page: str, person: User, form: LeavingForm, context: dict
    ) -> HttpResponse:
        context |= {**self.admin_site.each_context(request), "opts": self.opts, "person": person, "form": form}
        return render(request, f"admin/departures/{page}.html", context, status=422 if form.errors else 200)


def _person_for(request: SignedInRequest, object_id: str) -> User:
    """A person whom this member of staff may shut out. Raises Http404, PermissionDenied."""
    person = get_object_or_404(User, pk=object_id)
    if not may_shut_out(request.user, person):
        raise PermissionDenied
    return person

"""People: staff shut them out, which ends things as closing an account does, and let them in again.

Registered here anew: what ends with a person lies above `accounts`.
"""

from functools import partial

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action

from accounts.access import may_shut_out
from accounts.admin import UserAdmin
from accounts.models import User
from departures.actions import let_in, shut_out
from departures.admin.records import PersonDepartureInline
from departures.forms import LeavingForm, ShutOutForm
from departures.pages.leaving import what_ends
from departures.queries import led_alone
from engagements.admin.reasons import done
from web.users import SignedInRequest

admin.site.unregister(User)


@admin.register(User)
class LeavingUserAdmin(UserAdmin):
    """No account is deleted or deactivated by a field, because nobody would answer for its bookings."""

    inlines = [*UserAdmin.inlines, PersonDepartureInline]
    actions_detail = ["shut_out", "let_in"]

    def delete_view(self, request, object_id, extra_context=None):
        messages.warning(
            request,
            _("You can’t delete people here: their bookings would have no owner. Lock the account instead."),
        )
        return redirect("admin:accounts_user_shut_out", object_id)

    @action(description=gettext_lazy("Lock account"), url_path="shut-out")
    def shut_out(self, request: SignedInRequest, object_id: str) -> HttpResponse:
        person = _person_for(request, object_id)
        alone = led_alone(person)
        form = ShutOutForm(request.POST if request.method == "POST" else None, user=person, parties=alone)
        end = partial(shut_out, acting_user=request.user, user=person)
        if request.method == "POST" and form.is_valid() and done(form, end, form.arguments):
            messages.success(request, _("Account locked. We’ve told everyone affected."))
            return redirect("admin:accounts_user_change", object_id)
        return self._asked(request, "shut_out", person, form, what_ends(person, alone, set(form.heirs)))

    @action(description=gettext_lazy("Unlock account"), url_path="let-in")
    def let_in(self, request: SignedInRequest, object_id: str) -> HttpResponse:
        person = _person_for(request, object_id)
        form = LeavingForm(request.POST if request.method == "POST" else None, user=person, parties=[])
        admit = partial(let_in, acting_user=request.user, user=person)
        if request.method == "POST" and form.is_valid() and done(form, admit, {}):
            messages.success(request, _("Unlocked. They can sign in again."))
            return redirect("admin:accounts_user_change", object_id)
        return self._asked(request, "let_in", person, form, {})

    def _asked(
        self, request: SignedInRequest, page: str, person: User, form: LeavingForm, context: dict
    ) -> HttpResponse:
        context |= {**self.admin_site.each_context(request), "opts": self.opts, "person": person, "form": form}
        context["back"] = reverse("admin:accounts_user_change", args=[person.pk])
        return render(request, f"admin/departures/{page}.html", context, status=422 if form.errors else 200)


def _person_for(request: SignedInRequest, object_id: str) -> User:
    """A person whom this member of staff may shut out. Raises Http404, PermissionDenied."""
    person = get_object_or_404(User, pk=object_id)
    if not may_shut_out(request.user, person):
        raise PermissionDenied
    return person

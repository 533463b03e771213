"""What needs staff's attention, and the word with which they settle it."""

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget

from payments.actions.deciding import settle_attention
from payments.actions.giving_back import REASON_MAX
from payments.admin.plain import PlainAdmin
from payments.models import StaffDecision
from payments.queries.attention import attention, find_attention
from web.office import done


class WordForm(forms.Form):
    """Why nothing more is to be done."""

    about = forms.CharField(widget=forms.HiddenInput, max_length=300)
    text = forms.CharField(label=_("Reason"), widget=UnfoldAdminTextareaWidget, max_length=REASON_MAX)


@admin.register(StaffDecision)
class StaffDecisionAdmin(PlainAdmin):
    """What was settled, and beside it the list of what is not."""

    list_display = ["decided_at", "about", "text", "decided_by"]
    search_fields = ["about", "text"]

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("attention/", view(self.attention), name="payments_attention"),
            path("attention/settle/", view(self.settle), name="payments_attention_settle"),
        ]
        return own + super().get_urls()

    def attention(self, request: HttpRequest) -> HttpResponse:
        """The list, the oldest first."""
        context = {**self.admin_site.each_context(request), "title": _("Needs attention"), "items": attention()}
        context["opts"] = self.opts
        return render(request, "admin/payments/attention.html", context)

    def settle(self, request: HttpRequest) -> HttpResponse:
        """Settle one of them, named by `?about=`, with a word. 404 for one that needs nobody."""
        about = request.POST.get("about") or request.GET.get("about", "")
        item = find_attention(about)
        if item is None:
            raise Http404
        form = WordForm(request.POST or None, initial={"about": about})
        if request.method == "POST" and form.is_valid() and done(form, self._act(request)):
            messages.success(request, _("Resolved."))
            return redirect("admin:payments_attention")
        context = {**self.admin_site.each_context(request), "title": item.title, "item": item, "form": form}
        context["opts"] = self.opts
        return render(request, "admin/payments/settle.html", context, status=422 if form.errors else 200)

    def _act(self, request: HttpRequest):
        return lambda about, text: settle_attention(acting_user=request.user, about=about, text=text)  # type: ignore[arg-type]

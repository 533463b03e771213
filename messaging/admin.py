"""Reported messages, the only messages that the site's staff can read."""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action
from unfold.widgets import UnfoldAdminTextareaWidget

from engagements.admin.reasons import done
from messaging.actions import settle_report
from messaging.models import REASON_MAX, MessageReport
from messaging.queries.reports import lines_around
from web.office import ReadOnly


class SettleForm(forms.Form):
    """What staff decided."""

    text = forms.CharField(label=_("Decision and reason"), widget=UnfoldAdminTextareaWidget, max_length=REASON_MAX)


@admin.register(MessageReport)
class MessageReportAdmin(ReadOnly, ModelAdmin):
    """Reported messages, open reports first, each with the messages around it."""

    list_display = ["reason", "author", "reported_by", "reported_at", "resolved_at"]
    list_filter = [("resolved_at", admin.EmptyFieldListFilter)]
    search_fields = ["reason", "text", "id"]
    list_select_related = ["message__author", "reported_by"]
    ordering = [F("resolved_at").asc(nulls_first=True), "-reported_at"]
    fields = [
        "reason", "reported_by", "reported_at", "author", "text", "file_names", "around", "resolution", "resolved_by",
        "resolved_at",
    ]  # fmt: skip
    readonly_fields = fields
    actions = None
    actions_detail = ["settle"]

    @admin.display(description=_("written by"))
    def author(self, report):
        return report.message.author

    @admin.display(description=_("messages around it"))
    def around(self, report):
        return render_to_string("admin/messaging/around.html", {"lines": lines_around(report)})

    @action(description=_("Resolve"), url_path="settle")
    def settle(self, request, object_id):
        found = get_object_or_404(MessageReport.objects.select_related("message"), pk=object_id)
        form = SettleForm(request.POST or None)
        page = reverse("admin:messaging_messagereport_change", args=[object_id])
        settle = partial(settle_report, acting_user=request.user, report=found)
        if request.method == "POST" and form.is_valid() and done(form, settle):
            messages.success(request, _("Resolved."))
            return redirect(page)
        context = {**self.admin_site.each_context(request), "form": form, "object": found, "page": page}
        context["opts"] = self.opts
        return render(request, "admin/messaging/settle.html", context, status=422 if form.errors else 200)

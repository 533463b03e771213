"""What the site's staff are told of messages that somebody reported."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from messaging.models import MessageReport
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from web.texts import isolated, isolated_words


def register_kinds() -> None:
    """Called when the site starts."""
    labels = {"messaging.reported": gettext_lazy("Message reported (staff)")}
    registry.register_all(labels, render_all, group=Group.STAFF)


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """Who reported a message and why, for staff; None for everybody else. One query."""
    wanted = {told.data.get("report") for told in notifications} - {None}
    reports = MessageReport.objects.filter(pk__in=wanted).select_related("reported_by") if user.is_staff else []
    known = {str(report.pk): report for report in reports}
    found = [known.get(told.data.get("report", "")) for told in notifications]
    return [_render(report) if report else None for report in found]


def _render(report: MessageReport) -> Text:
    name = report.reported_by.display_name if report.reported_by else _("Someone who has left")
    subject = _("%(name)s reported a message") % isolated_words({"name": name})
    return Text(subject, _("“%(words)s”") % {"words": isolated(report.reason)}, _("Read and resolve"))

"""What the site's staff are told of nights that went wrong."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from bookings.models import Report
from bookings.states import ReportKind
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from web.dates import say_day
from web.texts import isolated, isolated_words


def register_kinds() -> None:
    """Called when the site starts."""
    labels = {"bookings.report_filed": gettext_lazy("Problem reported (staff)")}
    registry.register_all(labels, render_all, group=Group.STAFF)


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """What was reported, for staff; None for everybody else. One query."""
    wanted = {told.data.get("report") for told in notifications} - {None}
    reports = Report.objects.select_related("booking__act", "booking__spot__show__owner").filter(pk__in=wanted)
    known = {str(report.pk): report for report in reports} if user.is_staff else {}
    found = [known.get(told.data.get("report", "")) for told in notifications]
    return [_render(report) if report else None for report in found]


def _render(report: Report) -> Text:
    booking, show = report.booking, report.booking.spot.show
    words = isolated_words({"act": booking.act.name, "host": show.owner.name, "night": say_day(show.night)})
    subject = _("To resolve: %(act)s for %(host)s on %(night)s") % words
    kind = str(ReportKind(report.kind).label)
    return Text(
        subject, "\n\n".join([kind, _("“%(words)s”") % {"words": isolated(report.text)}]), _("Read and resolve")
    )

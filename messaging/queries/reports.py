"""Reported messages, as staff see them."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from messaging.models import Message, MessageReport

AROUND = 10
"""So many messages before and after a reported one are shown to staff."""


@dataclass(frozen=True)
class ReportedLine:
    """A message near a reported one. `versions` are the earlier texts of the reported one; empty for the others."""

    message: Message
    is_reported: bool
    versions: list[str]


def waiting_message_reports() -> QuerySet[MessageReport]:
    """The first open report of each message, oldest first."""
    waiting = MessageReport.objects.filter(resolved_at=None)
    earlier = waiting.filter(message=OuterRef("message"), pk__lt=OuterRef("pk"))
    return waiting.filter(~Exists(earlier)).select_related("reported_by").order_by("reported_at", "pk")


def lines_around(report: MessageReport) -> list[ReportedLine]:
    """The reported message in its present state, with those around it. Three queries."""
    reported = report.message
    near = Message.objects.filter(
        thread=reported.thread_id, number__range=(reported.number - AROUND, reported.number + AROUND)
    )
    messages = near.select_related("author", "party").order_by("number")
    versions = list(reported.versions.values_list("text", flat=True))
    return [ReportedLine(each, each.pk == reported.pk, versions if each.pk == reported.pk else []) for each in messages]

"""Everything that waits for staff, in one list: newcomers to approve, reports, disputes, payments."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Party
from accounts.queries.waiting import waiting_parties
from accounts.states import PartyKind
from discovery.queries.reports import waiting_reports
from messaging.queries.reports import waiting_message_reports
from payments.queries.attention import attention
from studio.models import Session
from studio.states import SessionState
from web.dates import say_full_day

MOST = 200
"""So many of each kind at most; the lists of the administration have the rest."""
PAGES = {
    PartyKind.BAND: "discovery:act",
    PartyKind.VENUE: "discovery:venue",
    PartyKind.PROFESSIONAL: "discovery:professional",
}
"""The page that the public will see; agencies and people have none."""


@dataclass(frozen=True)
class Waiting:
    """One thing that staff decide. `path` is where; `preview` shows what it is about, where that is another page.

    `approve` and `decline` are set where it can be decided from the list at once.
    """

    kind: str
    title: str
    detail: str
    since: dt.datetime
    path: str
    preview: str = ""
    approve: str = ""
    decline: str = ""


def waiting_for_staff() -> list[Waiting]:
    """All of it, the oldest first. Eleven queries, however much there is."""
    found = [*_newcomers(), *_reported_bookings(), *_reported_messages(), *_disputes(), *_payments()]
    return sorted(found, key=lambda each: each.since)


def _newcomers() -> Iterator[Waiting]:
    for party in waiting_parties().select_related("city__country")[:MOST]:
        place = party.city.label if party.city else ""
        yield Waiting(
            kind=_("New: %(kind)s") % {"kind": party.get_kind_display()},
            title=party.name,
            detail=" · ".join(filter(None, [place, party.tagline])),
            since=party.created_at,
            path=reverse("admin:accounts_party_change", args=[party.pk]),
            preview=_preview(party),
            approve=reverse("admin:accounts_party_approve_this", args=[party.pk]),
            decline=reverse("admin:accounts_party_suspend_this", args=[party.pk]),
        )


def _preview(party: Party) -> str:
    page = PAGES.get(PartyKind(party.kind))
    return reverse(page, args=[party.slug]) if page else ""


def _reported_bookings() -> Iterator[Waiting]:
    for report in waiting_reports()[:MOST]:
        show = report.booking.spot.show
        yield Waiting(
            kind=_("Reported booking"),
            title=f"{report.booking.act.name}, {show.owner.name}",
            detail=f"{report.get_kind_display()} · {say_full_day(show.night)}",
            since=report.reported_at,
            path=reverse("admin:bookings_report_change", args=[report.pk]),
            preview=reverse("bookings:booking", args=[report.booking_id]),
        )


def _reported_messages() -> Iterator[Waiting]:
    for report in waiting_message_reports()[:MOST]:
        yield Waiting(
            kind=_("Reported message"),
            title=report.reason[:120],
            detail=report.reported_by.display_name if report.reported_by else "",
            since=report.reported_at,
            path=reverse("admin:messaging_messagereport_change", args=[report.pk]),
        )


def _disputes() -> Iterator[Waiting]:
    sessions = Session.objects.filter(state=SessionState.DISPUTED).select_related("client", "professional")
    reported = Max("events__at", filter=Q(events__event__startswith="reported_"))
    for session in sessions.annotate(reported_at=reported).order_by("reported_at", "pk")[:MOST]:
        yield Waiting(
            kind=_("Disputed session"),
            title=f"{session.client.name}, {session.professional.name}",
            detail=session.name,
            since=session.reported_at or session.created_at,
            path=reverse("studio:session", args=[session.pk]),
        )


def _payments() -> Iterator[Waiting]:
    for item in attention()[:MOST]:
        yield Waiting(kind=_("Payment"), title=item.title, detail=item.detail, since=item.since, path=item.path)

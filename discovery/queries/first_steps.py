"""What somebody who has just made a band or an agency does next. Read from what is there, never stored."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership, Party, User
from accounts.states import Approval, PartyKind, Role
from bands.models import PressKit
from bookings.models import ApplicationDraft, Booking
from holds.models import Hold

NEW_FOR = dt.timedelta(days=90)
"""How long a party is led by the hand: later its people know their way."""
GUIDED = {PartyKind.BAND, PartyKind.AGENCY}


@dataclass(frozen=True)
class Step:
    """One thing to do, where, and whether it is done."""

    label: str
    text: str
    href: str
    is_done: bool


@dataclass(frozen=True)
class FirstSteps:
    """The steps of one party in their order; `next` is the first that is not done."""

    party: Party
    steps: list[Step]

    @property
    def next(self) -> Step | None:
        return next((step for step in self.steps if not step.is_done), None)

    @property
    def done_count(self) -> int:
        return sum(step.is_done for step in self.steps)


def first_steps(user: User, parties: Collection[Party], at: dt.datetime) -> FirstSteps | None:
    """The first steps of the newest of these parties, led by the user, that has some left; None where all are done.
    One query, none for parties that are not new any more."""
    new = [party.pk for party in parties if _is_guided(party, at)]
    if not new:
        return None
    for party in _with_facts(user, new):
        found = FirstSteps(party, _steps_of(party))
        if found.next:
            return found
    return None


def _steps_of(party: Any) -> list[Step]:
    if party.is_solo:
        return _steps_of_solo_act(party)
    return _steps_of_band(party) if party.kind == PartyKind.BAND else _steps_of_agency(party)


def _is_guided(party: Party, at: dt.datetime) -> bool:
    return party.kind in GUIDED and not party.is_inactive and party.created_at > at - NEW_FOR


def _with_facts(user: User, parties: Collection[Any]):
    members = Q(memberships__role=Role.MEMBER, memberships__left_at=None)
    silent = Membership.objects.current().filter(role=Role.MEMBER, user__calendar__said_at=None)
    return (
        Party.objects.filter(pk__in=parties)
        .order_by("-created_at", "pk")
        .annotate(
            member_count=Count("memberships", filter=members),
            has_silent=Exists(silent.filter(party=OuterRef("pk"))),
            has_silent_self=Exists(User.objects.filter(pk=user.pk, calendar__said_at=None)),
            has_applied=Exists(Booking.objects.filter(act=OuterRef("pk"))),
            has_drafted=Exists(ApplicationDraft.objects.filter(act=OuterRef("pk"))),
            has_kit=Exists(PressKit.objects.filter(party=OuterRef("pk"), is_draft=False)),
            has_held=Exists(Hold.objects.filter(holder=OuterRef("pk"))),
            has_asked=Exists(Booking.objects.filter(spot__show__owner=OuterRef("pk"))),
        )
    )


def _steps_of_solo_act(party: Any) -> list[Step]:
    waits = _("Prepare it now, and send it once your page is approved.") if party.approval == Approval.DRAFT else ""
    return [
        Step(_("Create your page"), "", reverse("bands:band", args=[party.slug]), is_done=True),
        Step(
            _("Say when you’re free"),
            _("Mark your free nights, or import your calendar."),
            reverse("accounts:calendar"),
            not party.has_silent_self,
        ),
        Step(
            _("Publish your press kit"),
            _("Sound, pictures and fee: what bookers look for."),
            reverse("bands:press", args=[party.slug]),
            party.has_kit,
        ),
        Step(
            _("Apply for a night"),
            waits or _("Find an open night when you’re free."),
            f"{reverse('discovery:open_nights')}?band={party.slug}",
            party.has_applied or party.has_drafted,
        ),
    ]


def _steps_of_band(party: Any) -> list[Step]:
    has_members = party.member_count > 1
    waits = _("Prepare it now, and send it once your band is approved.") if party.approval == Approval.DRAFT else ""
    gigs = f"{reverse('discovery:open_nights')}?band={party.slug}"
    return [
        Step(_("Create your band"), "", reverse("bands:band", args=[party.slug]), is_done=True),
        Step(
            _("Invite your bandmates"),
            _("Send them a link. They join in a minute."),
            reverse("accounts:team", args=[party.slug]) + "#invites",
            has_members,
        ),
        Step(
            _("Say when you’re free"),
            _("Mark your free nights, or import your calendar."),
            reverse("accounts:calendar"),
            not party.has_silent_self,
        ),
        Step(
            _("See your Green Zone"),
            _("Ask those who haven’t said when they’re free."),
            reverse("bands:ask_new", args=[party.slug]),
            has_members and not party.has_silent,
        ),
        Step(
            _("Apply for a night"),
            waits or _("Find an open night when you’re all free."),
            gigs,
            party.has_applied or party.has_drafted,
        ),
    ]


def _steps_of_agency(party: Any) -> list[Step]:
    return [
        Step(_("Create your agency"), "", reverse("accounts:team", args=[party.slug]), is_done=True),
        Step(
            _("Hold your first night"),
            _("Open a venue’s page, choose a night and put your act on hold. Confirm when it’s ready."),
            reverse("discovery:venues"),
            party.has_held or party.has_asked,
        ),
    ]

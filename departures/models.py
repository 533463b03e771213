"""The record of departures for staff: who went, and what became of everything that was open then. Never changed."""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from bookings.models import Booking, Show
from departures.states import EXPORT_TRANSITIONS, DepartureKind, ExportState, Outcome
from holds.models import Hold
from web.constraints import is_one_of, legal_steps
from web.identifiers import uuid7


class DataExport(models.Model):
    """A copy of everything the site holds about a person, written by the worker for them alone; `file` is its name in
    the store of originals, which serves nothing by itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=ExportState, default=ExportState.WAITING)
    percent = models.PositiveSmallIntegerField(default=0)
    file = models.CharField(max_length=100, blank=True)
    bytes = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=now)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("copy of data")
        verbose_name_plural = _("copies of data")
        constraints = [
            models.UniqueConstraint(
                name="dataexport_one_at_a_time", fields=["user"], condition=Q(state=ExportState.WAITING)
            ),
            models.CheckConstraint(
                name="dataexport_ready_has_a_file",
                condition=~Q(state=ExportState.READY) | (~Q(file="") & Q(expires_at__isnull=False)),
            ),
        ]
        triggers = [legal_steps("dataexport_steps", EXPORT_TRANSITIONS)]

    def __str__(self):
        return f"{self.user_id}, {self.created_at:%Y-%m-%d}"

    def is_open(self, at: dt.datetime) -> bool:
        """Whether it can be fetched at an instant."""
        return self.state == ExportState.READY and self.expires_at is not None and at < self.expires_at


class Departure(models.Model):
    """One party that closed, was suspended or changed hands, or one person who left a team or the site.

    `acted_by` did it: the person themselves, an owner, or staff. `successor` answers for everything from then on.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=DepartureKind)
    party = models.ForeignKey(
        Party, null=True, on_delete=models.CASCADE, related_name="departures", verbose_name=_("party")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="departures",
        verbose_name=_("person"),
    )  # fmt: skip
    successor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("handed over to"),
    )
    acted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("done by")
    )
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(_("when"), default=now)

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("departure")
        verbose_name_plural = _("departures")
        indexes = [models.Index(name="departure_newest_first", fields=["-at", "-id"])]
        constraints = [is_one_of("departure_kind_is_known", "kind", DepartureKind)]
        triggers = [pgtrigger.ReadOnly(name="departure_stays", fields=["kind", "party", "reason", "at"])]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.party or self.person or '–'}"


class OpenItem(models.Model):
    """A show, a booking or a hold that was open at a departure: its state then, and what the departure made of it."""

    departure = models.ForeignKey(Departure, on_delete=models.CASCADE, related_name="items")
    show = models.ForeignKey(Show, null=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("show"))
    booking = models.ForeignKey(
        Booking, null=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("booking")
    )
    hold = models.ForeignKey(Hold, null=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("hold"))
    state = models.CharField(_("state then"), max_length=12)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)

    class Meta:
        ordering = ["id"]
        verbose_name = _("open item")
        verbose_name_plural = _("open items")
        constraints = [
            is_one_of("openitem_outcome_is_known", "outcome", Outcome),
            models.CheckConstraint(
                name="openitem_is_one_thing",
                condition=Q(show__isnull=False, booking=None, hold=None)
                | Q(show=None, booking__isnull=False, hold=None)
                | Q(show=None, booking=None, hold__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="openitem_stays", fields=["departure", "show", "booking", "hold", "state", "outcome"]
            )
        ]

    def __str__(self):
        return str(self.thing)

    @property
    def thing(self) -> Show | Booking | Hold:
        """What was open."""
        found = self.booking or self.show or self.hold
        assert found is not None  # noqa: S101 — it is one of them (openitem_is_one_thing)
        return found

"""The record of departures for staff: who went, and what became of everything that was open then. Never changed."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from bookings.models import Booking, Show
from departures.states import DepartureKind, Outcome
from holds.models import Hold
from web.constraints import is_one_of
from web.identifiers import uuid7


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

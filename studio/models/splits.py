"""Who gets a part of what a professional earns."""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from catalogue.models import Currency
from engagements.deals import WHOLE_BP
from studio.models.professionals import Professional
from studio.models.services import Service
from studio.states import OPEN_SPLITS, SPLIT_TRANSITIONS, SplitKind, SplitState
from web.constraints import is_one_of, legal_steps, starts_as
from web.identifiers import uuid7

NAME_MAX = 120
SPLIT_LINK_DAYS = 14


class Split(models.Model):
    """A part of the price of sessions that a professional gives to `payee`: `value` is in basis points for a
    percentage, else in minor units of `currency`. It is for sessions of `service`, or of all services without splits of
    their own, that are booked after `offered_at`; and for payments that are made after the payee has accepted it
    (`answered_at`).

    `payee` is empty while it is offered to whoever holds a link, of which the hash is stored; `name` is what the
    professional calls them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    professional = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="splits")
    service = models.ForeignKey(
        Service, null=True, blank=True, on_delete=models.CASCADE, related_name="splits", verbose_name=_("service")
    )
    payee = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.CASCADE, related_name="splits_taken", verbose_name=_("payee")
    )
    name = models.CharField(_("name"), max_length=NAME_MAX, blank=True)
    kind = models.CharField(max_length=8, choices=SplitKind)
    value = models.BigIntegerField()
    currency = models.ForeignKey(Currency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=SplitState, default=SplitState.OFFERED)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    offered_at = models.DateTimeField(default=now)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)

    class Meta:
        ordering = ["offered_at", "id"]
        verbose_name = _("split")
        verbose_name_plural = _("splits")
        constraints = [
            is_one_of("split_state_is_known", "state", SplitState),
            models.CheckConstraint(
                name="split_is_a_percentage_or_an_amount",
                condition=Q(kind=SplitKind.PERCENT, currency=None, value__gte=1, value__lt=WHOLE_BP)
                | Q(kind=SplitKind.AMOUNT, currency__isnull=False, value__gte=1),
            ),
            models.CheckConstraint(
                name="split_has_a_payee_or_a_link", condition=Q(payee__isnull=False) | Q(token_hash__isnull=False)
            ),
            models.CheckConstraint(
                name="split_is_accepted_by_a_payee",
                condition=~Q(state=SplitState.ACCEPTED) | Q(payee__isnull=False, answered_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="split_once_per_payee",
                fields=["professional", "service", "payee"],
                condition=Q(state__in=sorted(OPEN_SPLITS), payee__isnull=False),
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(name="split_waiting", fields=["payee"], condition=Q(state=SplitState.OFFERED)),
            models.Index(name="split_of_professional", fields=["professional", "state"]),
        ]
        triggers = [
            legal_steps("split_steps", SPLIT_TRANSITIONS),
            starts_as("split_starts_offered", [SplitState.OFFERED]),
            pgtrigger.ReadOnly(
                name="split_stays_as_offered",
                fields=["professional", "service", "kind", "value", "currency", "offered_at", "token_hash"],
            ),
        ]

    def __str__(self):
        return f"{self.professional_id}: {self.name or self.payee_id}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_SPLITS

    @property
    def link_ends_at(self) -> dt.datetime:
        return self.offered_at + dt.timedelta(days=SPLIT_LINK_DAYS)

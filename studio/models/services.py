"""What can be booked of a professional."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from catalogue.models import Currency
from studio.models.professionals import Professional
from studio.models.rooms import Room
from studio.states import Discipline, RateKind, ServiceMode
from web.constraints import is_one_of
from web.identifiers import uuid7

STEP_MINUTES = 30
HOUR_MINUTES = 60
DAY_MINUTES = 24 * HOUR_MINUTES
MOST_DAYS = 7


class ServiceQuerySet(models.QuerySet["Service"]):
    def offered(self):
        """Those that have not been retired."""
        return self.filter(retired_at=None)


class Service(models.Model):
    """One thing that a professional does, with its price and terms.

    By the hour it lasts `min_minutes` to `max_minutes`, from one hour to a day in steps of 30 minutes; by the day whole
    days, at most seven; at a fixed price it has no length, and `amount_minor` is the whole price. `notice_minutes`: so
    long before its start it can still be booked. `buffer_minutes`: kept free before and after it. `revisions` are
    included in the price. `delivery_days` after the start the work is due; None: nothing is delivered.
    `room`: taken for as long as it lasts, where there is one. `workers`: one of these members does it; none named: any
    member who may be booked. `cancellation_tiers`: as `engagements.deals.tiers` reads them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    professional = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="services")
    discipline = models.CharField(_("discipline"), max_length=12, choices=Discipline)
    name = models.CharField(_("name"), max_length=120)
    mode = models.CharField(_("how it is booked"), max_length=8, choices=ServiceMode)
    rate_kind = models.CharField(_("rate"), max_length=8, choices=RateKind)
    amount_minor = models.BigIntegerField(_("price"))
    currency = models.ForeignKey(Currency, on_delete=models.PROTECT, related_name="+")
    min_minutes = models.PositiveIntegerField(_("at least"), null=True, blank=True)
    max_minutes = models.PositiveIntegerField(_("at most"), null=True, blank=True)
    notice_minutes = models.PositiveIntegerField(_("notice"), default=DAY_MINUTES)
    buffer_minutes = models.PositiveIntegerField(_("buffer"), default=0)
    revisions = models.PositiveSmallIntegerField(_("revisions"), default=0)
    revision_minor = models.BigIntegerField(_("price of another revision"), null=True, blank=True)
    delivery_days = models.PositiveSmallIntegerField(_("days to deliver"), null=True, blank=True)
    room = models.ForeignKey(
        Room, verbose_name=_("room"), null=True, blank=True, on_delete=models.RESTRICT, related_name="services"
    )
    workers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("who does it"), blank=True, related_name="+"
    )
    cancellation_tiers = models.JSONField(_("cancellation"), default=list, blank=True)
    created_at = models.DateTimeField(default=now)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("service")
        verbose_name_plural = _("services")
        constraints = [
            is_one_of("service_discipline_is_known", "discipline", Discipline),
            is_one_of("service_mode_is_known", "mode", ServiceMode),
            models.CheckConstraint(name="service_costs_something", condition=Q(amount_minor__gte=1)),
            models.CheckConstraint(
                name="service_length_fits_its_rate",
                condition=Q(rate_kind=RateKind.FIXED, min_minutes=None, max_minutes=None)
                | Q(
                    rate_kind=RateKind.HOUR,
                    min_minutes__gte=HOUR_MINUTES,
                    min_minutes__isnull=False,
                    max_minutes__isnull=False,
                    max_minutes__gte=F("min_minutes"),
                    max_minutes__lte=DAY_MINUTES,
                )
                | Q(
                    rate_kind=RateKind.DAY,
                    min_minutes__gte=DAY_MINUTES,
                    min_minutes__isnull=False,
                    max_minutes__isnull=False,
                    max_minutes__gte=F("min_minutes"),
                    max_minutes__lte=MOST_DAYS * DAY_MINUTES,
                ),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def unit_minutes(self) -> int:
        """What `amount_minor` pays for: a day or an hour. Not to be asked of a fixed price."""
        return DAY_MINUTES if self.rate_kind == RateKind.DAY else HOUR_MINUTES

    @property
    def step_minutes(self) -> int:
        """Its length is a multiple of this: of a day or half an hour."""
        return DAY_MINUTES if self.rate_kind == RateKind.DAY else STEP_MINUTES

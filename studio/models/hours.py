"""What bookable hours are for, where that is not every service."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from studio.models.services import Service
from studio.states import ServiceMode


class Hours(models.Model):
    """Hours that are for one service alone, or booked in another way than the service says otherwise.

    The hours themselves are `free` rules on the party's calendar (`availability.AvailabilityRule`). This row is about
    all rules of one `series`, which stays the same when somebody changes one date, or this and the following.
    """

    series = models.UUIDField(primary_key=True)
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.CASCADE, related_name="hours")
    mode = models.CharField(_("how it is booked"), max_length=8, choices=ServiceMode, blank=True)

    class Meta:
        verbose_name = _("hours")
        verbose_name_plural = _("hours")
        constraints = [
            models.CheckConstraint(
                name="hours_say_something", condition=Q(service__isnull=False) | Q(mode__in=ServiceMode.values)
            ),
            models.CheckConstraint(name="hours_mode_is_known", condition=Q(mode__in=["", *ServiceMode.values])),
        ]

    def __str__(self):
        return str(self.series)

"""What is still to be done after a fact has changed that many parties hang on: a rate, a town, a genre."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Fact(models.TextChoices):
    """What has changed; the key of a refresh says which one."""

    RATE = "rate", _("Exchange rate")
    CITY = "city", _("Town")
    GENRE = "genre", _("Genre")


class ListingRefresh(models.Model):
    """Written by a trigger with the change itself; the worker then goes through all who hang on it, some at a time.

    `waits_for` names the transactions that may have read the fact as it was and are not over (None: nobody has looked
    yet). `reached` is the last party done, in the order of their ids, `done` of `total` how many that were.
    """

    fact = models.CharField(_("what"), max_length=5, choices=Fact)
    key = models.CharField(_("which"), max_length=120)
    changed_at = models.DateTimeField(_("changed"), db_default=Now())
    waits_for = ArrayField(models.CharField(max_length=40), null=True)
    reached = models.UUIDField(null=True)
    done = models.PositiveIntegerField(_("done"), db_default=0)
    total = models.PositiveIntegerField(_("of"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("refresh of search rows")
        verbose_name_plural = _("refreshes of search rows")
        indexes = [
            models.Index(name="listingrefresh_left", fields=["id"], condition=models.Q(finished_at=None)),
        ]

    def __str__(self):
        return f"{self.get_fact_display()} {self.key}"

"""What a venue says about holds, refilling a bill, and cancelling."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.states import PartyKind
from venues.models.venues import Venue
from venues.states import ChallengeWindow, OtherHolds, RefillStrategy, WhoMayHold
from web.constraints import is_one_of

FIRST_HOLD_DAYS, OTHER_HOLD_DAYS, WARN_DAYS, CHALLENGE_HOURS = 14, 7, 2, 48
MOST_HOLDS = 3


def may_hold_by_default() -> list[str]:
    return [PartyKind.BAND.value, PartyKind.AGENCY.value]


def no_tiers() -> list:
    """What a venue agreed on cancelling before there were usual tiers; migrations name it."""
    return []


def usual_tiers() -> list:
    """What cancelling costs where nobody has said anything else: a venue, or a client, in the terms of their offer."""
    return [[30, 25], [14, 50], [2, 100]]


class HousePolicy(models.Model):
    """A venue's rules; a venue without a row has the defaults (`venues.queries.policies.policy_of`).

    `may_hold`: kinds of parties that may place holds themselves; the venue always may. `who_may_hold`: which parties of
    these kinds may without asking first, `most_holds` how many standing holds each of them may have here,
    and one person for all that they lead.
    `outsiders_from_rank`: the best rank that somebody from outside may take, `newcomers_from_rank` that of a party that
    has never played here: where the ladder is shorter they stand at its end all the same, and those above them are free
    rungs only in number.
    `cancellation_tiers`: [[days before the night, percent of the fee], ...], longest before first, as
    `engagements.deals.tiers` reads them.
    """

    venue = models.OneToOneField(Venue, on_delete=models.CASCADE, primary_key=True, related_name="policy")
    may_hold = ArrayField(
        models.CharField(max_length=12), verbose_name=_("who may place holds"), default=may_hold_by_default, blank=True
    )
    who_may_hold = models.CharField(_("from which of them"), max_length=8, choices=WhoMayHold, default=WhoMayHold.KNOWN)
    most_holds = models.PositiveSmallIntegerField(_("active holds per band or agency"), default=MOST_HOLDS)
    outsiders_from_rank = models.PositiveSmallIntegerField(_("best position for others"), default=1)
    newcomers_from_rank = models.PositiveSmallIntegerField(_("best position for acts new here"), default=1)
    first_hold_days = models.PositiveSmallIntegerField(_("first hold lasts (days)"), default=FIRST_HOLD_DAYS)
    other_hold_days = models.PositiveSmallIntegerField(_("other holds last (days)"), default=OTHER_HOLD_DAYS)
    warn_days = models.PositiveSmallIntegerField(_("reminder (days before)"), default=WARN_DAYS)
    ranks_close_up = models.BooleanField(_("move lower holds up at once"), default=True)
    challenge_window = models.CharField(
        _("time to answer a challenge"), max_length=12, choices=ChallengeWindow, default=ChallengeWindow.HOURS
    )
    challenge_hours = models.PositiveSmallIntegerField(_("hours to answer a challenge"), default=CHALLENGE_HOURS)
    other_holds = models.CharField(
        _("other holds when one is confirmed"), max_length=8, choices=OtherHolds, default=OtherHolds.RELEASE
    )
    refill = models.CharField(
        _("after a cancellation"), max_length=12, choices=RefillStrategy, default=RefillStrategy.NOT
    )
    refill_hours = models.PositiveSmallIntegerField(_("hours to answer an invite to step in"), default=24)
    cancellation_tiers = models.JSONField(_("cancellation"), default=usual_tiers, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("house rules")
        verbose_name_plural = _("house rules")
        constraints = [
            is_one_of("housepolicy_window_is_known", "challenge_window", ChallengeWindow),
            is_one_of("housepolicy_other_holds_is_known", "other_holds", OtherHolds),
            is_one_of("housepolicy_refill_is_known", "refill", RefillStrategy),
            is_one_of("housepolicy_who_may_hold_is_known", "who_may_hold", WhoMayHold),
            models.CheckConstraint(
                name="housepolicy_numbers_make_sense",
                condition=Q(
                    most_holds__range=(1, 100),
                    outsiders_from_rank__gte=1,
                    newcomers_from_rank__gte=1,
                    first_hold_days__range=(1, 365),
                    other_hold_days__range=(1, 365),
                    challenge_hours__range=(1, 720),
                    refill_hours__range=(1, 720),
                ),
            ),
        ]

    def __str__(self):
        return str(self.venue)

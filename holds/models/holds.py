"""Holds: ranked options on a stage's night, the offers that tie them together, and challenges.

A hold stands on the ladder of every room that it takes: one rung for each (`venues.queries.rooms_of`), so that a room
made of two rooms holds and blocks both. The lock of a ladder is the calendar of its room. Ranks of a room's night are
1..n without gaps, unless the venue lets them keep their numbers.
"""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from bookings.models.bookings import Booking
from bookings.models.shows import Show
from catalogue.models import Currency
from engagements.models import HistoryRow
from holds.states import (
    CHALLENGE_TRANSITIONS,
    HOLD_TRANSITIONS,
    RUNNING,
    ChallengeAnswer,
    ChallengeState,
    HoldEnd,
    HoldState,
)
from venues.models import Stage
from web.constraints import fee_is_whole, is_one_of, legal_steps, starts_as
from web.identifiers import uuid7


class HoldOffer(models.Model):
    """Several nights held for one thing, which settles on one of them: the others are released then."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    title = models.CharField(_("title"), max_length=200, blank=True)
    settled_on = models.OneToOneField("Hold", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=now)

    def __str__(self):
        return self.title or str(self.pk)


class HoldQuerySet(models.QuerySet["Hold"]):
    def standing(self):
        return self.filter(state=HoldState.STANDING)

    def with_place(self):
        """All that a line about a hold needs, in one query."""
        return self.select_related("holder", "act", "stage__venue__party__city__country", "offer", "show", "booking")


class Hold(models.Model):
    """An option on one stage's night. `holder` answers for it; `act` is who is to play, `act_name` one without a page.

    `starts_at`, `ends_at` and the fee are the terms; a side has agreed once it proposed or accepted them. A hold whose
    terms both have agreed to makes a confirmed booking when it is confirmed, else one that waits for the other side.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="holds")
    night = models.DateField(_("night"))
    nights_clocks = ArrayField(models.CharField(max_length=64), default=list, blank=True, editable=False)
    """Where its venue got another clock: the way to that on which it was placed (`venues.queries.nights`)."""
    state = models.CharField(max_length=10, choices=HoldState, default=HoldState.STANDING)
    ended_by = models.CharField(max_length=16, choices=HoldEnd, blank=True)
    version = models.PositiveIntegerField(default=1)
    holder = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="holds")
    act = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="holds_for")
    act_name = models.CharField(_("act"), max_length=300, blank=True)
    offer = models.ForeignKey(HoldOffer, null=True, blank=True, on_delete=models.PROTECT, related_name="holds")
    starts_at = models.DateTimeField(_("set starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("set ends"), null=True, blank=True)
    fee_minor = models.BigIntegerField(_("fee"), null=True, blank=True)
    fee_currency = models.ForeignKey(Currency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agreed_by_host = models.BooleanField(default=False)
    agreed_by_act = models.BooleanField(default=False)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True, editable=False)
    show = models.ForeignKey(Show, null=True, blank=True, on_delete=models.PROTECT, related_name="from_holds")
    """The show that confirming it made, or that released it: what restoring a ladder goes by."""
    booking = models.OneToOneField(Booking, null=True, blank=True, on_delete=models.PROTECT, related_name="from_hold")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["night", "created_at", "id"]
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            *fee_is_whole("hold"),
            is_one_of("hold_state_is_known", "state", HoldState),
            models.CheckConstraint(name="hold_names_an_act_or_none", condition=Q(act=None) | Q(act_name="")),
            models.CheckConstraint(
                name="hold_times_in_order",
                condition=Q(starts_at=None, ends_at=None) | Q(starts_at__lt=F("ends_at")),
            ),
            models.CheckConstraint(
                name="hold_ended_when_it_does_not_stand",
                condition=Q(state=HoldState.STANDING, ended_at=None, ended_by="")
                | (~Q(state=HoldState.STANDING) & Q(ended_at__isnull=False) & ~Q(ended_by="")),
            ),
        ]
        indexes = [
            models.Index(name="hold_stage_night", fields=["stage", "night"]),
            models.Index(name="hold_act_night", fields=["act", "night"], condition=Q(state="standing")),
            models.Index(name="hold_expires", fields=["expires_at"], condition=Q(state="standing")),
            models.Index(name="hold_holder", fields=["holder", "state"]),
        ]
        triggers = [
            legal_steps("hold_moves", HOLD_TRANSITIONS),
            starts_as("hold_starts_standing", [HoldState.STANDING]),
            pgtrigger.ReadOnly(name="hold_stays_on_its_night", fields=["stage", "night"]),
        ]

    def __str__(self):
        return f"{self.act or self.act_name or self.holder}, {self.night}"

    @property
    def topic(self) -> str:
        """Under which its open pages are told of a new version; private to its people."""
        return f"h.{self.pk}"

    @property
    def own_act(self) -> Party:
        """The act of a hold that is known to be for one."""
        assert self.act is not None  # noqa: S101 — the caller has checked it, or has queried for holds that name an act
        return self.act

    @property
    def terms_mark(self) -> str:
        """The terms as an answer names them that was given to these and no others."""
        times = [instant.timestamp() if instant else "" for instant in (self.starts_at, self.ends_at)]
        return "/".join(map(str, [*times, self.fee_minor, self.fee_currency_id]))


class Rung(models.Model):
    """A hold's place on the ladder of one room's night; without a rank it stands there no longer.

    `act` is the hold's: no act stands twice on one ladder.
    """

    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, related_name="rungs")
    room = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="rungs")
    night = models.DateField()
    act = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    last_rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["room", "night", "rank"]
        constraints = [
            models.UniqueConstraint(name="rung_once_per_hold_and_room", fields=["hold", "room"]),
            # Ranks close up in one statement, within which two may meet.
            models.UniqueConstraint(
                name="rung_one_hold_per_rank",
                fields=["room", "night", "rank"],
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                name="rung_one_per_act_and_night",
                fields=["room", "night", "act"],
                condition=Q(rank__isnull=False, act__isnull=False),
            ),
            models.CheckConstraint(name="rung_ranks_from_one", condition=Q(rank=None) | Q(rank__gte=1)),
        ]

    def __str__(self):
        return f"{self.rank} {self.room} {self.night}"

    @property
    def standing_rank(self) -> int:
        """The rank of a rung that is known to be on its ladder."""
        assert self.rank is not None  # noqa: S101 — a ladder is read and kept without the rungs that have left it
        return self.rank


class HoldEvent(HistoryRow):
    """What happened to a hold. `before` and `after`: values of JSON's own types."""

    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="history")
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)

    class Meta(HistoryRow.Meta):
        triggers = [pgtrigger.Protect(name="holdevent_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class Challenge(models.Model):
    """A lower hold that is ready to commit asks those above, one after another, to confirm or to let go.

    `asked` is who has to answer now, `until` by when: a hold above while it asks, the challenger while it decides.
    While it is paused, `asked` is whoever proposed the night, and the venue has until then to answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="challenges")
    state = models.CharField(max_length=10, choices=ChallengeState, default=ChallengeState.ASKING)
    asked = models.ForeignKey(Hold, null=True, blank=True, on_delete=models.PROTECT, related_name="challenged_by")
    until = models.DateTimeField(null=True, blank=True)
    message = models.TextField(blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            is_one_of("challenge_state_is_known", "state", ChallengeState),
            models.UniqueConstraint(
                name="challenge_one_running_per_hold", fields=["hold"], condition=Q(state__in=list(RUNNING))
            ),
            models.CheckConstraint(
                name="challenge_waits_only_while_running",
                condition=Q(state__in=list(RUNNING), asked__isnull=False, until__isnull=False, ended_at=None)
                | (~Q(state__in=list(RUNNING)) & Q(asked=None, until=None, ended_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(name="challenge_until", fields=["until"], condition=Q(state__in=list(RUNNING)))]
        triggers = [
            legal_steps("challenge_moves", CHALLENGE_TRANSITIONS),
            starts_as("challenge_starts_asking", [ChallengeState.ASKING]),
        ]

    def __str__(self):
        return f"{self.hold}: {self.state}"

    @property
    def deadline(self) -> dt.datetime:
        """Until when a challenge that is known to run waits for an answer."""
        assert self.until is not None  # noqa: S101 — the constraint `challenge_waits_only_while_running`
        return self.until


class ChallengeStep(models.Model):
    """One of those above who was asked, and what they said."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="steps")
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=now)
    until = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=ChallengeAnswer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(name="challengestep_asked_once", fields=["challenge", "hold"])]

    def __str__(self):
        return f"{self.hold}: {self.answer}"

"""The booking of an act for a spot, and its line-up."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Party, User
from accounts.states import PLAYING_ROLES
from availability.models import TimeBlock
from bookings.conditions import PROMISED_BOOKING
from bookings.models.shows import Spot
from bookings.states import BOOKING_TRANSITIONS, BookingState, InitiatedBy, LineupState
from catalogue.models import Currency
from engagements.states import Side
from web.constraints import fee_is_whole, is_one_of, legal_steps, starts_as
from web.identifiers import uuid7


class BookingQuerySet(models.QuerySet["Booking"]):
    def pending(self):
        return self.filter(state=BookingState.PENDING)

    def promised(self):
        return self.filter(PROMISED_BOOKING.q())

    def with_show(self):
        """All that a line about a booking needs, in one query."""
        return self.select_related(
            "act", "spot__show__owner", "spot__show__city__country", "spot__show__stage__venue__party__city__country",
        )  # fmt: skip


class Booking(models.Model):
    """One act in one spot. `turn` says whose answer it waits for, `answer_by` until when.

    Fee, `deal` (as `engagements.deals.Deal` reads it) and `cancellation_tiers` are those of the offer that counts,
    number `offer_number`; once confirmed, those agreed. `vetoed_at`: the headliner does not want this act on the bill.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    spot = models.ForeignKey(Spot, on_delete=models.PROTECT, related_name="bookings")
    act = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="bookings", db_index=False)
    state = models.CharField(max_length=10, choices=BookingState, default=BookingState.PENDING)
    version = models.PositiveIntegerField(default=1)
    initiated_by = models.CharField(max_length=12, choices=InitiatedBy)
    turn = models.CharField(max_length=4, choices=Side, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    fee_minor = models.BigIntegerField(_("fee"), null=True, blank=True)
    fee_currency = models.ForeignKey(
        Currency, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    message = models.TextField(_("message"), max_length=4000, blank=True)
    offer_number = models.PositiveSmallIntegerField(default=1)
    deal = models.JSONField(null=True, blank=True)
    cancellation_tiers = models.JSONField(default=list, blank=True)
    vetoed_at = models.DateTimeField(null=True, blank=True)
    vetoed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    claim = models.OneToOneField(TimeBlock, null=True, blank=True, on_delete=models.RESTRICT, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="bookings_created"
    )
    created_at = models.DateTimeField(default=now)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        constraints = [
            *fee_is_whole("booking"),
            models.UniqueConstraint(
                name="booking_one_promised_per_spot",
                fields=["spot"],
                condition=PROMISED_BOOKING.q(),
            ),
            models.UniqueConstraint(
                name="booking_one_pending_per_act_and_spot",
                fields=["spot", "act"],
                condition=Q(state=BookingState.PENDING),
            ),
            is_one_of("booking_initiated_by_is_known", "initiated_by", InitiatedBy),
            models.CheckConstraint(
                name="booking_claims_only_while_promised",
                condition=Q(claim=None) | PROMISED_BOOKING.q(),
            ),
            models.CheckConstraint(
                name="booking_waits_only_while_pending",
                condition=Q(state=BookingState.PENDING, turn__in=[Side.ACT, Side.HOST])
                | (~Q(state=BookingState.PENDING) & Q(turn="")),
            ),
        ]
        indexes = [
            models.Index(name="booking_act_state", fields=["act", "state"]),
            models.Index(name="booking_answer_by", fields=["answer_by"], condition=Q(state="pending")),
        ]
        triggers = [
            legal_steps("booking_moves", BOOKING_TRANSITIONS),
            starts_as("booking_starts_pending", [BookingState.PENDING]),
            pgtrigger.ReadOnly(name="booking_stays_in_its_spot", fields=["spot"]),
        ]

    def __str__(self):
        return f"{self.act} in {self.spot}"

    @property
    def topic(self) -> str:
        """Under which its open pages are told of a new version; private to its people."""
        return f"b.{self.pk}"


class LineupEntryQuerySet(models.QuerySet["LineupEntry"]):
    def missing(self):
        """Those who dropped out of what is booked, in whose place nobody plays."""
        return self.filter(missing_since__isnull=False, booking__state=BookingState.CONFIRMED)

    def open_to(self, user: User):
        """The user's own entries by which they may know of a booking: they play or played in it, or belong to its act.

        Who has left an act hears nothing more of what they do not play in.
        """
        belongs = Membership.objects.current().filter(party=OuterRef("booking__act"), user=user, role__in=PLAYING_ROLES)
        return self.filter(Q(state=LineupState.PLAYS) | Exists(belongs), user=user)


class LineupEntry(models.Model):
    """Who plays: a user, or just a name with an instrument. Only a user who `plays` is claimed.

    `kept_at` is when they said that they play although their calendar says otherwise, `doubt_told_at` when they were
    told that an imported one does: they are not asked again for this claim. `stands_in_for`: the member a dep replaces.
    `missing_since`: they dropped out, and nobody plays in their place yet. The fee is what the act pays a dep, known to
    the two of them alone.
    """

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="lineup", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="lineup_entries"
    )
    name = models.CharField(max_length=120, blank=True)
    instrument = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=LineupState)
    claim = models.OneToOneField(TimeBlock, null=True, blank=True, on_delete=models.RESTRICT, related_name="+")
    stands_in_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    kept_at = models.DateTimeField(null=True, blank=True, editable=False)
    doubt_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    missing_since = models.DateTimeField(null=True, blank=True, editable=False)
    fee_minor = models.BigIntegerField(_("fee"), null=True, blank=True)
    fee_currency = models.ForeignKey(
        Currency, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = LineupEntryQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = _("line-up entries")
        constraints = [
            models.UniqueConstraint(name="lineupentry_user_once", fields=["booking", "user"]),
            models.CheckConstraint(name="lineupentry_is_somebody", condition=Q(user__isnull=False) | ~Q(name="")),
            is_one_of("lineupentry_state_is_known", "state", LineupState),
            models.CheckConstraint(
                name="lineupentry_claims_only_who_plays",
                condition=Q(claim=None) | Q(user__isnull=False, state=LineupState.PLAYS),
            ),
            models.CheckConstraint(
                name="lineupentry_missing_only_who_declined",
                condition=Q(missing_since=None) | Q(state=LineupState.DECLINED),
            ),
            *fee_is_whole("lineupentry"),
        ]
        triggers = [pgtrigger.ReadOnly(name="lineupentry_stays_in_its_booking", fields=["booking"])]

    def __str__(self):
        return self.name or str(self.user)

    @property
    def player(self) -> User:
        """The user who is asked or plays; for entries that are known to be more than a name."""
        assert self.user is not None  # noqa: S101 — the caller has checked `user_id`, or a claim, which only users have
        return self.user

    @property
    def promise(self) -> TimeBlock:
        """The promised time of who plays; for entries that are known to be claimed."""
        assert self.claim is not None  # noqa: S101 — the caller has checked `claim_id`, or queried for claimed entries
        return self.claim

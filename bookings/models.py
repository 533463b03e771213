"""A show, the spots on its bill, the bookings of acts for them, and what happened to each.

Times of a show and its spots are instants; `night` and `timezone` are stored at publishing and used by every text
about it. The second half of the invariant (nothing counts as confirmed without its claims) is a deferred constraint
trigger: see migration `0002_nothing_confirmed_without_claims`. It locks the show of what it checks, so the way from a
line-up entry over its booking and spot to that show never changes.
"""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Party
from accounts.states import PLAYING_ROLES, Approval
from availability.models import TimeBlock
from bookings.states import (
    BOOKING_TRANSITIONS,
    PROMISED,
    PUBLISHED,
    SHOW_TRANSITIONS,
    SPOT_TRANSITIONS,
    BookingState,
    Channel,
    InitiatedBy,
    LineupState,
    ShowState,
    Side,
    SpotRole,
    SpotState,
    pairs,
)
from catalogue.models import City, Currency, Genre
from stageslot.web.identifiers import uuid7
from venues.models import Stage


def fee_is_whole(table: str) -> list[models.CheckConstraint]:
    """A fee is an amount in minor units and its currency, or neither; never negative."""
    return [
        models.CheckConstraint(name=f"{table}_fee_not_negative", condition=Q(fee_minor=None) | Q(fee_minor__gte=0)),
        models.CheckConstraint(
            name=f"{table}_fee_has_a_currency",
            condition=Q(fee_minor=None, fee_currency=None) | Q(fee_minor__isnull=False, fee_currency__isnull=False),
        ),
    ]


def starts_as(name: str, states) -> pgtrigger.Trigger:
    """A row is born in one of these states; every later one is a move of the transition table."""
    return pgtrigger.Protect(
        name=name, operation=pgtrigger.Insert, condition=~pgtrigger.Q(new__state__in=[state.value for state in states])
    )


def is_one_of(name: str, field: str, choices: type[models.TextChoices]) -> models.CheckConstraint:
    """The database knows these values only: a misspelt state would escape every rule that is made of them."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": choices.values}))


class ShowQuerySet(models.QuerySet["Show"]):
    def published(self):
        return self.filter(state__in=[state.value for state in PUBLISHED])

    def of_public_owners(self):
        return self.filter(owner__approval=Approval.APPROVED, owner__is_listed=True)

    def public(self, at=None):
        """Shows that everybody may know by name: published, their owner approved, the day of announcement come."""
        announced = Q(announce_at=None) | Q(announce_at__lte=at or now())
        return self.published().of_public_owners().filter(announced)

    def upcoming(self, at=None):
        return self.filter(out_at__gt=at or now()).order_by("starts_at", "id")

    def with_place(self):
        """All that a line about a show needs, in one query."""
        return self.select_related("owner", "city__country", "stage__venue__party__city__country")


class Show(models.Model):
    """One night's event, on a stage or at an address. Its owner is the host of every booking on its bill.

    The stage is claimed from `load_in_at` to `out_at`. The show's id is the occasion of all its claims.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="shows")
    stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.PROTECT, related_name="shows")
    place = models.CharField(_("place"), max_length=300, blank=True)
    city = models.ForeignKey(City, null=True, blank=True, on_delete=models.SET_NULL, related_name="shows")
    title = models.CharField(_("title"), max_length=200, blank=True)
    description = models.TextField(_("about the night"), max_length=4000, blank=True)
    state = models.CharField(max_length=10, choices=ShowState, default=ShowState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    night = models.DateField(_("night"))
    timezone = models.CharField(max_length=64)
    load_in_at = models.DateTimeField(_("load-in"))
    doors_at = models.DateTimeField(_("doors"), null=True, blank=True)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    curfew_at = models.DateTimeField(_("curfew"), null=True, blank=True)
    out_at = models.DateTimeField(_("out"))
    announce_at = models.DateTimeField(_("announce on"), null=True, blank=True)
    ticket_url = models.URLField(_("tickets"), max_length=500, blank=True)
    cancel_reason = models.TextField(blank=True)
    claim = models.OneToOneField(TimeBlock, null=True, blank=True, on_delete=models.RESTRICT, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="shows_created"
    )
    created_at = models.DateTimeField(default=now)

    objects = ShowQuerySet.as_manager()

    class Meta:
        verbose_name = _("show")
        verbose_name_plural = _("shows")
        constraints = [
            models.CheckConstraint(
                name="show_times_in_order",
                condition=Q(load_in_at__lte=F("starts_at"), starts_at__lt=F("ends_at"), ends_at__lte=F("out_at"))
                & (Q(doors_at=None) | Q(doors_at__gte=F("load_in_at"), doors_at__lte=F("starts_at"))),
            ),
            models.CheckConstraint(
                name="show_claims_its_stage_while_published",
                condition=Q(claim=None) | Q(stage__isnull=False, state__in=sorted(state.value for state in PUBLISHED)),
            ),
        ]
        indexes = [
            models.Index(name="show_owner_night", fields=["owner", "night"]),
            models.Index(name="show_stage_night", fields=["stage", "night"]),
            models.Index(name="show_state_start", fields=["state", "starts_at"]),
        ]
        triggers = [
            pgtrigger.FSM(name="show_moves", field="state", transitions=pairs(SHOW_TRANSITIONS)),
            starts_as("show_starts_as_draft", [ShowState.DRAFT]),
        ]

    def __str__(self):
        return self.title or f"{self.owner} {self.night}"

    @property
    def is_public(self) -> bool:
        """Whether everybody may know it by name; reads the owner."""
        return self.state in PUBLISHED and self.owner.is_public and self.is_announced

    @property
    def is_announced(self) -> bool:
        return self.announce_at is None or self.announce_at <= now()


class SpotQuerySet(models.QuerySet["Spot"]):
    def with_show(self):
        """All that a line about a spot needs, in one query."""
        return self.select_related("show__owner", "show__city__country", "show__stage__venue__party__city__country")


class Spot(models.Model):
    """A place on the bill. Act and line-up are claimed from `call_at` to `released_at`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    show = models.ForeignKey(Show, on_delete=models.CASCADE, related_name="spots")
    role = models.CharField(_("role"), max_length=10, choices=SpotRole, default=SpotRole.HEADLINER)
    position = models.PositiveSmallIntegerField(default=0)
    call_at = models.DateTimeField(_("call"))
    starts_at = models.DateTimeField(_("set starts"))
    ends_at = models.DateTimeField(_("set ends"))
    released_at = models.DateTimeField(_("released"))
    fee_minor = models.BigIntegerField(_("fee"), null=True, blank=True)
    fee_currency = models.ForeignKey(Currency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    genres = models.ManyToManyField(Genre, blank=True, related_name="spots")
    state = models.CharField(max_length=8, choices=SpotState, default=SpotState.OPEN)

    objects = SpotQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "position", "id"]
        verbose_name = _("spot")
        verbose_name_plural = _("spots")
        constraints = [
            models.CheckConstraint(
                name="spot_times_in_order",
                condition=Q(call_at__lte=F("starts_at"), starts_at__lt=F("ends_at"), ends_at__lte=F("released_at")),
            ),
            *fee_is_whole("spot"),
            is_one_of("spot_role_is_known", "role", SpotRole),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="spot_stays_in_its_show", fields=["show"]),
            pgtrigger.FSM(name="spot_moves", field="state", transitions=pairs(SPOT_TRANSITIONS)),
            starts_as("spot_starts_open", [SpotState.OPEN]),
        ]

    def __str__(self):
        return f"{self.get_role_display()}, {self.show}"


class BookingQuerySet(models.QuerySet["Booking"]):
    def pending(self):
        return self.filter(state=BookingState.PENDING)

    def promised(self):
        return self.filter(state__in=[state.value for state in PROMISED])

    def of_parties(self, parties):
        """Bookings on which one of these parties stands, as act or as host."""
        return self.filter(Q(act__in=parties) | Q(spot__show__owner__in=parties))

    def with_show(self):
        """All that a line about a booking needs, in one query."""
        return self.select_related(
            "act", "spot__show__owner", "spot__show__city__country", "spot__show__stage__venue__party__city__country",
        )  # fmt: skip


class Booking(models.Model):
    """One act in one spot. `turn` says whose answer it waits for, `answer_by` until when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    spot = models.ForeignKey(Spot, on_delete=models.PROTECT, related_name="bookings")
    act = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="bookings")
    state = models.CharField(max_length=10, choices=BookingState, default=BookingState.PENDING)
    version = models.PositiveIntegerField(default=1)
    initiated_by = models.CharField(max_length=12, choices=InitiatedBy)
    turn = models.CharField(max_length=4, choices=Side, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)
    fee_minor = models.BigIntegerField(_("fee"), null=True, blank=True)
    fee_currency = models.ForeignKey(Currency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    message = models.TextField(_("message"), max_length=4000, blank=True)
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
                condition=Q(state__in=sorted(state.value for state in PROMISED)),
            ),
            models.UniqueConstraint(
                name="booking_one_pending_per_act_and_spot",
                fields=["spot", "act"],
                condition=Q(state=BookingState.PENDING),
            ),
            is_one_of("booking_initiated_by_is_known", "initiated_by", InitiatedBy),
            models.CheckConstraint(
                name="booking_claims_only_while_promised",
                condition=Q(claim=None) | Q(state__in=sorted(state.value for state in PROMISED)),
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
            pgtrigger.FSM(name="booking_moves", field="state", transitions=pairs(BOOKING_TRANSITIONS)),
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
    def open_to(self, user):
        """The user's own entries by which they may know of a booking: they play or played in it, or belong to its act.

        Who has left an act hears nothing more of what they do not play in.
        """
        belongs = Membership.objects.current().filter(party=OuterRef("booking__act"), user=user, role__in=PLAYING_ROLES)
        return self.filter(Q(state=LineupState.PLAYS) | Exists(belongs), user=user)


class LineupEntry(models.Model):
    """Who plays: a user, or just a name with an instrument. Only a user who `plays` is claimed.

    `kept_at` is when they said that they play although their calendar says otherwise, `doubt_told_at` when they were
    told that an imported one does: they are not asked again for this claim.
    """

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="lineup")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="lineup_entries"
    )
    name = models.CharField(max_length=120, blank=True)
    instrument = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=LineupState)
    claim = models.OneToOneField(TimeBlock, null=True, blank=True, on_delete=models.RESTRICT, related_name="+")
    kept_at = models.DateTimeField(null=True, blank=True, editable=False)
    doubt_told_at = models.DateTimeField(null=True, blank=True, editable=False)

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
        ]
        triggers = [pgtrigger.ReadOnly(name="lineupentry_stays_in_its_booking", fields=["booking"])]

    def __str__(self):
        return self.name or str(self.user)


class HistoryEntry(models.Model):
    """What happened to a show or a booking: who, what, when, by which channel. Appended, never changed."""

    show = models.ForeignKey(Show, on_delete=models.PROTECT, related_name="history")
    booking = models.ForeignKey(Booking, null=True, blank=True, on_delete=models.PROTECT, related_name="history")
    at = models.DateTimeField(default=now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(max_length=8, choices=Channel)
    event = models.CharField(max_length=40)
    before = models.CharField(max_length=10, blank=True)
    after = models.CharField(max_length=10, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = _("history entries")
        triggers = [
            pgtrigger.Protect(name="historyentry_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.event} {self.at:%Y-%m-%d %H:%M}"

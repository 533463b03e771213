"""A show and the spots on its bill."""

import datetime as dt

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.conditions import PUBLIC_PARTY
from accounts.models import Party
from accounts.states import PartyKind
from availability.models import TimeBlock
from availability.ranges import Period
from bookings.conditions import ANNOUNCED, PUBLIC_SHOW, PUBLISHED_SHOW
from bookings.states import (
    SHOW_TRANSITIONS,
    SPOT_TRANSITIONS,
    HeadlinerSays,
    Power,
    Setting,
    ShowState,
    SpotRole,
    SpotState,
)
from catalogue.models import City, Currency, Genre
from media.models import Picture
from venues.models import Stage
from web.constraints import fee_is_whole, is_one_of, legal_steps, starts_as
from web.identifiers import uuid7


class ShowQuerySet(models.QuerySet["Show"]):
    def published(self):
        return self.filter(PUBLISHED_SHOW.q())

    def of_public_owners(self):
        return self.filter(PUBLIC_PARTY.q("owner"))

    def public(self, at=None):
        """Shows that everybody may know by name: published, their owner approved, the day of announcement come."""
        return self.filter(PUBLIC_SHOW.q(at=at))

    def upcoming(self, at=None):
        return self.filter(out_at__gt=at or now()).order_by("starts_at", "id")

    def past(self, at=None):
        return self.filter(out_at__lte=at or now()).order_by("-starts_at", "-id")

    def with_place(self):
        """All that a line about a show needs, in one query."""
        return self.select_related("owner", "city__country", "stage__venue__party__city__country")


class Show(models.Model):
    """One night's event, on a stage or at an address. Its owner is the host of every booking on its bill.

    The stage is claimed from `load_in_at` to `out_at`, and every room that the stage is made of (`ShowRoom`). The
    show's id is the occasion of all its claims. `is_time_assumed`: a list of past shows did not say when it started.
    `guests`, `setting`, `power`, `set_up_minutes`: what a client said of their event with a request.
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
    nights_clocks = ArrayField(models.CharField(max_length=64), default=list, blank=True, editable=False)
    """Where its venue got another clock: the way to that by which its nights are counted (`venues.queries.nights`)."""
    load_in_at = models.DateTimeField(_("load-in"))
    doors_at = models.DateTimeField(_("doors"), null=True, blank=True)
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    curfew_at = models.DateTimeField(_("curfew"), null=True, blank=True)
    out_at = models.DateTimeField(_("venue clear"))
    announce_at = models.DateTimeField(_("announce on"), null=True, blank=True)
    ticket_url = models.URLField(_("tickets"), max_length=500, blank=True)
    ticket_provider = models.CharField(_("ticket seller"), max_length=80, blank=True)
    ticket_min_minor = models.BigIntegerField(_("tickets from"), null=True, blank=True)
    ticket_max_minor = models.BigIntegerField(_("tickets up to"), null=True, blank=True)
    ticket_currency = models.ForeignKey(Currency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    poster = models.OneToOneField(Picture, null=True, blank=True, on_delete=models.RESTRICT, related_name="poster_of")
    on_sale_at = models.DateTimeField(_("on sale from"), null=True, blank=True)
    cancel_reason = models.TextField(blank=True)
    claim = models.OneToOneField(TimeBlock, null=True, blank=True, on_delete=models.RESTRICT, related_name="+")
    headliner_says = models.CharField(
        _("headliner approval"), max_length=8, choices=HeadlinerSays, default=HeadlinerSays.NOTHING
    )
    guests = models.PositiveIntegerField(_("guests"), null=True, blank=True)
    setting = models.CharField(
        _("indoors or outdoors"), max_length=8, choices=Setting, blank=True, default="", db_default=""
    )
    power = models.CharField(_("power"), max_length=8, choices=Power, blank=True, default="", db_default="")
    set_up_minutes = models.PositiveSmallIntegerField(_("time to set up, in minutes"), null=True, blank=True)
    is_time_assumed = models.BooleanField(default=False)
    import_key = models.CharField(max_length=200, blank=True)
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
                condition=Q(claim=None) | Q(stage__isnull=False) & PUBLISHED_SHOW.q(),
            ),
            models.CheckConstraint(
                name="show_ticket_prices_in_order",
                condition=Q(ticket_min_minor=None, ticket_max_minor=None, ticket_currency=None)
                | Q(ticket_min_minor__gte=0, ticket_max_minor__gte=F("ticket_min_minor"))
                # What is unknown passes a check, so each of the three must be said.
                & Q(ticket_min_minor__isnull=False, ticket_max_minor__isnull=False, ticket_currency__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="show_owner_night", fields=["owner", "night"]),
            models.Index(name="show_stage_night", fields=["stage", "night"]),
            models.Index(name="show_state_start", fields=["state", "starts_at"]),
            models.Index(name="show_import_key", fields=["owner", "import_key"], condition=~Q(import_key="")),
        ]
        triggers = [
            legal_steps("show_moves", SHOW_TRANSITIONS),
            starts_as("show_starts_as_draft", [ShowState.DRAFT]),
        ]

    def __str__(self):
        return self.title or f"{self.owner} {self.night}"

    @property
    def topic(self) -> str:
        """The live topic of the show for its host and those on its bill; private to them."""
        return f"s.{self.pk}"

    @property
    def is_public(self) -> bool:
        """Whether everybody may know it by name; reads the owner."""
        return PUBLIC_SHOW.holds_for(self)

    @property
    def is_announced(self) -> bool:
        return ANNOUNCED.holds_for(self)

    @property
    def is_for_client(self) -> bool:
        """Whether a person asked an act for it, with no venue and no bill: nobody headlines there. Reads the owner."""
        return self.stage_id is None and self.owner.kind == PartyKind.PERSON

    @property
    def own_stage(self) -> Stage:
        """The stage of a show that is known to have one."""
        assert self.stage is not None  # noqa: S101 — the caller has checked it: a show elsewhere takes no stage's night
        return self.stage


class ShowRoom(models.Model):
    """A room that a published show takes besides its stage: one of those that the stage is made of."""

    show = models.ForeignKey(Show, on_delete=models.CASCADE, related_name="rooms")
    room = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    claim = models.OneToOneField(TimeBlock, null=True, blank=True, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="showroom_once", fields=["show", "room"])]
        triggers = [pgtrigger.ReadOnly(name="showroom_stays", fields=["show", "room"])]

    def __str__(self):
        return f"{self.room} {self.show_id}"


class SpotQuerySet(models.QuerySet["Spot"]):
    def with_show(self):
        """All that a line about a spot needs, in one query."""
        return self.select_related("show__owner", "show__city__country", "show__stage__venue__party__city__country")


class SpotsOnBill(models.Manager.from_queryset(SpotQuerySet)):  # type: ignore[misc]  # made at run time
    """Spots that are on a bill. One that was taken off stays in the table for what was asked and answered about it."""

    def get_queryset(self):
        return super().get_queryset().exclude(state=SpotState.OFF)


class Spot(models.Model):
    """A place on the bill. Act and line-up are claimed from `call_at` to `released_at`.

    `may_overlap`: its set overlapped another one of its players when sets began to be checked, and stays as it is
    until the bill is planned anew.
    """

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
    draw_wanted = models.PositiveIntegerField(_("expected draw"), null=True, blank=True)
    soundcheck_at = models.DateTimeField(_("soundcheck"), null=True, blank=True)
    soundcheck_minutes = models.PositiveSmallIntegerField(_("soundcheck, in minutes"), null=True, blank=True)
    changeover_minutes = models.PositiveSmallIntegerField(_("changeover before, in minutes"), default=0)
    may_overlap = models.BooleanField(default=False, editable=False)
    state = models.CharField(max_length=8, choices=SpotState, default=SpotState.OPEN)

    objects = SpotsOnBill()

    class Meta:
        ordering = ["starts_at", "position", "id"]
        verbose_name = _("slot")
        verbose_name_plural = _("slots")
        constraints = [
            models.CheckConstraint(
                name="spot_times_in_order",
                condition=Q(call_at__lte=F("starts_at"), starts_at__lt=F("ends_at"), ends_at__lte=F("released_at")),
            ),
            *fee_is_whole("spot"),
            is_one_of("spot_role_is_known", "role", SpotRole),
            models.CheckConstraint(
                name="spot_soundcheck_has_a_length",
                condition=Q(soundcheck_at=None) | Q(soundcheck_minutes__gte=1),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="spot_stays_in_its_show", fields=["show"]),
            legal_steps("spot_moves", SPOT_TRANSITIONS),
            starts_as("spot_starts_open", [SpotState.OPEN]),
        ]

    def __str__(self):
        return f"{self.get_role_display()}, {self.show}"

    @property
    def times(self) -> dict[str, dt.datetime]:
        """From call to release, by the names of the fields."""
        return {name: getattr(self, name) for name in ("call_at", "starts_at", "ends_at", "released_at")}

    @property
    def performance(self) -> Period | None:
        """The set that act and line-up are promised for, which no other set of theirs may overlap; reads the show.

        None where sets may overlap: a DJ who plays all night between the others, times that were only assumed, and
        `may_overlap`. The database says the same (`bookings_set_of`).
        """
        show = self.show
        spans_night = self.role == SpotRole.DJ and self.starts_at <= show.starts_at and self.ends_at >= show.ends_at
        if show.is_time_assumed or self.may_overlap or spans_night:
            return None
        return Period(self.starts_at.astimezone(dt.UTC), self.ends_at.astimezone(dt.UTC))

"""Sessions: a service that a client has booked, or asks for."""

import datetime as dt
from functools import cached_property

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from catalogue.models import Currency
from engagements.models import HistoryRow
from payments.models import Payment
from studio.models.projects import Project
from studio.models.rooms import Room
from studio.models.services import Service
from studio.states import CALLED, DONE_BY, OPEN_SESSIONS, SESSION_TRANSITIONS, RateKind, ServiceMode, SessionState
from web.constraints import is_one_of, legal_steps, starts_as
from web.identifiers import uuid7


class Session(models.Model):
    """One booking of a service, with what was agreed: later changes of the service do not change it.

    `starts_at` and `ends_at` are empty for work at a fixed price, which takes nobody's time. `worker` and `room` are
    claimed from `buffer_minutes` before to as long after, with this session as the occasion; until it is paid, the
    claims expire. `answer_by`: until when the professional answers a request; `expires_at`: until when it is to be
    paid. `price_minor`: all that was agreed, with what was agreed and paid for later; `payment` is the first payment,
    those of changes are theirs. `revision_minor`: what one more revision costs, None where none is offered.
    `accept_by`: until when the client may say no to what was delivered, empty until all of it can be heard;
    `reminders`: how often they were reminded of that. `call_link`: where both sides of a remote session meet;
    `told_version`: the version of which calendars tell. Amounts are minor units of `currency`.
    `project`: one of the client's own, which the other side does not see.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("service"))
    professional = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="sessions_given", verbose_name=_("professional")
    )
    client = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="sessions_booked", verbose_name=_("client")
    )
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="sessions")
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="sessions")
    state = models.CharField(_("state"), max_length=12, choices=SessionState)
    mode = models.CharField(max_length=8, choices=ServiceMode)
    name = models.CharField(_("name"), max_length=120)
    rate_kind = models.CharField(max_length=8, choices=RateKind)
    starts_at = models.DateTimeField(_("starts"), null=True)
    ends_at = models.DateTimeField(_("ends"), null=True)
    minutes = models.PositiveIntegerField(null=True)
    buffer_minutes = models.PositiveIntegerField(default=0)
    price_minor = models.BigIntegerField(_("price"))
    currency = models.ForeignKey(Currency, on_delete=models.PROTECT, related_name="+")
    revisions = models.PositiveSmallIntegerField(default=0)
    revision_minor = models.BigIntegerField(null=True)
    delivery_days = models.PositiveSmallIntegerField(null=True)
    cancellation_tiers = models.JSONField(default=list)
    is_remote = models.BooleanField(default=False)
    place = models.CharField(_("place"), max_length=300, blank=True)
    call_link = models.URLField(_("link to call"), max_length=500, blank=True)
    notes = models.TextField(_("notes"), max_length=4000, blank=True)
    project = models.ForeignKey(
        Project, null=True, on_delete=models.SET_NULL, related_name="sessions", verbose_name=_("project")
    )
    payment = models.OneToOneField(Payment, null=True, on_delete=models.PROTECT, related_name="+")
    answer_by = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    accept_by = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    revisions_used = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    told_version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            is_one_of("session_state_is_known", "state", SessionState),
            models.CheckConstraint(name="session_costs_something", condition=Q(price_minor__gte=1)),
            models.CheckConstraint(name="session_of_two", condition=~Q(client=F("professional"))),
            models.CheckConstraint(
                name="session_has_times_or_a_fixed_price",
                condition=Q(rate_kind=RateKind.FIXED, starts_at=None, ends_at=None, minutes=None)
                | ~Q(rate_kind=RateKind.FIXED)
                & Q(starts_at__isnull=False, ends_at__isnull=False, minutes__isnull=False, starts_at__lt=F("ends_at")),
            ),
            models.CheckConstraint(
                name="session_waits_until_some_time",
                condition=~Q(state=SessionState.REQUESTED) & ~Q(state=SessionState.APPROVED)
                | Q(state=SessionState.REQUESTED, answer_by__isnull=False)
                | Q(state=SessionState.APPROVED, expires_at__isnull=False, payment__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="session_of_professional", fields=["professional", "starts_at"]),
            models.Index(name="session_of_client", fields=["client", "starts_at"]),
            models.Index(name="session_waiting", fields=["answer_by"], condition=Q(state=SessionState.REQUESTED)),
            models.Index(name="session_to_begin", fields=["starts_at"], condition=Q(state=SessionState.CONFIRMED)),
            models.Index(name="session_to_tell", fields=["id"], condition=~Q(told_version=F("version"))),
            models.Index(name="session_to_end", fields=["ends_at"], condition=Q(state=SessionState.IN_PROGRESS)),
        ]
        triggers = [
            legal_steps("session_steps", SESSION_TRANSITIONS),
            starts_as("session_starts_open", [SessionState.REQUESTED, SessionState.APPROVED]),
            pgtrigger.ReadOnly(
                name="session_stays_as_agreed",
                fields=["service", "professional", "client", "mode", "rate_kind", "currency", "created_at"],
            ),
            pgtrigger.Protect(name="session_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.name} {self.pk}"

    @property
    def topic(self) -> str:
        """What open pages of it listen to."""
        return f"s.{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_SESSIONS

    @property
    def calendar_ids(self) -> set[int]:
        """The calendars of its worker and its room, on which its time is claimed."""
        return {each.calendar_id for each in (self.worker, self.room) if each}

    @property
    def shows_call_link(self) -> bool:
        """Whether both sides may know where to call: once it is booked, never before."""
        return self.is_remote and self.state in CALLED

    @cached_property
    def done_at(self) -> dt.datetime | None:
        """When it was completed, None before. One query, none where it was read along (`with_done_at`)."""
        if self.state != SessionState.COMPLETED:
            return None
        return self.events.filter(event__in=DONE_BY).values_list("at", flat=True).first()


class SessionEvent(HistoryRow):
    """One thing that happened to a session."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="events")
    back_minor = models.BigIntegerField(null=True, blank=True)
    """Of a settlement, and where a paid session was cancelled: how much of the price goes back to the client, in minor
    units of the session's currency."""

    class Meta(HistoryRow.Meta):
        verbose_name = _("event of a session")
        verbose_name_plural = _("events of sessions")
        indexes = [models.Index(name="sessionevent_session", fields=["session", "id"])]
        triggers = [pgtrigger.Protect(name="sessionevent_stays", operation=pgtrigger.Update | pgtrigger.Delete)]


class Lapse(models.Model):
    """Somebody claimed a slot and did not pay in time."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(name="lapse_user_at", fields=["user", "at"])]

    def __str__(self):
        return f"{self.user_id} {self.at:%Y-%m-%d %H:%M}"

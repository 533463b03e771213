"""Rescheduling: a show, or a spot of it, at another time or on another stage, agreed by everybody it binds."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import now

from accounts.models import Party
from bookings.models.bookings import Booking
from bookings.models.shows import Show, Spot
from bookings.states import MOVE_TRANSITIONS, MoveState
from venues.models import Stage
from web.constraints import is_one_of, legal_steps, starts_as
from web.identifiers import uuid7


class Move(models.Model):
    """A proposal to move a show: all its times as they would be. Only one is open at a time; every one is kept.

    `base_version` is the show's when it was proposed. It happens, whole or not at all, when the last side has agreed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    show = models.ForeignKey(Show, on_delete=models.PROTECT, related_name="moves")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=MoveState, default=MoveState.PROPOSED)
    proposed_by = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    base_version = models.PositiveIntegerField()
    stage = models.ForeignKey(Stage, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    load_in_at = models.DateTimeField()
    doors_at = models.DateTimeField(null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    curfew_at = models.DateTimeField(null=True, blank=True)
    out_at = models.DateTimeField()
    message = models.TextField(blank=True)
    answer_by = models.DateTimeField()
    host_agreed_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(name="move_numbered_once", fields=["show", "number"]),
            models.UniqueConstraint(
                name="move_one_open_per_show", fields=["show"], condition=Q(state=MoveState.PROPOSED)
            ),
            is_one_of("move_state_is_known", "state", MoveState),
            models.CheckConstraint(
                name="move_times_in_order",
                condition=Q(load_in_at__lte=F("starts_at"), starts_at__lt=F("ends_at"), ends_at__lte=F("out_at")),
            ),
        ]
        indexes = [models.Index(name="move_answer_by", fields=["answer_by"], condition=Q(state="proposed"))]
        triggers = [
            legal_steps("move_moves", MOVE_TRANSITIONS),
            starts_as("move_starts_proposed", [MoveState.PROPOSED]),
        ]

    def __str__(self):
        return f"{self.show_id} #{self.number}"

    @property
    def timezone(self) -> str:
        """The clock that the show would have: its own while it stays in its house, else that of the other house."""
        present = self.show.stage
        if self.stage is None or (present and self.stage.venue_id == present.venue_id):
            return self.show.timezone
        return self.stage.venue.party.timezone


class MoveSpot(models.Model):
    """A spot's times after the move, and what its booked act says; `booking` is None where nobody is booked."""

    move = models.ForeignKey(Move, on_delete=models.CASCADE, related_name="spots")
    spot = models.ForeignKey(Spot, on_delete=models.CASCADE, related_name="+")
    booking = models.ForeignKey(Booking, null=True, blank=True, on_delete=models.PROTECT, related_name="moves")
    call_at = models.DateTimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    released_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(name="movespot_once", fields=["move", "spot"]),
            models.CheckConstraint(
                name="movespot_times_in_order",
                condition=Q(call_at__lte=F("starts_at"), starts_at__lt=F("ends_at"), ends_at__lte=F("released_at")),
            ),
        ]

    def __str__(self):
        return f"{self.move_id} {self.spot_id}"

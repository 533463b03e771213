"""Proposals: a holder who is ready asks the venue to make the night's show of the hold."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from holds.models.holds import Challenge, Hold
from holds.states import PROPOSAL_TRANSITIONS, ProposalState
from web.constraints import is_one_of, legal_steps, starts_as
from web.identifiers import uuid7


class Proposal(models.Model):
    """A holder's "yes, let us do it", which the venue answers until `answer_by`. Until it agrees, nothing is promised.

    `challenge` is the one that it answered, `challenge_left` the time that was left on its clock.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="proposals")
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.WAITING)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField(default=now)
    answer_by = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    challenge = models.ForeignKey(Challenge, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals")
    challenge_left = models.DurationField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["proposed_at", "id"]
        constraints = [
            is_one_of("proposal_state_is_known", "state", ProposalState),
            models.UniqueConstraint(
                name="proposal_one_waiting_per_hold", fields=["hold"], condition=Q(state=ProposalState.WAITING)
            ),
            models.CheckConstraint(
                name="proposal_ended_when_it_does_not_wait",
                condition=Q(state=ProposalState.WAITING, ended_at=None)
                | (~Q(state=ProposalState.WAITING) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="proposal_knows_what_its_challenge_had_left",
                condition=Q(challenge=None, challenge_left=None)
                | Q(challenge__isnull=False, challenge_left__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="proposal_answer_by", fields=["answer_by"], condition=Q(state=ProposalState.WAITING))
        ]
        triggers = [
            legal_steps("proposal_moves", PROPOSAL_TRANSITIONS),
            starts_as("proposal_starts_waiting", [ProposalState.WAITING]),
        ]

    def __str__(self):
        return f"{self.hold}: {self.state}"

"""What somebody proposes about a session: other terms, another time, more time, or another revision."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from payments.models import Payment
from studio.models.sessions import Session
from studio.states import CHANGE_TRANSITIONS, OPEN_CHANGES, ChangeKind, ChangeState, Side
from web.constraints import is_one_of, legal_steps, starts_as
from web.identifiers import uuid7


class SessionChange(models.Model):
    """A proposal of one side about a session, and what became of it.

    TERMS (while a session is asked for): `starts_at` and `minutes`, both None for a fixed price, and `price_minor` for
    all of it. MOVE: `starts_at`. Both say in `ends_at` when that would end. EXTENSION: `minutes` more for `price_minor`
    more; the additional time is claimed with this change as the occasion while it is to be paid. REVISION: one more for
    `price_minor`. Amounts are minor units of the session's currency. `answer_by`: until when the other side may answer;
    `expires_at`: until when it is to be paid.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="changes", verbose_name=_("session"))
    kind = models.CharField(_("kind"), max_length=12, choices=ChangeKind)
    state = models.CharField(_("state"), max_length=12, choices=ChangeState)
    side = models.CharField(_("proposed by"), max_length=12, choices=Side)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField(default=now)
    text = models.TextField(max_length=2000, blank=True)
    starts_at = models.DateTimeField(_("starts"), null=True)
    ends_at = models.DateTimeField(_("ends"), null=True)
    minutes = models.PositiveIntegerField(null=True)
    price_minor = models.BigIntegerField(_("price"), null=True)
    answer_by = models.DateTimeField(null=True)
    payment = models.OneToOneField(Payment, null=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["proposed_at", "id"]
        verbose_name = _("change of a session")
        verbose_name_plural = _("changes of sessions")
        constraints = [
            is_one_of("sessionchange_kind_is_known", "kind", ChangeKind),
            is_one_of("sessionchange_state_is_known", "state", ChangeState),
            models.UniqueConstraint(
                name="sessionchange_one_is_open", fields=["session"], condition=Q(state__in=sorted(OPEN_CHANGES))
            ),
            models.CheckConstraint(
                name="sessionchange_waits_until_some_time",
                condition=~Q(state__in=sorted(OPEN_CHANGES))
                | Q(state=ChangeState.PROPOSED, answer_by__isnull=False)
                | Q(state=ChangeState.TO_PAY, payment__isnull=False, expires_at__isnull=False),
            ),
            models.CheckConstraint(
                name="sessionchange_says_what",
                condition=Q(kind=ChangeKind.TERMS, price_minor__gte=1)
                | Q(kind=ChangeKind.MOVE, starts_at__isnull=False)
                | Q(kind=ChangeKind.EXTENSION, minutes__gte=1, minutes__isnull=False, price_minor__gte=1)
                | Q(kind=ChangeKind.REVISION, price_minor__gte=1),
            ),
        ]
        indexes = [
            models.Index(name="sessionchange_of_session", fields=["session", "id"]),
            models.Index(name="sessionchange_waiting", fields=["answer_by"], condition=Q(state=ChangeState.PROPOSED)),
        ]
        triggers = [
            legal_steps("sessionchange_steps", CHANGE_TRANSITIONS),
            starts_as("sessionchange_starts_open", [ChangeState.PROPOSED, ChangeState.TO_PAY]),
            pgtrigger.ReadOnly(
                name="sessionchange_stays_as_proposed",
                fields=["session", "kind", "side", "starts_at", "ends_at", "minutes", "price_minor", "proposed_at"],
            ),
            pgtrigger.Protect(name="sessionchange_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_CHANGES

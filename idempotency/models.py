"""What has been done once and must not be done again."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class OnceRequest(models.Model):
    """The answer to a request that had an effect, written in the transaction of that effect and kept for 24 h.

    `user` is null for who is not signed in; their keys are the random tokens of our own forms, which nobody can guess.
    `body` is the answer with whatever is shown only once replaced by null, so that no secret rests here.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=1000)
    key = models.CharField(max_length=255)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("request done once")
        verbose_name_plural = _("requests done once")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "path", "key"], nulls_distinct=False, name="idempotency_request_once"
            )
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotency_request_age")]

    def __str__(self):
        return f"{self.path} {self.key}"

"""What staff have settled of what needed their attention."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from payments.models.attempts import PROVIDER_ID_MAX


class StaffDecision(models.Model):
    """Staff have looked at something, and say why nothing more is to be done. `about` names it by its kind and id, as
    `payments.queries.attention` does. What happens to it later needs attention again."""

    about = models.CharField(_("about"), max_length=PROVIDER_ID_MAX + 20)
    text = models.TextField(_("why"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), default=now)

    class Meta:
        ordering = ["-decided_at"]
        verbose_name = _("decision of staff")
        verbose_name_plural = _("decisions of staff")
        indexes = [models.Index(name="staffdecision_about", fields=["about", "-decided_at"])]
        triggers = [
            pgtrigger.ReadOnly(name="staffdecision_stays", fields=["about", "text", "decided_at"]),
            pgtrigger.Protect(name="staffdecision_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return self.about

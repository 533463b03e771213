"""How far a list of shows has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ShowImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Columns to be named")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    IMPORTING = "importing", _("Being imported")
    DONE = "done", _("Imported")
    FAILED = "failed", _("Not imported")

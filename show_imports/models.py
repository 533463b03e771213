"""Lists of shows that were brought in."""

from django.conf import settings
from django.db import models
from django.utils.timezone import now

from accounts.models import Party
from show_imports.states import ShowImportState
from web.constraints import is_one_of
from web.identifiers import uuid7


class ShowImport(models.Model):
    """A list of shows that was uploaded: its table, which column is what, and what was said of each line.

    All of it is imported, or nothing. `content` is the table as `show_imports.lists.reading` packs it, empty once it is
    done; `mapping`: field -> heading; `choices` as `show_imports.lists.choices` stores them. `report` has a row for
    each line, `counts` how many of each outcome. `error` is the code of why there is no report. While a worker has it,
    `started_at` says since when, `done` of `total` how far it was when it ended; in between the cache knows.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="show_imports")
    state = models.CharField(max_length=10, choices=ShowImportState, default=ShowImportState.UPLOADED)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    report = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=now)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [is_one_of("showimport_state_is_known", "state", ShowImportState)]

    def __str__(self):
        return self.file_name

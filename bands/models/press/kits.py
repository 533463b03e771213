"""What a band tells the press: the edition that is public, and the one that is being written."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, PartyPhoto
from bands.models.press.fields import PiecesField
from bands.models.press.pieces import Embed, Figure, InputLine, PlotItem, Quote, Track
from media.models import Document, Sound
from web.identifiers import uuid7


class PressKitQuerySet(models.QuerySet["PressKit"]):
    def of(self, party: Party) -> Self:
        return self.filter(party=party)

    def drafts(self) -> Self:
        return self.filter(is_draft=True)

    def published(self) -> Self:
        return self.filter(is_draft=False)


class PressKit(models.Model):
    """One edition of a band's press kit: the published one, or the draft that its leaders write on.

    Both are rows of the same shape, so that a preview is the page itself with the other row, and publishing copies
    `CONTENT` from one to the other.
    """

    CONTENT = (
        "hero",
        "bio_short",
        "bio_long",
        "lineup",
        "quotes",
        "embeds",
        "tracks",
        "figures",
        "rider_text",
        "rider_document",
        "plot",
        "inputs",
        "cancellation_terms",
        "exact_fees",
    )

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="press_kits")
    is_draft = models.BooleanField(default=True)
    hero = models.ForeignKey(
        PartyPhoto, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("top picture")
    )
    bio_short = models.TextField(_("short bio"), max_length=600, blank=True)
    bio_long = models.TextField(_("long bio"), max_length=10_000, blank=True)
    lineup = models.TextField(_("line-up"), max_length=2_000, blank=True)
    quotes = PiecesField(Quote, verbose_name=_("press quotes"))
    embeds = PiecesField(Embed, verbose_name=_("players"))
    tracks = PiecesField(Track, verbose_name=_("tracks"))
    figures = PiecesField(Figure, verbose_name=_("numbers"))
    rider_document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.RESTRICT, related_name="+", verbose_name=_("rider as a PDF")
    )
    rider_text = models.TextField(_("technical rider"), max_length=20_000, blank=True)
    plot = PiecesField(PlotItem, verbose_name=_("stage plot"))
    inputs = PiecesField(InputLine, verbose_name=_("input list"))
    cancellation_terms = models.TextField(_("if a show is cancelled"), max_length=4_000, blank=True)
    exact_fees = models.TextField(_("exact fees"), max_length=4_000, blank=True)
    changed_at = models.DateTimeField(default=now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = PressKitQuerySet.as_manager()

    class Meta:
        verbose_name = _("press kit")
        verbose_name_plural = _("press kits")
        constraints = [models.UniqueConstraint(name="presskit_one_of_each_edition", fields=["party", "is_draft"])]

    def __str__(self):
        return f"{self.party} ({'draft' if self.is_draft else 'public'})"

    @property
    def edition_seen(self) -> str:
        """Tells this state of the draft from any other: what a form that publishes it carries along."""
        return self.changed_at.isoformat()

    @classmethod
    def own_field(cls, name: str) -> models.Field:
        """The field behind a name in `CONTENT`."""
        field = cls._meta.get_field(name)
        assert isinstance(field, models.Field)  # noqa: S101 — `CONTENT` names columns, no relations that lead here
        return field

    def content(self, *fields: str) -> dict[str, Any]:
        """What it holds in these of `CONTENT`; a row of another table by its key."""
        return {name: getattr(self, self.own_field(name).attname) for name in fields}


class PressSound(models.Model):
    """A recording that a band has given to its press kit; which edition plays it stands in the kit's tracks."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="press_sounds")
    sound = models.OneToOneField(Sound, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        verbose_name = _("recording in a press kit")
        verbose_name_plural = _("recordings in press kits")

    def __str__(self):
        return str(self.sound)

"""What staff see of several apps at once: uploads with whose they are, and how far the search rows are.

Uploads stand here and not with the app `media`, which knows no owner.
"""

from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_permission_codename
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.forms import ActionForm

from accounts.models import PartyPhoto
from bands.models import PressKit, PressSound
from bookings.models import Show
from discovery.models import ListingRefresh
from media.actions import take_away
from media.models import Document, Kept, Picture, Sound
from studio.models import Sample
from venues.models import StagePhoto
from web.office import ReadOnlyAdmin

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Owned(TypedDict):
        """What the list adds to a file: the name of whose it is."""

        owned_by: str

    OwnedFile: TypeAlias = WithAnnotations[Kept, Owned]


class TakingForm(ActionForm):
    """What to do with the chosen files, and why: it stands in the log of the office."""

    reason = forms.CharField(label=_("Reason, kept in the log"), max_length=500, required=False)


def _name(rows: QuerySet, owner: str) -> Subquery:
    return Subquery(rows.values(f"{owner}__name")[:1])


class KeptAdmin(ReadOnlyAdmin):
    """Files that people gave us: whose they are, what became of them, and away with them. Nothing is uploaded here."""

    list_display = ["__str__", "owner", "state", "why", "made_by", "created_at"]
    list_filter = ["state", "reason"]
    list_select_related = ["made_by"]
    ordering = ["-created_at"]
    fields = ["id", "owner", "state", "why", "made_by", "created_at", "addresses"]
    actions = ["take_away"]
    action_form = TakingForm
    show_full_result_count = False
    owners: tuple[Subquery, ...]
    """The name of the party that shows it, by each way in which one may."""

    def get_queryset(self, request):
        """Whose each is, in the one query of the list."""
        return super().get_queryset(request).annotate(owned_by=Coalesce(*self.owners, Value("")))

    @admin.display(description=_("owner"), ordering=F("owned_by"))
    def owner(self, kept: "OwnedFile") -> str:
        return kept.owned_by

    @admin.display(description=_("why refused"))
    def why(self, kept: Kept) -> str:
        return kept.reason_text

    @admin.display(description=_("file"))
    def addresses(self, kept: Kept) -> str:
        """The largest one, to be looked at; nothing where there is none."""
        files = sorted(kept.renditions, key=lambda file: file.width)
        return format_html('<a href="{}">{}</a>', files[-1].url, files[-1].name) if files else ""

    @admin.action(description=_("Take down: delete the files for good"), permissions=["take_away"])
    def take_away(self, request, queryset):
        taken = [kept for kept in queryset if take_away(acting_user=request.user, kept=kept)]
        for kept in taken:
            self.log_change(request, kept, _("Taken down. %(why)s") % {"why": request.POST.get("reason", "")[:500]})
        text = ngettext("%(count)d file deleted.", "%(count)d files deleted.", len(taken))
        messages.success(request, text % {"count": len(taken)})

    def has_take_away_permission(self, request) -> bool:
        """Who may delete such files; `has_delete_permission` is about rows, which stay."""
        return request.user.has_perm(f"{self.opts.app_label}.{get_permission_codename('delete', self.opts)}")


@admin.register(Picture)
class PictureAdmin(KeptAdmin):
    search_fields = ["alt", "credit", "made_by__email"]
    owners = (
        _name(PartyPhoto.objects.filter(picture=OuterRef("pk")), "party"),
        _name(StagePhoto.objects.filter(picture=OuterRef("pk")), "stage__venue__party"),
        _name(Show.objects.filter(poster=OuterRef("pk")), "owner"),
    )


@admin.register(Sound)
class SoundAdmin(KeptAdmin):
    search_fields = ["title", "made_by__email"]
    owners = (
        _name(PressSound.objects.filter(sound=OuterRef("pk")), "party"),
        _name(Sample.objects.filter(Q(before=OuterRef("pk")) | Q(after=OuterRef("pk"))), "professional__party"),
    )


@admin.register(Document)
class DocumentAdmin(KeptAdmin):
    search_fields = ["name", "made_by__email"]
    owners = (_name(PressKit.objects.filter(rider_document=OuterRef("pk")), "party"),)


@admin.register(ListingRefresh)
class ListingRefreshAdmin(ReadOnlyAdmin):
    list_display = ["fact", "key", "changed_at", "progress", "finished_at"]
    list_filter = ["fact"]
    search_fields = ["key"]
    ordering = ["-pk"]
    fields = ["fact", "key", "changed_at", "progress", "finished_at"]
    show_full_result_count = False

    @admin.display(description=_("done"))
    def progress(self, refresh: ListingRefresh) -> str:
        """How many parties of how many, or what it is waiting for."""
        if refresh.total is None:
            return "" if refresh.finished_at else str(_("Waiting"))
        return _("%(done)d of %(total)d") % {"done": refresh.done, "total": refresh.total}

"""What all pages of the editor have around them."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from bands.models import PressKit
from bands.queries import changed_parts
from stageslot.web.context import find_url

PLACES: tuple[tuple[str, str, Promise], ...] = (
    ("press", "", _("Overview")),
    ("press_texts", "", _("Texts and terms")),
    ("press_part", "tracks", _("Recordings")),
    ("press_part", "embeds", _("Players")),
    ("press_part", "quotes", _("Quotes")),
    ("press_part", "figures", _("Numbers")),
    ("press_rider", "", _("Technical rider")),
    ("press_plot", "", _("Stage plot")),
    ("press_inputs", "", _("Input list")),
    ("press_links", "", _("Private links")),
)


@dataclass(frozen=True)
class Place:
    """A page of the editor, as its navigation names it."""

    label: str | Promise
    url: str
    is_current: bool


def frame(request: HttpRequest, party: Party, kit: PressKit) -> dict[str, object]:
    """The band, its ways through the editor, the draft with what it changes, and where it can be looked at. One query
    where there is a draft."""
    is_draft = kit.is_draft and not kit._state.adding
    return {
        "party": party,
        "kit": kit,
        "places": [_place(request, party, *place) for place in PLACES],
        "draft": kit if is_draft else None,
        "changes": changed_parts(party) if is_draft else [],
        "preview_url": find_url("discovery:act_preview", party.slug),
    }


def _place(request: HttpRequest, party: Party, name: str, part: str, label: str | Promise) -> Place:
    url = reverse(f"bands:{name}", args=[party.slug, *filter(None, [part])])
    is_here = request.path == url or (name != "press" and request.path.startswith(url))
    return Place(label, url, is_here)

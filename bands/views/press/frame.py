"""What all pages of the editor have around them."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from bands.models import PressKit
from bands.queries import changed_parts
from web.context import find_url

PLACES: tuple[tuple[str, str, Promise, str], ...] = (
    ("press", "", _("Overview"), ""),
    ("press_texts", "", _("Texts and terms"), ""),
    ("press_part", "tracks", _("Recordings"), "listen"),
    ("press_part", "embeds", _("Players"), "listen"),
    ("press_part", "quotes", _("Quotes"), "about"),
    ("press_part", "figures", _("Numbers"), "figures"),
    ("press_rider", "", _("Technical rider"), "stage"),
    ("press_plot", "", _("Stage plot"), "stage"),
    ("press_inputs", "", _("Input list"), "stage"),
    ("press_links", "", _("Private links"), ""),
)
"""The pages of the editor, by name and part, and where on the band's own page stands what is written there."""


@dataclass(frozen=True)
class Place:
    """A page of the editor, as its navigation names it."""

    label: str | Promise
    url: str
    is_current: bool
    shown_at: str


def frame(request: HttpRequest, party: Party, kit: PressKit) -> dict[str, object]:
    """The band, its ways through the editor, the draft with what it changes, and where it can be looked at. One query
    where there is a draft."""
    is_draft = kit.is_draft and not kit._state.adding
    places = [_place(request, party, *place) for place in PLACES]
    return {
        "party": party,
        "kit": kit,
        "places": places,
        "draft": kit if is_draft else None,
        "changes": changed_parts(party) if is_draft else [],
        "preview_url": find_url("discovery:act_preview", party.slug),
        "preview_at": next((place.shown_at for place in places if place.is_current), ""),
    }


def _place(request: HttpRequest, party: Party, name: str, part: str, label: str | Promise, shown_at: str) -> Place:
    url = reverse(f"bands:{name}", args=[party.slug, *filter(None, [part])])
    is_here = request.path == url or (name != "press" and request.path.startswith(url))
    return Place(label, url, is_here, shown_at)

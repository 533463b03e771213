"""How much of a press kit there is, and what is worth adding next. All weights together are a hundred."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from bands.models import PressKit


@dataclass(frozen=True)
class Hint:
    """Something that would help, what it is worth of a hundred, and the field where it is done."""

    text: str | Promise
    weight: int
    path: str


@dataclass(frozen=True)
class Completeness:
    """`percent` of what bookers look for, and what is missing, the most helpful first."""

    percent: int
    hints: Sequence[Hint]


@dataclass(frozen=True)
class _Check:
    is_there: bool
    weight: int
    text: Promise
    page: str
    field: str = ""
    part: str = ""

    def path(self, party: Party) -> str:
        address = reverse(self.page, args=[party.slug, *filter(None, [self.part])])
        return f"{address}#{self.field}" if self.field else address


def completeness(party: Party, kit: PressKit) -> Completeness:
    """What an edition of a kit lacks. One query, for the photos."""
    checks = [*_page_checks(party), *_word_checks(party, kit), *_list_checks(kit), *_stage_checks(kit)]
    missing = sorted((check for check in checks if not check.is_there), key=lambda check: -check.weight)
    hints = [Hint(check.text, check.weight, check.path(party)) for check in missing]
    return Completeness(sum(check.weight for check in checks if check.is_there), hints)


def _page_checks(party: Party) -> list[_Check]:
    photos = list(party.photos.select_related("picture"))
    is_credited = any(photo.picture.credit for photo in photos)
    has_fee = party.fee_min_minor is not None or party.fee_max_minor is not None
    return [
        _Check(bool(photos), 12, _("Add a photo."), "accounts:photos", "id_file"),
        _Check(is_credited, 6, _("Credit your photographers."), "accounts:photos"),
        _Check(has_fee, 4, _("Add your usual fee."), "bands:band_edit", "id_fee_min"),
    ]


def _word_checks(party: Party, kit: PressKit) -> list[_Check]:
    page, terms = "bands:press_texts", _("Add your cancellation terms.")
    return [
        _Check(bool(kit.bio_short), 12, _("Add a short bio."), page, "id_bio_short"),
        _Check(bool(kit.bio_long or party.bio), 8, _("Add a long bio."), page, "id_bio_long"),
        _Check(bool(kit.cancellation_terms), 4, terms, page, "id_cancellation_terms"),
    ]


def _list_checks(kit: PressKit) -> list[_Check]:
    page, has_video = "bands:press_part", any(embed.is_video for embed in kit.embeds)
    return [
        _Check(bool(kit.tracks or kit.embeds), 16, _("Add a track."), page, "id_file", "tracks"),
        _Check(has_video, 6, _("Add a video."), page, "id_pasted", "embeds"),
        _Check(bool(kit.quotes), 8, _("Add a quote."), page, "id_text", "quotes"),
        _Check(bool(kit.figures), 6, _("Add some numbers."), page, "id_kind", "figures"),
    ]


def _stage_checks(kit: PressKit) -> list[_Check]:
    has_rider = bool(kit.rider_text or kit.rider_document_id)
    return [
        _Check(has_rider, 8, _("Add your technical rider."), "bands:press_rider", "id_rider_text"),
        _Check(bool(kit.plot), 6, _("Add your stage plot."), "bands:press_plot"),
        _Check(bool(kit.inputs), 4, _("Add your input list."), "bands:press_inputs"),
    ]

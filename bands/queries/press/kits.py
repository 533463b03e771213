"""A press kit as a page shows it: the published one, a private link's view of it, or the draft as a preview."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from accounts.models import Party, PartyPhoto
from bands.models import KitLink, PressKit, PressSound
from bands.models.press import Embed, Figure, InputLine, PlotItem, Quote, Track
from bands.plots import describe_stage_plot
from media.models import Document, Sound
from stageslot.web.prepared import Given, Question

# What a public page asks each time that it is not in the cache, in words that Django writes once.
PUBLISHED = Question(lambda: PressKit.objects.published().filter(party=Given("party")).select_related("rider_document"))
PHOTOS = Question(lambda: PartyPhoto.objects.filter(party=Given("party")).select_related("picture"))
SOUNDS = Question(lambda: PressSound.objects.filter(party=Given("party")).select_related("sound"))


@dataclass(frozen=True)
class KitTrack:
    """A track with its sound. `is_unlisted` ones are there only for those who may hear them."""

    id: str
    title: str
    is_unlisted: bool
    sound: Sound


@dataclass(frozen=True)
class NamedPlayer:
    """Somebody of the line-up, by the name the band has published, and what they play."""

    name: str
    plays: str


@dataclass(frozen=True)
class Kit:
    """Everything a page shows of a press kit, read in three queries. What a reader may not see is not in it.

    `photos` are all of the party's photos in their order, the one on top first. `rider_document` is there once it is
    ready. `published_at` is None as long as nothing was published; then the kit is empty but for photos and the bio.
    """

    party: Party
    is_draft: bool
    published_at: dt.datetime | None
    photos: tuple[PartyPhoto, ...]
    bio_short: str
    bio_long: str
    lineup: tuple[NamedPlayer, ...]
    quotes: tuple[Quote, ...]
    embeds: tuple[Embed, ...]
    tracks: tuple[KitTrack, ...]
    figures: tuple[Figure, ...]
    rider_text: str
    rider_document: Document | None
    plot: tuple[PlotItem, ...]
    inputs: tuple[InputLine, ...]
    cancellation_terms: str
    exact_fees: str

    @property
    def hero(self) -> PartyPhoto | None:
        return self.photos[0] if self.photos else None

    @property
    def more_photos(self) -> tuple[PartyPhoto, ...]:
        return self.photos[1:]

    @property
    def has_rider(self) -> bool:
        """Whether there is anything for the one who runs the stage."""
        return bool(self.rider_text or self.rider_document or self.plot or self.inputs)

    @cached_property
    def plot_in_words(self) -> list[str]:
        return describe_stage_plot(self.plot)

    @property
    def frame_origins(self) -> tuple[str, ...]:
        """Where its players come from: what the page's policy has to let frames load."""
        return tuple(dict.fromkeys(embed.origin for embed in self.embeds))


def press_kit(party: Party, *, draft: bool = False, link: KitLink | None = None) -> Kit:
    """The kit of a band: published, or the draft (as it would be, once published) for its leaders. Three queries.

    Unlisted tracks and exact fees are in it for a draft, and for a link that shows them. Whoever calls has asked
    whether the party is public, the link open, or the reader a leader.
    """
    kit = edited_kit(party) if draft else _published(party)
    hears_all = draft or (link is not None and link.shows_unlisted)
    sees_fees = draft or (link is not None and link.shows_exact_fees)
    document = kit.rider_document
    return Kit(
        party=party,
        is_draft=draft,
        published_at=None if draft or kit._state.adding else kit.changed_at,
        photos=_photos(party, kit.hero_id),
        bio_short=kit.bio_short,
        bio_long=kit.bio_long or party.bio,
        lineup=_lineup(kit.lineup),
        quotes=kit.quotes,
        embeds=kit.embeds,
        tracks=_tracks(party, [track for track in kit.tracks if hears_all or not track.is_unlisted]),
        figures=kit.figures,
        rider_text=kit.rider_text,
        rider_document=document if document and (document.is_ready or draft) else None,
        plot=kit.plot,
        inputs=kit.inputs,
        cancellation_terms=kit.cancellation_terms,
        exact_fees=kit.exact_fees if sees_fees else "",
    )


def edited_kit(party: Party) -> PressKit:
    """The edition that leaders see as they write: the draft, else what is public, else an empty one. One query."""
    editions = PressKit.objects.of(party).select_related("rider_document", "changed_by").order_by("-is_draft")
    kit = editions.first() or PressKit()
    kit.party = party
    return kit


def find_draft(party: Party) -> PressKit | None:
    """The draft, if somebody has written since the last time the kit was published."""
    return PressKit.objects.of(party).drafts().select_related("changed_by").first()


def find_piece(kit: PressKit, part: str, piece_id: str) -> Any | None:
    """One of a list of the kit by its id."""
    return next((piece for piece in getattr(kit, part) if piece.id == piece_id), None)


def changed_parts(party: Party) -> list[str]:
    """What publishing would change, by the names of the fields, in the order of the page. One query."""
    editions = {kit.is_draft: kit for kit in PressKit.objects.of(party)}
    if True not in editions:
        return []
    draft, public = editions[True], editions.get(False) or PressKit(party=party)
    return [
        str(PressKit._meta.get_field(field).verbose_name)
        for field in PressKit.CONTENT
        if _content(draft, field) != _content(public, field)
    ]


def sounds_of(party: Party) -> dict[str, Sound]:
    """The band's own recordings by their ids as text. One query."""
    return {str(own.sound_id): own.sound for own in SOUNDS.all(party=party.pk)}


def _published(party: Party) -> PressKit:
    return next(iter(PUBLISHED.all(party=party.pk)), None) or PressKit(party=party, is_draft=False)


def _lineup(text: str) -> tuple[NamedPlayer, ...]:
    """A line a person: the name up to the first comma, then what they play."""
    lines = (line.partition(",") for line in text.splitlines() if line.strip(" ,"))
    return tuple(NamedPlayer(name.strip(), plays.strip()) for name, _comma, plays in lines)


def _photos(party: Party, hero_id: UUID | None) -> tuple[PartyPhoto, ...]:
    """In their order, the chosen one before all others; a chosen one that is gone leaves the first on top."""
    return tuple(sorted(PHOTOS.all(party=party.pk), key=lambda photo: photo.pk != hero_id))


def _tracks(party: Party, tracks: Iterable[Track]) -> tuple[KitTrack, ...]:
    """Those whose sound is ready to be heard."""
    sounds = sounds_of(party)
    return tuple(
        KitTrack(track.id, track.title, track.is_unlisted, sounds[track.sound])
        for track in tracks
        if track.sound in sounds and sounds[track.sound].is_ready
    )


def _content(kit: PressKit, field: str) -> Any:
    return getattr(kit, PressKit._meta.get_field(field).attname)

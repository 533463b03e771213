"""A press kit as a page shows it: the published one, a private link's view of it, or the draft as a preview.

One statement reads all of it as one text. What a kit says follows from that text and from who reads it, so the kits
that were read last are remembered by it: to make four dozen objects of a text took longer than to read it.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from accounts.models import Party, PartyPhoto
from bands.models import KitLink, PressKit, PressSound
from bands.models.press import Embed, Figure, InputLine, PlotItem, Quote, Track
from bands.models.press.fields import PiecesField
from bands.models.press.pieces import restored
from bands.press.plots import describe_stage_plot
from media.models import Document, Picture, Sound
from media.states import State
from web.prepared import from_json, run

KITS_REMEMBERED = 64
"""So many a process keeps, of 50 to 200 kB each."""
TOLD = """
SELECT json_build_object(
    'bio', act.bio,
    'kit', to_json(kit),
    'document', to_json(document),
    'photos', (
        SELECT coalesce(json_agg(json_build_array(to_json(photo), to_json(picture))
                                 ORDER BY photo.position, photo.id), '[]')
          FROM accounts_partyphoto photo JOIN media_picture picture ON picture.id = photo.picture_id
         WHERE photo.party_id = act.id),
    'sounds', (
        SELECT coalesce(json_agg(to_json(sound) ORDER BY sound.id), '[]')
          FROM bands_presssound own JOIN media_sound sound ON sound.id = own.sound_id
         WHERE own.party_id = act.id)
)::text
  FROM accounts_party act
  LEFT JOIN LATERAL (
    SELECT * FROM bands_presskit
     WHERE party_id = act.id AND (NOT is_draft OR %(draft)s::boolean) ORDER BY is_draft DESC LIMIT 1) kit ON true
  LEFT JOIN media_document document ON document.id = kit.rider_document_id
 WHERE act.id = %(party)s::uuid
"""


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
    """Everything a page shows of a press kit. What a reader may not see is not in it.

    `fingerprint` is another one whenever anything of it is. `photos` are those of the party's that can be seen, the one
    on top first. `rider_document` is there once it is ready. `published_at` is None as long as nothing was published;
    then the kit is empty but for photos and the bio.
    """

    fingerprint: str
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

    @property
    def plot_in_words(self) -> list[str]:
        return describe_stage_plot(self.plot)

    @property
    def frame_origins(self) -> tuple[str, ...]:
        """Where its players come from: what the page's policy has to let frames load."""
        return tuple(dict.fromkeys(embed.origin for embed in self.embeds))


def press_kit(party: Party, *, draft: bool = False, link: KitLink | None = None) -> Kit:
    """The kit of a band: published, or the draft (as it would be, once published) for its leaders. One query.

    Unlisted tracks and exact fees are in it for a draft, and for a link that shows them. Whoever calls has asked
    whether the party is public, the link open, or the reader a leader.
    """
    hears_all = draft or (link is not None and link.shows_unlisted)
    sees_fees = draft or (link is not None and link.shows_exact_fees)
    [[text]] = run(TOLD, {"draft": draft, "party": party.pk})
    return _kit(text, draft, hears_all, sees_fees)


@lru_cache(maxsize=KITS_REMEMBERED)
def _kit(text: str, is_draft: bool, hears_all: bool, sees_fees: bool) -> Kit:
    told = json.loads(text)
    kit: Mapping[str, Any] = told["kit"] or _empty_kit()
    document = from_json(Document, told["document"]) if told["document"] else None
    tracks = _pieces(kit, "tracks")
    reader = f"{is_draft} {hears_all} {sees_fees} "
    return Kit(
        fingerprint=blake2b(f"{reader}{text}".encode(), digest_size=16).hexdigest(),
        is_draft=is_draft,
        published_at=None if is_draft or not told["kit"] else dt.datetime.fromisoformat(kit["changed_at"]),
        photos=_photos(told["photos"], kit["hero_id"]),
        bio_short=kit["bio_short"],
        bio_long=kit["bio_long"] or told["bio"],
        lineup=_lineup(kit["lineup"]),
        quotes=_pieces(kit, "quotes"),
        embeds=_pieces(kit, "embeds"),
        tracks=_tracks(told["sounds"], [track for track in tracks if hears_all or not track.is_unlisted]),
        figures=_pieces(kit, "figures"),
        rider_text=kit["rider_text"],
        rider_document=document if document and (document.is_ready or is_draft) else None,
        plot=_pieces(kit, "plot"),
        inputs=_pieces(kit, "inputs"),
        cancellation_terms=kit["cancellation_terms"],
        exact_fees=kit["exact_fees"] if sees_fees else "",
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
        str(PressKit.own_field(field).verbose_name)
        for field in PressKit.CONTENT
        if _content(draft, field) != _content(public, field)
    ]


def sounds_of(party: Party) -> dict[str, Sound]:
    """The band's own recordings by their ids as text. One query."""
    own = PressSound.objects.filter(party=party).select_related("sound")
    return {str(each.sound_id): each.sound for each in own}


def _empty_kit() -> dict[str, Any]:
    """What stands in the columns of a kit that nobody has written."""
    kit = PressKit()
    return {str(field.column): getattr(kit, field.attname) for field in PressKit._meta.concrete_fields}


def _pieces(kit: Mapping[str, Any], part: str) -> tuple[Any, ...]:
    field = PressKit.own_field(part)
    assert isinstance(field, PiecesField)  # noqa: S101 — `part` names one of the lists of a kit
    return tuple(restored(field.piece, piece) for piece in kit[part])


def _lineup(text: str) -> tuple[NamedPlayer, ...]:
    """A line a person: the name up to the first comma, then what they play."""
    lines = (line.partition(",") for line in text.splitlines() if line.strip(" ,"))
    return tuple(NamedPlayer(name.strip(), plays.strip()) for name, _comma, plays in lines)


def _photos(told: Iterable[tuple[dict, dict]], hero_id: str | None) -> tuple[PartyPhoto, ...]:
    """In their order, the chosen one before all others; a chosen one that is gone leaves the first on top. One that
    cannot be seen, not yet or not any more, is left out with its credit."""
    shown = (_photo(row, picture) for row, picture in told if picture["files"])
    return tuple(sorted(shown, key=lambda photo: str(photo.pk) != hero_id))


def _photo(row: dict, picture: dict) -> PartyPhoto:
    photo = from_json(PartyPhoto, row)
    photo.picture = from_json(Picture, picture)
    return photo


def _tracks(sounds: Iterable[dict], tracks: Iterable[Track]) -> tuple[KitTrack, ...]:
    """Those whose sound is ready to be heard."""
    ready = {row["id"]: row for row in sounds if row["state"] == State.READY}
    return tuple(_track(track, ready[track.sound]) for track in tracks if track.sound in ready)


def _track(track: Track, row: dict) -> KitTrack:
    """Under the title that it has in the kit, which may be another than the file's."""
    sound = from_json(Sound, row | {"title": track.title})
    return KitTrack(track.id, track.title, track.is_unlisted, sound)


def _content(kit: PressKit, field: str) -> Any:
    return getattr(kit, PressKit.own_field(field).attname)

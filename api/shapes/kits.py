"""A press kit as everyone may see it: texts, and addresses of what is to be seen and heard."""

import datetime as dt
from typing import Self
from urllib.parse import urljoin

from django.conf import settings
from ninja import Schema
from pydantic import Field

from accounts.models import Party
from bands.queries import Kit, KitTrack
from media.files.renditions import Rendition
from media.models import Picture


class FileOut(Schema):
    """A file as it may be fetched; pictures have a width and a height, others 0."""

    url: str
    media_type: str
    width: int
    height: int

    @classmethod
    def of(cls, file: Rendition) -> Self:
        url = urljoin(f"{settings.SITE_URL}/", file.url)
        return cls(url=url, media_type=file.media_type, width=file.width, height=file.height)


class KitPhotoOut(Schema):
    alt: str
    credit: str
    files: list[FileOut]

    @classmethod
    def of(cls, picture: Picture) -> Self:
        return cls(alt=picture.alt, credit=picture.credit, files=[FileOut.of(file) for file in picture.renditions])


class KitTrackOut(Schema):
    title: str
    duration_ms: int
    files: list[FileOut]

    @classmethod
    def of(cls, track: KitTrack) -> Self:
        files = [FileOut.of(file) for file in track.sound.renditions]
        return cls(title=track.title, duration_ms=track.sound.duration_ms, files=files)


class KitPlayerOut(Schema):
    name: str
    plays: str


class QuoteOut(Schema):
    text: str
    source: str
    url: str
    said_on: dt.date | None


class EmbedOut(Schema):
    provider: str
    title: str
    url: str


class FigureOut(Schema):
    name: str
    value: int
    as_of: dt.date
    source: str


class InputOut(Schema):
    channel: int
    source: str
    mic: str
    stand: str
    is_phantom: bool
    notes: str


class RiderOut(Schema):
    text: str
    document: FileOut | None
    plot: list[str] = Field(description="The stage plot in words")
    inputs: list[InputOut]


class KitOut(Schema):
    """`published_at` is null as long as nothing was published; then it is empty but for photos and bio."""

    party: str
    published_at: dt.datetime | None
    bio_short: str
    bio_long: str
    lineup: list[KitPlayerOut]
    photos: list[KitPhotoOut]
    tracks: list[KitTrackOut]
    players: list[EmbedOut]
    quotes: list[QuoteOut]
    figures: list[FigureOut]
    rider: RiderOut
    cancellation_terms: str

    @classmethod
    def of(cls, party: Party, kit: Kit) -> Self:
        """Without what only private links show: unlisted tracks are not in it, exact fees have no field."""
        return cls(
            party=party.slug,
            published_at=kit.published_at,
            bio_short=kit.bio_short,
            bio_long=kit.bio_long,
            lineup=[KitPlayerOut(name=player.name, plays=player.plays) for player in kit.lineup],
            photos=[KitPhotoOut.of(photo.picture) for photo in kit.photos],
            tracks=[KitTrackOut.of(track) for track in kit.tracks],
            players=[EmbedOut(provider=each.provider, title=each.title, url=each.url) for each in kit.embeds],
            quotes=[QuoteOut(text=q.text, source=q.source, url=q.url, said_on=q.said_on) for q in kit.quotes],
            figures=[FigureOut(name=f.name, value=f.value, as_of=f.as_of, source=f.source) for f in kit.figures],
            rider=_rider(kit),
            cancellation_terms=kit.cancellation_terms,
        )


def _rider(kit: Kit) -> RiderOut:
    document = kit.rider_document.rendition("pdf") if kit.rider_document else None
    return RiderOut(
        text=kit.rider_text,
        document=FileOut.of(document) if document else None,
        plot=kit.plot_in_words,
        inputs=[
            InputOut(
                channel=line.channel,
                source=line.source,
                mic=line.mic,
                stand=line.stand,
                is_phantom=line.is_phantom,
                notes=line.notes,
            )
            for line in kit.inputs
        ],
    )

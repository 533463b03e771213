"""A band with something in every part of its press kit, for the tests of the pages that show it."""

import datetime as dt
from dataclasses import dataclass

from django.utils.timezone import now

from accounts.models import PartyLink
from bands.actions import add_piece, create_kit_link, publish_kit, set_inputs, set_plot, write_kit
from bands.models import KitLink, PressKit, PressSound
from bands.models.press import InputLine, PlotItem, Track
from media.models import Sound
from tests.bookings.scenes import Act
from tests.media.making import make_picture, make_sound

HOSTILE = "<script>alert(1)</script> \u202egnik\u202c {{ 7|add:7 }} #import ]] $x$ " + "🎸" * 9 + "x" * 40
DAYS = 30


@dataclass(frozen=True)
class Songs:
    """The recordings of a kit: one that everybody hears, and one for private links."""

    listed: Sound
    unlisted: Sound


def write_everything(act: Act, text: str = "As patient as the tide.") -> Songs:
    """A full kit, published, with two recordings and two photos that are ready."""
    who = {"acting_user": act.leader, "party": act.party}
    write_kit(
        bio_short=text, bio_long=f"{text}\n\nSince 2009.", lineup=f"{text[:60]}, voice", rider_text=text,
        cancellation_terms=text, exact_fees="Club: 400 EUR", **who,
    )  # fmt: skip
    add_piece(part="quotes", text=text, source=text[:100], said_on=now().date(), **who)
    add_piece(part="figures", kind="other", label=text[:100], value=1800, as_of=now().date(), **who)
    add_piece(part="embeds", pasted="https://youtu.be/dQw4w9WgXcQ", title=text[:100], **who)
    set_plot(items=[PlotItem(kind="keys", x=30, y=40, label=text[:40])], **who)
    set_inputs(lines=[InputLine(channel=1, source=text[:40], mic="SM57")], **who)
    publish_kit(**who)
    songs = Songs(make_sound(), make_sound())
    tracks = []
    for sound, title in ((songs.listed, "Silt"), (songs.unlisted, "Last Ferry")):
        PressSound.objects.create(party=act.party, sound=sound)
        tracks.append(Track(sound=str(sound.pk), title=title, is_unlisted=sound is songs.unlisted))
    PressKit.objects.of(act.party).published().update(tracks=tracks)
    for place in range(2):
        act.party.photos.create(picture=make_picture(alt=text[:150], credit="M. Krause"), position=place)
    PartyLink.objects.create(party=act.party, label=text[:60], url="https://example.org/")
    return songs


def private_link(act: Act, **shows) -> tuple[KitLink, str]:
    """A link that works for a month, and its token."""
    until = now().date() + dt.timedelta(days=DAYS)
    return create_kit_link(acting_user=act.leader, party=act.party, label="Booker", expires_on=until, **shows)

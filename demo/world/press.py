"""Press kits for the demo's bands: texts, quotes, numbers, a stage plot out of who plays what, and sounds made of sums of
sines, so that no rights are touched."""

import datetime as dt
import functools
import math
import random
from collections.abc import Iterable
from typing import TypedDict

import typst
from django.core.files.base import ContentFile

from accounts.models import Membership, Party, User
from accounts.states import Role
from bands.actions import (
    add_piece,
    add_track,
    create_kit_link,
    keep_rider_document,
    publish_kit,
    set_inputs,
    set_plot,
    update_band,
    write_kit,
)
from bands.models import KitLinkDay
from bands.models.press import InputLine, PlotItem
from demo.world.cast import BandPart
from demo.world.tones import RATE, TURN, wav

SECONDS = 6
KEYS_OF_A_SONG = (110.0, 98.0, 130.8, 82.4, 146.8)
PAPERS = ("Visions", "Ox", "taz", "Diffus", "The Quietus", "Loud and Quiet", "Gonzaï", "Mint", "Plot", "Radio Ost")
PRAISE = (
    "You hear that these people have been listening to each other for years.",
    "A concert like a long walk home: at some point one stops looking at the time.",
    "Loud where it has to be, and never a second longer.",
    "The best support we had this year, and they coiled their own cables.",
    "Songs that one knows by heart the second time, and still does not understand the tenth.",
    "Whoever books this band should plan for an encore.",
)
TITLES = ("Silt", "Last Ferry", "Under the Crane", "Neon, Rain", "Slow Signal", "Stairwell", "Half Past", "Warm Wind")
RIDER = """We come with {count} people and one van, and need forty minutes to build up and thirty for the soundcheck.

PA: what your room needs, plus a little. Front of house in the room, please, not beside the bar.
Monitors: {count} ways if you have them; fewer are fine, we are used to listening.
Power: two separate circuits on stage, one of them for the amplifiers.
Backline: we bring our own amplifiers and breakables. We are glad of your drum kit and your bass cabinet.

Something warm to eat, at least one dish without meat, and water on stage. Thank you!"""
SOLO_RIDER = """I come alone and by train, and need twenty minutes to build up and fifteen for the soundcheck.

PA: what your room needs. One monitor, two channels.
Power: one socket on stage.

A chair, water, and something to eat without meat. Thank you!"""
TERMS = """More than 30 days before the night: nothing. Less than 30 days: half of the fee. Less than 7 days: all of it.
If we fall ill we find you somebody who plays as loudly, or come another night for the same fee."""
ROOMS_FOR = (
    (("drums", "percussion", "congas"), "drum_kit"),
    (("double bass", "cello"), "strings"),
    (("bass",), "bass_amp"),
    (("pedal steel", "guitar"), "guitar_amp"),
    (("piano",), "piano"),
    (("machine",), "dj_table"),
    (("keys", "synth", "rhodes"), "keys"),
    (("voice",), "person"),
)
"""What stands on stage for whoever plays one of these; a microphone for all others."""
MICS = {
    "drum_kit": (("Kick", "Beta 52", "short boom"), ("Snare", "SM57", "short boom"), ("Overheads", "NT5", "tall boom")),
    "bass_amp": (("Bass", "DI", ""),),
    "guitar_amp": (("Guitar", "e906", "short boom"),),
    "strings": (("Strings", "DPA 4099", "clip"),),
    "piano": (("Piano left", "C414", "tall boom"), ("Piano right", "C414", "tall boom")),
    "dj_table": (("Machines left", "DI", ""), ("Machines right", "DI", "")),
    "keys": (("Keys", "DI", ""),),
    "person": (),
    "instrument_mic": (("Horn", "M88", "tall boom"),),
}
CONDENSERS = ("NT5", "C414", "DPA 4099")


class Named(TypedDict):
    """In whose name a kit is written."""

    acting_user: User
    party: Party


def make_press_kit(party: Party, leader: User, part: BandPart, today: dt.date) -> None:
    """A full, published kit; the demo's first band has a rider as a PDF, an unlisted track and a private link too."""
    chance = random.Random(f"press of {part.name}")
    who: Named = {"acting_user": leader, "party": party}
    update_band(acting_user=leader, band=party.band, has_pa=chance.random() < 0.3)
    write_kit(
        bio_short=f"{part.tagline} {part.bio.split('. ')[0].rstrip('.')}.",
        bio_long=f"{part.bio}\n\n{chance.choice(PRAISE)}",
        hero=party.photos.first(),
        lineup="\n".join(f"{each.user.name}, {each.instrument}" for each in _players(party)),
        rider_text=SOLO_RIDER if party.is_solo else RIDER.format(count=len(part.instruments)),
        cancellation_terms=TERMS,
        exact_fees=_fees(part),
        **who,
    )
    for praise, paper in zip(chance.sample(PRAISE, 2), chance.sample(PAPERS, 2), strict=True):
        said_on = today - dt.timedelta(days=chance.randrange(30, 700))
        add_piece(part="quotes", text=praise, source=paper, said_on=said_on, **who)
    _add_figures(part, chance, today, who)
    set_plot(items=_plot(part.instruments), **who)
    set_inputs(lines=_inputs(part.instruments), **who)
    for number, title in enumerate(chance.sample(TITLES, 2)):
        song = ContentFile(_song(chance.choice(KEYS_OF_A_SONG)), name=f"{title}.wav")
        add_track(file=song, title=title, is_unlisted=number == 1, **who)
    publish_kit(**who)


def make_private_link(party: Party, leader: User, today: dt.date) -> None:
    """A rider on paper, and a link that somebody has opened these days, and listened."""
    keep_rider_document(acting_user=leader, party=party, file=ContentFile(_paper(party.name), name="rider.pdf"))
    publish_kit(acting_user=leader, party=party)
    link, _token = create_kit_link(
        acting_user=leader,
        party=party,
        label="Booking, Harbour Cellar",
        expires_on=today + dt.timedelta(days=60),
        shows_exact_fees=True,
    )
    for days, opens, plays in ((9, 1, 0), (4, 2, 3), (1, 1, 2)):
        KitLinkDay.objects.create(link=link, day=today - dt.timedelta(days=days), opens=opens, plays=plays)


def _players(party: Party) -> Iterable[Membership]:
    return party.memberships.current().filter(role=Role.MEMBER).select_related("user")


def _fees(part: BandPart) -> str:
    low, high = part.fee
    return f"Club up to 150 people: {low} {part.currency}\nLarger rooms and festivals: {high} {part.currency}\nTravel included."


def _add_figures(part: BandPart, chance: random.Random, today: dt.date, who: Named) -> None:
    counted_on = today - dt.timedelta(days=chance.randrange(3, 40))
    for kind, value, source in (
        ("draw", part.draw, "own count over the last ten shows"),
        ("instagram", part.draw * chance.randrange(9, 30), "Instagram"),
        ("shows", chance.randrange(12, 60), "StageSlot"),
    ):
        add_piece(part="figures", kind=kind, value=value, as_of=counted_on, source=source, **who)


def _plot(instruments: tuple[str, ...]) -> list[PlotItem]:
    """Drums on a riser at the back, everybody else side by side, who sings with a microphone in front."""
    items: list[PlotItem] = []
    front = [each for each in instruments if _stands(each) != "drum_kit"]
    for place, instrument in enumerate(front):
        x = round(100 * (place + 1) / (len(front) + 1))
        items.append(PlotItem(kind=_stands(instrument), x=x, y=52, label=instrument))
        if "voice" in instrument.lower():
            items.append(PlotItem(kind="vocal_mic", x=x, y=76))
        items.append(PlotItem(kind="monitor", x=x, y=91))
    if len(front) < len(instruments):
        items += [
            PlotItem(kind="riser", x=50, y=20),
            PlotItem(kind="drum_kit", x=50, y=20, label="Drums"),
            PlotItem(kind="power", x=68, y=30),
        ]
    return [*items, PlotItem(kind="power", x=6, y=60), PlotItem(kind="power", x=94, y=60)]


def _inputs(instruments: tuple[str, ...]) -> list[InputLine]:
    rows = [row for instrument in instruments for row in MICS[_stands(instrument)]]
    rows += [("Voice", "SM58", "tall boom") for instrument in instruments if "voice" in instrument.lower()]
    return [
        InputLine(channel=number, source=source, mic=mic, stand=stand, is_phantom=mic in CONDENSERS)
        for number, (source, mic, stand) in enumerate(rows, 1)
    ]


def _stands(instrument: str) -> str:
    words = instrument.lower()
    return next((kind for names, kind in ROOMS_FOR if any(name in words for name in names)), "instrument_mic")


@functools.cache
def _song(key: float) -> bytes:
    """Some seconds of a chord that breathes, as a WAV; the same for the same key."""
    chord = [(key * step, 1 / (place + 2)) for place, step in enumerate((1, 1.5, 2, 2.5, 3))]
    samples = []
    for sample in range(RATE * SECONDS):
        breath = (1 - math.cos(TURN * sample * 2 / SECONDS)) / 2 + 0.15
        tone = sum(part * math.sin(TURN * hertz * sample) for hertz, part in chord)
        samples.append(9_000 * breath * tone)
    return wav(samples)


def _paper(name: str) -> bytes:
    source = '#set page(paper: "a4", margin: 25mm)\n= #sys.inputs.name\n== Technical rider\n#sys.inputs.rider'
    return typst.compile(source.encode(), sys_inputs={"name": name, "rider": RIDER.format(count=5)})

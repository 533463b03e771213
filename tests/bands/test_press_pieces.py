import datetime as dt

import pytest

from bands.models import PressKit
from bands.models.press import Embed, Figure, InputLine, PlotItem, Quote, Track
from bands.models.press.pieces import restored
from tests.factories import BandFactory

PIECES = {
    "quotes": (Quote(text="Patient", source="Visions", said_on=dt.date(2027, 5, 1)), Quote(text="Loud", source="taz")),
    "embeds": (Embed(provider="youtube", ref="dQw4w9WgXcQ", url="https://www.youtube.com/watch?v=dQw4w9WgXcQ"),),
    "tracks": (Track(sound="018f0000-0000-7000-8000-000000000000", title="Silt", is_unlisted=True),),
    "figures": (Figure(kind="draw", value=180, as_of=dt.date(2027, 5, 1), source="https://example.org"),),
    "inputs": (InputLine(channel=1, source="Kick", mic="D6", is_phantom=True),),
    "plot": (PlotItem(kind="drum_kit", x=50, y=20, label="Mats"),),
}


@pytest.mark.django_db
def test_the_lists_of_a_kit_come_back_as_they_were_kept():
    party = BandFactory().party
    PressKit.objects.create(party=party, **PIECES)
    kit = PressKit.objects.of(party).drafts().get()
    assert {name: getattr(kit, name) for name in PIECES} == PIECES


def test_what_a_later_version_dropped_from_a_piece_is_passed_over():
    assert restored(PlotItem, {"kind": "keys", "x": 1, "y": 2, "colour": "red"}) == PlotItem(kind="keys", x=1, y=2)

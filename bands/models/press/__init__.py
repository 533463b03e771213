"""What a band tells the press, in drafts and in public, and private links to it."""

from bands.models.press.kits import PressKit, PressSound
from bands.models.press.links import KitLink, KitLinkDay
from bands.models.press.pieces import Embed, Figure, InputLine, PlotItem, Quote, Track

__all__ = [
    "Embed",
    "Figure",
    "InputLine",
    "KitLink",
    "KitLinkDay",
    "PlotItem",
    "PressKit",
    "PressSound",
    "Quote",
    "Track",
]

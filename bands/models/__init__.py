"""What a band has beyond being a party, what its people are asked, and what it shows to others."""

from bands.models.asks import Ask, AskedMember
from bands.models.bands import Band
from bands.models.musicians import Musician
from bands.models.press import KitLink, KitLinkDay, PressKit, PressSound
from bands.models.shares import Share

__all__ = ["Ask", "AskedMember", "Band", "KitLink", "KitLinkDay", "Musician", "PressKit", "PressSound", "Share"]

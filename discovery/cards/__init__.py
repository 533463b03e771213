"""The pictures by which pages are previewed elsewhere: 1200 x 630, a name on strips of tape, over a photo."""

from discovery.cards.drawing import Card, draw
from discovery.cards.keeping import card_bytes, card_key

__all__ = ["Card", "card_bytes", "card_key", "draw"]

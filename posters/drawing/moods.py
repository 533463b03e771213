"""Which palette and which compositions suit a genre."""

from collections.abc import Iterable

BRANCHES = (
    ("metal", ("metal", "doom", "sludge", "grindcore", "drone", "gothic", "industrial")),
    ("punk", ("punk", "riot", "hardcore", "grunge", "noise")),
    ("jazz", ("jazz", "blues", "swing", "bossa")),
    ("electronic", ("electro", "techno", "house", "trance", "synth", "ambient", "krautrock", "space-rock")),
    ("groove", ("funk", "disco", "soul", "r-b", "hip-hop", "reggae", "ska", "afro",
                "african", "latin", "salsa", "rocksteady", "balkan", "brass")),
    ("classical", ("classical", "chamber", "soundtrack", "avant-garde", "choral")),
    ("folk", ("folk", "country", "americana", "singer-songwriter", "world", "asian", "bluegrass")),
    ("pop", ("pop", "chanson", "shoegaze", "easy-listening", "kids-music")),
    ("rock", ("rock",)),
)  # fmt: skip
"""Looked for in this order in the name of a genre: the more special first."""


def mood_of(genres: Iterable[str]) -> str:
    """The mood of somebody with genres of these slugs or names: that of the first, in the order of the alphabet,
    that has one. Empty where none has."""
    for path in sorted(genre.lower().replace(" ", "-") for genre in genres):
        for mood, parts in BRANCHES:
            if any(part in path for part in parts):
                return mood
    return ""

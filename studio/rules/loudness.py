"""How recordings that are compared are brought to one loudness."""

from collections.abc import Sequence

LOUDNESS_GAP = 30.0
"""In LU: recordings that differ by more are not brought to the same loudness, one of them is nearly silent."""


def gains_of(loudness: Sequence[float | None]) -> list[float]:
    """By how many dB each is to be turned so that all are as loud as the quietest: never up, as that could clip."""
    known = [each for each in loudness if each is not None]
    if len(known) < len(loudness) or max(known) - min(known) > LOUDNESS_GAP:
        return [0.0] * len(loudness)
    return [round(min(known) - each, 1) for each in known]

"""The mark that is heard in previews: two short tones every few seconds, mixed into the recording."""

import array
import functools
import math
from typing import Any

from av.audio.frame import AudioFrame

EVERY_SECONDS = 12
FIRST_SECONDS = 3
TONES = (880.0, 1320.0)
TONE_SECONDS = 0.25
LEVEL = 0.12
"""Of full scale: heard above a loud master, and no shock in a quiet passage."""


class Marker:
    """Adds the mark to frames of interleaved stereo floats, which must come in order."""

    def __init__(self, rate: int) -> None:
        self.rate, self.at = rate, 0

    def marked(self, frame: Any) -> AudioFrame:
        """A frame like this one, with what of the mark falls into it."""
        samples = array.array("f", bytes(frame.planes[0])[: frame.samples * 8])
        mark, every, first = _mark(self.rate), EVERY_SECONDS * self.rate, FIRST_SECONDS * self.rate
        begins = self.at - (self.at - first) % every  # of the mark before this frame, or of that at its first sample
        for begin in (begins, begins + every):
            for at in range(max(begin, first, self.at), min(begin + len(mark), self.at + frame.samples)):
                place = 2 * (at - self.at)
                samples[place] += mark[at - begin]
                samples[place + 1] += mark[at - begin]
        self.at += frame.samples
        made = AudioFrame(format="flt", layout="stereo", samples=frame.samples)
        made.planes[0].update(samples.tobytes().ljust(made.planes[0].buffer_size, b"\0"))
        made.sample_rate = self.rate
        return made


@functools.cache
def _mark(rate: int) -> array.array:
    """Both tones, each swelling and fading so that nothing clicks."""
    length = round(TONE_SECONDS * rate)
    return array.array("f", (
        LEVEL * math.sin(math.pi * at / length) * math.sin(2 * math.pi * tone * at / rate)
        for tone in TONES
        for at in range(length)
    ))  # fmt: skip

"""Music of the demo world: sums of sines, so that no rights are touched."""

import array
import io
import math
import random
import wave
from collections.abc import Iterable

RATE = 16_000
TURN = 2 * math.pi / RATE
SAMPLE_SECONDS = 8
BEAT = RATE // 2
CHORDS = ((1, 1.2, 1.5), (0.8, 1, 1.2), (0.9, 1.125, 1.35), (1, 1.25, 1.5))
"""One a bar, as parts of the key."""


def wav(samples: Iterable[float]) -> bytes:
    """A recording of these values, from -32768 to 32767, on one channel."""
    file = io.BytesIO()
    with wave.open(file, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(RATE)
        recording.writeframes(array.array("h", (int(each) for each in samples)).tobytes())
    return file.getvalue()


def before_and_after(key: float) -> tuple[bytes, bytes]:
    """Some seconds of drums, bass and chords: as they were recorded, with hum and hiss, too much bass and a drum that
    can hardly be heard; and mixed, balanced and louder."""
    chance = random.Random(f"tape of {key}")
    rough, mixed = [], []
    for step in range(RATE * SAMPLE_SECONDS):
        drum, bass, chord, bell = _parts(key, step)
        hiss = chance.uniform(-1, 1)
        rough.append(2_200 * drum + 5_200 * bass + 900 * chord + 500 * hiss + 700 * math.sin(TURN * 50 * step))
        mixed.append(9_000 * drum + 5_000 * bass + 3_600 * chord + 2_200 * bell)
    return wav(rough), wav(mixed)


def _parts(key: float, step: int) -> tuple[float, float, float, float]:
    """The drum, the bass, the chord and the bells at a step, each from -1 to 1."""
    chord = CHORDS[step // (4 * BEAT) % len(CHORDS)]
    beat = step % BEAT
    drum = math.exp(-beat / 1_500) * math.sin(TURN * 55 * beat)
    bass = math.exp(-beat / 6_000) * math.sin(TURN * key * chord[0] * step)
    pad = sum(math.sin(TURN * 2 * key * part * step) for part in chord) / len(chord)
    bell = math.exp(-beat / 2_500) * math.sin(TURN * 8 * key * chord[step // BEAT % 3] * step)
    return drum, bass, pad, bell

"""What is heard of professionals."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from media.models import Sound
from studio.models import Professional, Sample
from studio.rules.loudness import gains_of


@dataclass(frozen=True)
class SampleTrack:
    """One of the two recordings. `gain` in dB, never above 0, brings it to the loudness of the quieter one."""

    sound: Sound
    gain: float


@dataclass(frozen=True)
class SamplePair:
    """A sample that can be heard."""

    sample: Sample
    before: SampleTrack
    after: SampleTrack

    @classmethod
    def of(cls, sample: Sample) -> "SamplePair":
        before, after = gains_of([sample.before.loudness, sample.after.loudness])
        return cls(sample, SampleTrack(sample.before, before), SampleTrack(sample.after, after))


def samples_of(professional: Professional) -> list[SamplePair]:
    """All that can be heard of a professional, in their order. One query."""
    return [SamplePair.of(sample) for sample in Sample.objects.heard().filter(professional=professional)]


def first_samples(professional_ids: Collection[uuid.UUID], most: int) -> dict[uuid.UUID, list[SamplePair]]:
    """The first ones of each of many professionals; those without any are left out. One query."""
    found: dict[uuid.UUID, list[SamplePair]] = {}
    for sample in Sample.objects.heard().filter(professional__in=professional_ids):
        pairs = found.setdefault(sample.professional_id, [])
        if len(pairs) < most:
            pairs.append(SamplePair.of(sample))
    return found

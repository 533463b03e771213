"""Recordings: decoded, and written anew as listening copies, with their outline, loudness and length.

libav reads one stream of one container, told which by our own first look, from an open file: nothing in it can name
another file, an address or a playlist.
"""

import array
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
from av.audio.resampler import AudioResampler

from media.encoding.kinds import look_at_sound
from media.encoding.limits import SOUND_SECONDS_MIN
from media.encoding.loudness import Meter
from media.encoding.marks import Marker
from web.sandbox.errors import Refused

RATE = 48_000
PEAKS = 300
PEAK_RATE = 8_000
"""The outline is taken from a thin copy: it shows no more, at a tenth of the work."""
PEAK_STEP = PEAK_RATE // 50
PLAIN = {"fflags": "+bitexact"}
"""libav writes neither its version nor the day into the file, so that the same recording gives the same file."""


@dataclass(frozen=True)
class Copy:
    """One of the files that are made: stereo, whatever the recording was. `bit_rate` is in bits per second; one that
    `is_marked` has a tone every few seconds, so that nobody takes it for the recording itself."""

    format: str
    codec: str
    container: str
    bit_rate: int
    options: dict[str, str] = field(default_factory=dict)
    is_marked: bool = False

    @property
    def file(self) -> str:
        return f"{'marked' if self.is_marked else 'sound'}.{self.format}"


def aac(bit_rate: int, *, is_marked: bool = False) -> Copy:
    """AAC in MPEG-4, readable from the start."""
    return Copy("m4a", "aac", "ipod", bit_rate, {"movflags": "+faststart"}, is_marked)


def opus(bit_rate: int, *, is_marked: bool = False) -> Copy:
    """Opus in Ogg."""
    return Copy("opus", "libopus", "ogg", bit_rate, {}, is_marked)


def write_copies(
    source: Path, folder: Path, say: Callable[[int], None], *, copies: Sequence[Copy], seconds_max: int
) -> dict[str, Any]:
    """Write these copies of the recording into the folder, and measure it. Raises `Refused`."""
    with source.open("rb") as file:
        container = look_at_sound(file)
        file.seek(0)
        try:
            with av.open(file, format=container, metadata_errors="ignore") as recording:
                return _written(recording, folder, say, copies, seconds_max)
        except (av.error.FFmpegError, ValueError, IndexError, UnicodeError) as error:
            raise Refused("damaged") from error


def _written(
    recording: Any, folder: Path, say: Callable[[int], None], copies: Sequence[Copy], seconds_max: int
) -> dict[str, Any]:
    if not recording.streams.audio:
        raise Refused("no_sound")
    stream = recording.streams.audio[0]
    stream.thread_count = 1
    if recording.duration and recording.duration / av.time_base > seconds_max + 1:
        raise Refused("too_long")
    outline, meter, writers = _Outline(), Meter(), [_Writer(folder, copy) for copy in copies]
    try:
        for frame in _frames(recording, stream, say, seconds_max):
            outline.take(frame)
            meter.take(frame)
            for writer in writers:
                writer.take(frame)
    finally:
        for writer in writers:
            writer.close()
    outline.take(None)
    if outline.seconds < SOUND_SECONDS_MIN:
        raise Refused("too_short")
    files = [{"format": copy.format, "file": copy.file, "is_marked": copy.is_marked} for copy in copies]
    return {
        "duration_ms": round(outline.seconds * 1000), "peaks": outline.peaks(), "files": files, **meter.measured(),
    }  # fmt: skip


def _frames(recording: Any, stream: Any, say: Callable[[int], None], seconds_max: int) -> Iterator[Any]:
    """The decoded stream. Its length is counted, whatever the header says."""
    told, expected = 0, (recording.duration or 0) / av.time_base or seconds_max
    seconds = 0.0
    for frame in recording.decode(stream):
        seconds += frame.samples / frame.sample_rate
        if seconds > seconds_max + 1:
            raise Refused("too_long")
        percent = min(95, int(95 * seconds / expected))
        if percent >= told + 5:
            told = percent
            say(percent)
        frame.pts = None
        yield frame


class _Writer:
    """Writes one copy."""

    def __init__(self, folder: Path, copy: Copy) -> None:
        options = copy.options | PLAIN
        self.output = av.open(str(folder / copy.file), "w", format=copy.container, container_options=options)
        stream: Any = self.output.add_stream(copy.codec, rate=RATE, layout="stereo")
        stream.bit_rate = copy.bit_rate
        self.stream = stream
        self.marker = Marker(RATE) if copy.is_marked else None
        form = "flt" if self.marker else stream.format
        self.resampler = AudioResampler(format=form, layout="stereo", rate=RATE)
        self.last = AudioResampler(format=stream.format, layout="stereo", rate=RATE)

    def take(self, frame: Any) -> None:
        self._encode(self.resampler.resample(frame))

    def close(self) -> None:
        """Write what is left; a file that nothing was written to is none."""
        self._encode(self.resampler.resample(None))
        if self.marker:
            self._mux(self.last.resample(None))
        self.output.mux(self.stream.encode(None))
        self.output.close()

    def _encode(self, frames: list[Any]) -> None:
        if self.marker is None:
            self._mux(frames)
            return
        for frame in frames:
            self._mux(self.last.resample(self.marker.marked(frame)))

    def _mux(self, frames: list[Any]) -> None:
        for frame in frames:
            self.output.mux(self.stream.encode(frame))


class _Outline:
    """The loudest moment of each fiftieth of a second, and of these the loudest for each of 300 bars."""

    def __init__(self) -> None:
        self.resampler = AudioResampler(format="s16", layout="mono", rate=PEAK_RATE)
        self.samples = array.array("h")
        self.loudest: list[int] = []
        self.count = 0

    def take(self, frame: Any) -> None:
        """The next frame; None for the end."""
        for resampled in self.resampler.resample(frame):
            self.count += resampled.samples
            self.samples.frombytes(bytes(resampled.planes[0])[: resampled.samples * 2])
        whole = len(self.samples) // PEAK_STEP * PEAK_STEP
        for start in range(0, whole, PEAK_STEP):
            self._measure(self.samples[start : start + PEAK_STEP])
        del self.samples[:whole]
        if frame is None and self.samples:
            self._measure(self.samples)

    def _measure(self, samples: array.array) -> None:
        self.loudest.append(max(max(samples), -min(samples)))

    @property
    def seconds(self) -> float:
        return self.count / PEAK_RATE

    def peaks(self) -> list[int]:
        """At most 300 values from 0 to 255, of which the highest is 255; silence is all zero."""
        bars = min(PEAKS, len(self.loudest))
        edges = [len(self.loudest) * bar // bars for bar in range(bars + 1)]
        values = [max(self.loudest[start:end]) for start, end in itertools.pairwise(edges)]
        most = max(values) or 1
        return [value * 255 // most for value in values]

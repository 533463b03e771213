"""Recordings: decoded, and written anew as AAC and as Opus, with the outline of their loudness.

libav reads one stream of one container, told which by our own first look, from an open file: nothing in it can name
another file, an address or a playlist.
"""

import array
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
from av.audio.resampler import AudioResampler

from media.encoding.kinds import look_at_sound
from media.encoding.limits import SOUND_SECONDS_MAX, SOUND_SECONDS_MIN
from web.sandbox.errors import Refused

RATE = 48_000
PEAKS = 300
PEAK_RATE = 8_000
"""The outline is taken from a thin copy: it shows no more, at a tenth of the work."""
PEAK_STEP = PEAK_RATE // 50
SAVED: dict[str, dict[str, Any]] = {
    "m4a": {"codec": "aac", "bit_rate": 160_000, "container": "ipod", "options": {"movflags": "+faststart"}},
    "opus": {"codec": "libopus", "bit_rate": 96_000, "container": "ogg", "options": {}},
}
PLAIN = {"fflags": "+bitexact"}
"""libav writes neither its version nor the day into the file, so that the same recording gives the same file."""


def render(source: Path, folder: Path, say: Callable[[int], None]) -> dict[str, Any]:
    """Write the recording into the folder in every format. Raises `Refused`."""
    with source.open("rb") as file:
        container = look_at_sound(file)
        file.seek(0)
        try:
            with av.open(file, format=container, metadata_errors="ignore") as recording:
                return _rendered(recording, folder, say)
        except (av.error.FFmpegError, ValueError, IndexError, UnicodeError) as error:
            raise Refused("damaged") from error


def _rendered(recording: Any, folder: Path, say: Callable[[int], None]) -> dict[str, Any]:
    if not recording.streams.audio:
        raise Refused("no_sound")
    stream = recording.streams.audio[0]
    stream.thread_count = 1
    if recording.duration and recording.duration / av.time_base > SOUND_SECONDS_MAX + 1:
        raise Refused("too_long")
    outline, writers = _Outline(), [_Writer(folder, name) for name in SAVED]
    try:
        for frame in _frames(recording, stream, say):
            outline.take(frame)
            for writer in writers:
                writer.take(frame)
    finally:
        for writer in writers:
            writer.close()
    outline.take(None)
    if outline.seconds < SOUND_SECONDS_MIN:
        raise Refused("too_short")
    files = [{"format": name, "file": f"sound.{name}"} for name in SAVED]
    return {"duration_ms": round(outline.seconds * 1000), "peaks": outline.peaks(), "files": files}


def _frames(recording: Any, stream: Any, say: Callable[[int], None]) -> Iterator[Any]:
    """The decoded stream. Its length is counted, whatever the header says."""
    told, expected = 0, (recording.duration or 0) / av.time_base or SOUND_SECONDS_MAX
    seconds = 0.0
    for frame in recording.decode(stream):
        seconds += frame.samples / frame.sample_rate
        if seconds > SOUND_SECONDS_MAX + 1:
            raise Refused("too_long")
        percent = min(95, int(95 * seconds / expected))
        if percent >= told + 5:
            told = percent
            say(percent)
        frame.pts = None
        yield frame


class _Writer:
    """One of the files that are made: stereo, whatever the recording was."""

    def __init__(self, folder: Path, name: str) -> None:
        how = SAVED[name]
        path = str(folder / f"sound.{name}")
        self.output = av.open(path, "w", format=how["container"], container_options=how["options"] | PLAIN)
        self.stream: Any = self.output.add_stream(how["codec"], rate=RATE, layout="stereo")
        self.stream.bit_rate = how["bit_rate"]
        self.resampler = AudioResampler(format=self.stream.format, layout="stereo", rate=RATE)

    def take(self, frame: Any) -> None:
        for resampled in self.resampler.resample(frame):
            self.output.mux(self.stream.encode(resampled))

    def close(self) -> None:
        """Write what is left; a file that nothing was written to is none."""
        for resampled in self.resampler.resample(None):
            self.output.mux(self.stream.encode(resampled))
        self.output.mux(self.stream.encode(None))
        self.output.close()


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

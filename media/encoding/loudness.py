"""How loud a recording is: programme loudness and true peak (ITU-R BS.1770-4, EBU R 128), measured by libav."""

import math
from fractions import Fraction
from typing import Any

import av
from av.audio.resampler import AudioResampler
from av.filter import Graph

SILENCE_LUFS = -70.0
"""The absolute gate of BS.1770: what is not louder has no loudness."""


class Meter:
    """Takes the frames of a recording as they come; `measured` may be asked at the end."""

    def __init__(self) -> None:
        self.graph: Any = None
        self.last: dict[str, str] = {}
        self.rate = 0

    def take(self, frame: Any) -> None:
        if self.graph is None:
            self._open(frame)
        for resampled in self.resampler.resample(frame):
            resampled.pts = None
            self.source.push(resampled)
            self._pull()

    def _open(self, frame: Any) -> None:
        self.rate, layout = frame.sample_rate, frame.layout.name
        self.resampler = AudioResampler(format="flt", layout=layout, rate=self.rate)
        self.graph = Graph()
        self.source = self.graph.add_abuffer(
            sample_rate=self.rate, format="flt", layout=layout, time_base=Fraction(1, self.rate)
        )
        meter = self.graph.add("ebur128", "peak=true:metadata=1:framelog=quiet")
        self.sink = self.graph.add("abuffersink")
        self.source.link_to(meter)
        meter.link_to(self.sink)
        self.graph.configure()

    def _pull(self) -> None:
        while True:
            try:
                self.last = self.sink.pull().metadata or self.last
            except (av.error.BlockingIOError, av.error.EOFError):
                return

    def measured(self) -> dict[str, Any]:
        """`loudness` in LUFS and `true_peak` in dBTP, to a tenth, None for silence; `sample_rate` in Hz."""
        if self.graph is not None:
            self.source.push(None)
            self._pull()
        loudness = float(self.last.get("lavfi.r128.I", SILENCE_LUFS))
        peak = float(self.last.get("lavfi.r128.true_peak", 0))
        is_heard = math.isfinite(loudness) and loudness > SILENCE_LUFS and peak > 0
        return {
            "loudness": round(loudness, 1) if is_heard else None,
            "true_peak": round(20 * math.log10(peak), 1) if peak > 0 else None,
            "sample_rate": self.rate,
        }

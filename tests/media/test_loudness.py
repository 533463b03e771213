"""Loudness and true peak, compared with the cases of EBU Tech 3341 that can be made of sines."""

import array
import math

import av
import pytest
from av.audio.frame import AudioFrame

from media.encoding.loudness import Meter

RATE = 48_000


def frame_of(wave, layout, rate=RATE):
    """A frame of these values, the same in each channel."""
    values = list(wave)
    channels = 1 if layout == "mono" else 2
    frame = AudioFrame(format="flt", layout=layout, samples=len(values))
    frame.planes[0].update(array.array("f", (value for value in values for _channel in range(channels))).tobytes())
    frame.sample_rate = rate
    return frame


def measured(*parts, layout="stereo", rate=RATE, hertz=1000.0):
    """What the meter says of a sine at these levels in dBFS, each for so many seconds. One second holds whole waves."""
    meter = Meter()
    for level, seconds in parts:
        height = 10 ** (level / 20) if level is not None else 0.0
        wave = [height * math.sin(2 * math.pi * hertz * step / rate) for step in range(rate // 10)]
        for _tenth in range(round(seconds * 10)):
            meter.take(frame_of(wave, layout, rate))
    return meter.measured()


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(-23, 20)], -23.0),  # case 1
        ([(-33, 20)], -33.0),  # case 2
        ([(-36, 10), (-23, 60), (-36, 10)], -23.0),  # case 3: what is 10 LU quieter does not count
        ([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23.0),  # case 4
        ([(-26, 20), (-20, 20.1), (-26, 20)], -23.0),  # case 5
    ],
)
def test_the_loudness_of_sines_is_that_of_the_standard(parts, expected):
    assert measured(*parts)["loudness"] == pytest.approx(expected, abs=0.1)


def test_the_true_peak_lies_between_the_samples():
    """A quarter of the sampling rate, 45 degrees off: the samples reach -9 dBFS of a wave of -6 (case 16). It swells
    and fades, as an abrupt beginning would itself be a peak."""
    meter = Meter()
    swell = [math.sin(math.pi * step / RATE) for step in range(RATE)]
    wave = [0.5 * swell[step] * math.sin(math.pi / 2 * step + math.pi / 4) for step in range(RATE)]
    assert max(wave) < 0.36
    meter.take(frame_of(wave, "mono"))
    assert meter.measured()["true_peak"] == pytest.approx(-6.0, abs=0.4)


@pytest.mark.parametrize("rate", [44_100, 96_000])
def test_other_sampling_rates_are_measured_as_they_are(rate):
    told = measured((-20, 5), rate=rate)
    assert told["sample_rate"] == rate
    assert told["loudness"] == pytest.approx(-20, abs=0.2)


def test_silence_has_no_loudness():
    assert measured((None, 3)) == {"loudness": None, "true_peak": None, "sample_rate": RATE}


def test_a_recording_of_nothing_has_none_either():
    assert Meter().measured() == {"loudness": None, "true_peak": None, "sample_rate": 0}


def test_the_filter_is_in_the_library_that_is_installed():
    assert "ebur128" in av.filter.filters_available

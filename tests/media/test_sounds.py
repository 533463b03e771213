"""Recordings of every kind come out as AAC and Opus, bounded in length."""

import io
import struct
from itertools import pairwise

import av
import pytest

from media.encoding.asking import rendered
from media.encoding.sounds import render
from tests.media.making import picture_bytes, sound_bytes
from web.sandbox.errors import Refused


@pytest.fixture
def wav():
    return sound_bytes(2.0)


def converted(wav, container, codec, *, cover=False):
    """The recording in another format, made by the library that is to read it."""
    target = io.BytesIO()
    with av.open(io.BytesIO(wav)) as source, av.open(target, "w", format=container) as output:
        output.metadata["comment"] = "my home address"
        stream = output.add_stream(codec, rate=48_000 if codec == "libopus" else 44_100, layout="mono")
        resampler = av.AudioResampler(format=stream.format, layout="mono", rate=stream.rate)
        for frame in [*source.decode(audio=0), None]:
            for resampled in resampler.resample(frame):
                output.mux(stream.encode(resampled))
        output.mux(stream.encode(None))
    return target.getvalue()


def render_bytes(content, folder):
    (folder / "original").write_bytes(content)
    return render(folder / "original", folder, lambda _percent: None)


@pytest.mark.parametrize(
    ("container", "codec"),
    [
        ("wav", "pcm_s24le"),
        ("mp3", "libmp3lame"),
        ("flac", "flac"),
        ("ogg", "libopus"),
        ("ipod", "aac"),
        ("ipod", "alac"),
    ],
    ids=lambda name: name,
)
def test_a_recording_is_written_anew_whatever_it_was(container, codec, wav, tmp_path):
    result = render_bytes(converted(wav, container, codec), tmp_path)
    assert abs(result["duration_ms"] - 2000) < 150
    for file, codec_name in (("sound.m4a", "aac"), ("sound.opus", "opus")):
        with av.open(str(tmp_path / file)) as made:
            assert [stream.codec_context.name.removeprefix("lib") for stream in made.streams] == [codec_name]
            assert abs(sum(frame.samples for frame in made.decode(audio=0)) / 48_000 - 2) < 0.2
        assert b"my home address" not in (tmp_path / file).read_bytes()


def test_the_outline_follows_the_loudness(tmp_path):
    peaks = render_bytes(sound_bytes(8.0), tmp_path)["peaks"]
    assert len(peaks) == 300
    assert (peaks[0] < 10, max(peaks)) == (True, 255)
    assert all(later >= earlier - 3 for earlier, later in pairwise(peaks))


def test_silence_has_an_outline_too(tmp_path):
    wav = sound_bytes(2.0)
    assert set(render_bytes(wav[:44] + bytes(len(wav) - 44), tmp_path)["peaks"]) == {0}


def long_wav(seconds, rate=1000):
    """Eight bits of mono silence."""
    data = b"\x80" * (seconds * rate)
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 1, rate, rate, 1, 8, b"data", len(data)
    )
    return head + data


def test_a_length_is_counted_and_not_believed(tmp_path):
    wav = bytearray(sound_bytes(2.0))
    wav[40:44] = b"\xff\xff\xff\x7f"
    assert render_bytes(bytes(wav), tmp_path)["duration_ms"] == 2000


PLAYLIST = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (long_wav(15 * 60 + 5), "too_long"),
        (sound_bytes(0.2), "too_short"),
        (sound_bytes()[:60], "too_short"),
        (PLAYLIST, "no_sound"),
        (b"ID3\x04\x00\x00\x00\x00\x00\x00" + PLAYLIST * 30, "damaged"),
        (b"fLaC" + bytes(200), "damaged"),
        (b"OggS" + bytes(200), "damaged"),
        (b"\x00\x00\x00\x18ftypM4A " + bytes(200), "damaged"),
        (picture_bytes(), "no_sound"),
        (b"", "no_sound"),
    ],
    ids=["long", "short", "cut", "playlist", "playlist as mp3", "flac", "ogg", "m4a", "picture", "empty"],
)
def test_what_is_no_fitting_recording_is_refused_with_its_reason(content, code):
    with pytest.raises(Refused) as refusal, rendered("sounds", io.BytesIO(content)):
        pass
    assert refusal.value.code == code

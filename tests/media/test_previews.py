"""Copies for listening of files that were sent: measured, and marked where they are not accepted yet."""

import array
import io
import math
import wave

import av
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from media.actions import keep_file, keep_preview, prepare
from media.encoding import marked_previews, previews
from media.encoding.marks import EVERY_SECONDS, FIRST_SECONDS, TONES
from media.files.store import file_store
from media.models import Preview
from media.states import State
from tests.factories import UserFactory
from tests.media.making import document_file, sound_bytes
from tests.media.test_sounds import converted
from web.sandbox.errors import Refused

RATE = 44_100


def silence(seconds):
    file = io.BytesIO()
    with wave.open(file, "wb") as recording:
        recording.setnchannels(2)
        recording.setsampwidth(2)
        recording.setframerate(RATE)
        recording.writeframes(bytes(round(seconds * RATE) * 4))
    return file.getvalue()


def rendered_by(program, content, folder):
    (folder / "original").write_bytes(content)
    return program.render(folder / "original", folder, lambda _percent: None)


def heard(path):
    """The samples of a file, mono, at 8 kHz."""
    resampler, samples = av.AudioResampler(format="flt", layout="mono", rate=8_000), array.array("f")
    with av.open(str(path)) as made:
        for frame in [*made.decode(audio=0), None]:
            for piece in resampler.resample(frame):
                samples.frombytes(bytes(piece.planes[0])[: piece.samples * 4])
    return samples


def level(samples, start, seconds, hertz):
    """How much of a tone there is (Goertzel), as the height of a sine."""
    part = samples[round(start * 8_000) : round((start + seconds) * 8_000)]
    real = sum(value * math.cos(2 * math.pi * hertz * step / 8_000) for step, value in enumerate(part))
    other = sum(value * math.sin(2 * math.pi * hertz * step / 8_000) for step, value in enumerate(part))
    return 2 * math.hypot(real, other) / len(part)


@pytest.mark.parametrize("name", ["marked.m4a", "marked.opus"])
def test_the_mark_is_heard_again_and_again(name, tmp_path):
    rendered_by(marked_previews, silence(EVERY_SECONDS + FIRST_SECONDS + 2), tmp_path)
    samples = heard(tmp_path / name)
    for start in (FIRST_SECONDS, FIRST_SECONDS + EVERY_SECONDS):
        assert level(samples, start + 0.05, 0.15, TONES[0]) > 0.05
        assert level(samples, start + 0.30, 0.15, TONES[1]) > 0.05
    assert max(map(abs, samples[: round((FIRST_SECONDS - 0.2) * 8_000)])) < 0.01
    assert max(map(abs, heard(tmp_path / "sound.m4a"))) < 0.01


def test_marked_copies_are_of_lower_quality(tmp_path):
    result = rendered_by(marked_previews, sound_bytes(20.0), tmp_path)
    made = [(file["format"], file["is_marked"]) for file in result["files"]]
    assert made == [("m4a", False), ("opus", False), ("m4a", True), ("opus", True)]
    for form in ("m4a", "opus"):
        clean, marked = ((tmp_path / f"{kind}.{form}").stat().st_size for kind in ("sound", "marked"))
        assert marked < clean * 0.8


def test_what_is_not_marked_has_clean_copies_alone(tmp_path):
    rendered_by(previews, sound_bytes(2.0), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["original", "sound.m4a", "sound.opus"]


def test_there_is_a_longest_recording(tmp_path, monkeypatch):
    monkeypatch.setattr(previews, "PREVIEW_SECONDS_MAX", 3)
    assert rendered_by(previews, sound_bytes(3.0), tmp_path)["duration_ms"] == 3000
    with pytest.raises(Refused) as refused:
        rendered_by(previews, sound_bytes(5.0), tmp_path)
    assert refused.value.code == "too_long"


@pytest.fixture
def user(db):
    return UserFactory()


def sent(user, content, name="mix.wav"):
    return keep_file(acting_user=user, upload=SimpleUploadedFile(name, content))


@pytest.mark.parametrize("is_marked", [True, False])
def test_a_file_that_was_sent_is_prepared_and_measured(user, is_marked):
    file = sent(user, converted(sound_bytes(3.0), "flac", "flac"), "Song – mix 1.flac")
    with transaction.atomic():
        preview = keep_preview(acting_user=user, file=file, is_marked=is_marked)
    prepare(kind="previews", pk=preview.pk)
    made = Preview.objects.get()
    assert (made.state, made.reason, made.sample_rate) == (State.READY, "", 44_100)
    assert abs(made.duration_ms - 3000) < 100
    assert -20 < made.loudness < 0
    assert -3 < made.true_peak < 1
    assert (made.copy("m4a", marked=True) is not None) == is_marked
    assert made.copy("opus", marked=False) is not None
    assert file.is_ready


def test_of_other_files_there_is_none(user):
    document = sent(user, document_file().read(), "rider.pdf")
    assert keep_preview(acting_user=user, file=document, is_marked=True) is None
    assert keep_preview(acting_user=user, file=sent(user, b"", "empty.wav"), is_marked=True) is None


def test_a_damaged_recording_is_refused_with_a_reason(user):
    file = sent(user, b"fLaC" + bytes(2000), "cut.flac")
    preview = keep_preview(acting_user=user, file=file, is_marked=True)
    prepare(kind="previews", pk=preview.pk)
    made = Preview.objects.get()
    assert (made.state, bool(made.reason_text)) == (State.REFUSED, True)


def test_one_whose_file_is_gone_from_the_store_is_refused(user):
    file = sent(user, sound_bytes(3.0))
    preview = keep_preview(acting_user=user, file=file, is_marked=False)
    file_store().drop(file.key)
    prepare(kind="previews", pk=preview.pk)
    assert Preview.objects.get().reason == "failed"

"""A session that is booked and paid, files for it, and mixes in it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from media.actions import keep_file, prepare
from studio.actions.work import add_mix
from tests.media.making import sound_bytes
from tests.studio.test_sessions import book, paid

SONG = sound_bytes(3.0)


@pytest.fixture
def session(stripe_site, opened, client_user, start):
    return paid(book(opened, client_user, start))


@pytest.fixture
def sent():
    """Sends a file as a user; a recording unless told otherwise."""

    def send(user, name="mix.wav", content=None):
        return keep_file(acting_user=user, upload=SimpleUploadedFile(name, SONG if content is None else content)).pk

    return send


@pytest.fixture
def mixed(session, sent, user):
    """Adds a mix; the worker prepares it unless told not to."""

    def add(title="Low Tide", *, is_prepared=True, content=None, note=""):
        file = sent(user, content=content)
        mix = add_mix(acting_user=user, session_id=session.pk, title=title, file=file, note=note)
        if is_prepared:
            prepare(kind="previews", pk=mix.session_file.preview_id)
        return mix

    return add

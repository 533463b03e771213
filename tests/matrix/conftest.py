"""The world is made once for the modules that a worker runs one after the other; what a test does to it is undone."""

import pytest
from django.db import connection, transaction

from tests.matrix.world import make_world


@pytest.fixture(scope="package")
def photos_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker, photos_folder):
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.conf.settings.MEDIA_ROOT", photos_folder)
        patch.setattr("django.conf.settings.MEDIA_ORIGINALS_ROOT", photos_folder / "originals")
        world = make_world()
        # What is checked at commit waits no longer: each request that is undone would check the whole world again.
        connection.check_constraints()
        yield world
        connection.check_constraints()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def an_installation_with_a_mailbox(settings, photos_folder):
    settings.MEDIA_ROOT, settings.MEDIA_ORIGINALS_ROOT = photos_folder, photos_folder / "originals"
    settings.MAILBOX_OPEN, settings.EMAIL_BACKEND = True, "notifications.delivery.mailbox.MailboxBackend"
    settings.RATE_LIMITS = False

"""What every test stands on: a database and a Valkey number of its own, and nothing faked below the browser."""

import fcntl
import gc
import os
import shutil
import threading
import zlib
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from web.translations import compile_translations

from .broker import broker, broker_that_is_down, queued, take_task  # noqa: F401
from .companies import Companies
from .emptying import tables_emptied_after_commits  # noqa: F401
from .mails import mails_in_our_words  # noqa: F401
from .quick import is_long_module, leave_out_what_is_long
from .refusals import undrawn_refusals  # noqa: F401
from .running_site import browser_context_args, browser_type_launch_args, site, site_with_money  # noqa: F401
from .template import migrated_template

TEST_DATABASE = os.environ.get("STAGESLOT_TEST_DB", "test_stageslot")
VALKEY_DATABASES = 16
# How long an example takes says how busy the machine is.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")
BROWSERS = ("chromium-headless-shell", "chromium")
MOST_THREADS = 40
"""A race needs a connection for each of its threads, and one for the test."""
# Playwright's synchronous face runs an event loop in our thread; Django would refuse to touch the database beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# Staff of tests and of the sites that they start have no second factor (tests/accounts/test_staff_factors.py does).
os.environ["STAFF_NEED_TWO_FACTORS"] = "false"


def pytest_addoption(parser):
    parser.addoption("--quick", action="store_true", help="leave out what takes long (docs/testing.md)")


def pytest_ignore_collect(collection_path, config):
    if config.getoption("quick") and collection_path.match("test_*.py"):
        return is_long_module(collection_path.read_text()) or None
    return None


def pytest_configure(config):
    """Give each pytest-xdist worker two numbered Valkey databases: one shared with the site it runs, and a broker.

    Number 0 belongs to a running site. The site that tests start has its broker beside its cache: its worker would
    take away what a test has queued.
    """
    settings.STAFF_NEED_TWO_FACTORS = False
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        gc.disable()  # until all tests are collected: nothing of it is garbage, and looking took a sixth of the time
    pairs = VALKEY_DATABASES // 2
    number = 1 + zlib.crc32(f"{TEST_DATABASE}{worker}".encode()) % (pairs - 1)
    if worker.startswith("gw") and "STAGESLOT_TEST_DB" not in os.environ:
        number = 1 + int(worker.removeprefix("gw"))
    if not worker:  # pytest run by hand; bin/test has compiled them
        compile_translations()
    address = settings.REDIS_URL.rpartition("/")[0]
    settings.REDIS_URL = settings.CACHES["default"]["LOCATION"] = f"{address}/{number}"
    settings.CELERY_BROKER_URL = f"{address}/{number + pairs}"
    # Every test client starts the middleware anew; listing all static files each time took most of a request.
    settings.WHITENOISE_AUTOREFRESH = True
    settings.PASSWORD_HASHERS = ["tests.passwords.QuickHasher"]
    # Tests of files pass on a machine whose disk is nearly full; `tests/media/test_sent_files.py` has one that is.
    settings.FILES_FREE_SHARE = 0


def pytest_xdist_make_scheduler(config, log):
    """What shares something slow to make goes to one worker, and first.

    The template is migrated while the workers collect; it would keep all of them waiting afterwards.
    """
    threading.Thread(target=migrated_template).start()
    return Companies(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection(session):
    """The first worker reads the tests alone: the others find the asserts that it has rewritten in `__pycache__`.

    All at once, each of them would rewrite all of them in a fresh checkout. Meanwhile the template is migrated.
    """
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return (yield)
    with Path(__file__).open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fcntl.flock(lock, fcntl.LOCK_SH)
            fcntl.flock(lock, fcntl.LOCK_UN)
        return (yield)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """What waits for programs of its own and fails is tried once more: they share two cores, and any may be late.

    The summary counts these as "rerun". What fails twice fails; what is seen there again and again wants mending.

    Without a Chromium the browser tests are skipped; with CI set they are not, and fail.

    Among several workers what takes long is begun early: begun at the end, one would keep the others waiting.
    """
    if config.getoption("quick"):
        leave_out_what_is_long(config, items)
    for item in items:
        if item.get_closest_marker("browser") or item.get_closest_marker("processes"):
            item.add_marker(pytest.mark.flaky(reruns=1))
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: not (item.get_closest_marker("slow") or item.get_closest_marker("race")))
    if chromium := os.environ.get("STAGESLOT_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None):
        os.environ["STAGESLOT_CHROMIUM"] = chromium
    elif not os.environ.get("CI"):
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="no Chromium: apt-get install chromium"))


def pytest_collection_finish():
    """What is loaded by now stays to the end: looking through it for garbage, even once, took time."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """Name the test database: STAGESLOT_TEST_DB, and the worker's name behind it. Widen the pool for races."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    connection.settings_dict["OPTIONS"]["pool"]["max_size"] = MOST_THREADS
    connection.settings_dict["TEST"]["NAME"] = "_".join(filter(None, [TEST_DATABASE, worker]))
    connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """At the end nobody else may be in the database, or it cannot be dropped: a killed worker leaves a little later."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


@pytest.fixture(autouse=True)
def empty_cache():
    """No test sees what another one cached."""
    cache.clear()


@pytest.fixture(autouse=True)
def unlimited_visitors():
    """A slow machine refuses no test's visitor (`web.budgets`)."""
    with override_settings(VISITOR_SECONDS=0):
        yield


@pytest.fixture(autouse=True)
def language_of_the_installation():
    """No test speaks the language that the request of another one left behind in this thread."""
    translation.deactivate()


@pytest.fixture
def files_here(settings, tmp_path):
    """Pictures, sounds and documents of this test lie in a folder of its own."""
    settings.MEDIA_ROOT, settings.MEDIA_ORIGINALS_ROOT = tmp_path / "media", tmp_path / "originals"
    return tmp_path

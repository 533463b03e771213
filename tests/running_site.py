"""The site as it really runs, pages, live updates and worker in processes of their own, on the test database.

Django's `live_server` cannot stream, and shares its thread's transaction with nobody who looks from outside.
"""

import os
from dataclasses import astuple, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from stageslot.embedded.loopback import choose_port
from stageslot.embedded.processes import stop_child, wait_until
from stageslot.embedded.services import Ports, Service, site_services
from stageslot.embedded.supervisor import answers

PLAYWRIGHTS_OWN = (
    "AvoidUnnecessaryBeforeUnloadCheckSync DestroyProfileOnBrowserClose HttpsUpgrades HttpsFirstBalancedModeAutoEnable"
    " LensOverlay MediaRouter PaintHolding ThirdPartyStoragePartitioning AvoidCorsURLLoaderRestartOnRedirect"
    " OptimizationHints NetworkTimeServiceQuerying AimEnabled PreconnectToSearch"
)
"""Features of Chromium that Playwright 1.65 switches off. It would by itself, but the last list counts alone."""
UNSEEN = "WebUIOmniboxPopup WebUIOmniboxAimPopup SpareRendererForSitePerProcess"
"""What no test sees: two pages in the address bar of every window, and a process for the page that may come next. They
took more than half of what a browser does."""


@dataclass(frozen=True)
class RunningSite:
    """Where it answers. `localhost` and not a number, because passkeys want a name."""

    url: str
    live_url: str
    files_url: str
    money_url: str
    logs: Path


@pytest.fixture(scope="session")
def site(django_db_setup, django_db_blocker, tmp_path_factory):
    """Start once per test process; tests that use it commit (`transactional_db`), or the site sees nothing of them.

    It pays with test money; the stand-in for Stripe runs only for tests that ask for `site_with_money`.
    """
    folder = tmp_path_factory.mktemp("site")
    ports = Ports(choose_port(), choose_port(), choose_port(), choose_port())
    services = [each for each in site_services(folder, folder, ports, has_clock=False) if each.name != "money"]
    for service in services:
        service.environment |= _environment()
        service.start()
    try:
        wait_until(lambda: _is_up(ports) or not _all_run(services), seconds=120, every=0.1)
        assert _is_up(ports), "\n".join(service.log.read_text() for service in services)
        yield RunningSite(*(f"http://localhost:{port}" for port in astuple(ports)), folder)
    finally:
        _stop(services)


@pytest.fixture(scope="session")
def site_with_money(site):
    """The same site with the stand-in for Stripe in a process of its own. What it keeps lies beside the site's logs."""
    ports = Ports(*(urlsplit(url).port for url in (site.url, site.live_url, site.files_url, site.money_url)))
    [money] = [each for each in site_services(site.logs, site.logs, ports, has_clock=False) if each.name == "money"]
    money.environment |= _environment() | {"STAGESLOT_VAR": str(site.logs)}
    money.start()
    try:
        assert wait_until(lambda: answers(ports.test_money), seconds=60, every=0.1), money.log.read_text()
        yield site
    finally:
        _stop([money])


def _environment() -> dict[str, str]:
    """The same secrets, files, database and Valkey number as the tests'."""
    database = connection.settings_dict
    address = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    return {
        "STAGESLOT_VAR": str(settings.VAR_DIR),
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": f"postgres://{address}/{database['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
        "RATE_LIMITS": "off",
        "FILES_FREE_SHARE": "0",
        "MAILBOX_OPEN": "true",
        "COMPONENTS_OPEN": "true",  # tests of scripts use the components there
        "STATIC_MAX_AGE": "3600",  # asking for 18 files again on every page would be most of what browsers do
    }


def _is_up(ports: Ports) -> bool:
    return all(map(answers, (ports.pages, ports.live, ports.files)))


def _all_run(services: list[Service]) -> bool:
    return all(service.is_running() for service in services)


def _stop(services: list[Service]) -> None:
    for service in services:
        service.process.terminate()  # all at once, then wait for each
    for service in services:
        stop_child(service.process, ask_with=service.parting_signal, patience=service.patience)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The system's Chromium, alone with us: no sandbox (root has none) and no calls home."""
    quiet = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-sandbox"]
    features = f"--disable-features={','.join(f'{PLAYWRIGHTS_OWN} {UNSEEN}'.split())}"
    program = os.environ["STAGESLOT_CHROMIUM"]
    return {**browser_type_launch_args, "executable_path": program, "args": [*quiet, features]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """One language and one zone, whatever machine this is.

    Service workers would answer in place of what a test holds back; `tests/browser/test_offline.py` allows them.
    To fade from one page to the next is a fifth of what a browser without a graphics card does. Tests of just that say
    `page.emulate_media(reduced_motion="no-preference")`.
    """
    return {
        **browser_context_args,
        "locale": "en-GB",
        "timezone_id": "Europe/Berlin",
        "reduced_motion": "reduce",
        "service_workers": "block",
    }

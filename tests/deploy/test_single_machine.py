"""deploy/ on one machine: https, one origin for all parts, and whose address counts."""

import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from django.core.cache import cache

from accounts.models import User

from .machine import DEPLOY, PARTS, is_installed, machine, placed, unit_command

pytestmark = [
    pytest.mark.slow,
    pytest.mark.processes,
    pytest.mark.skipif(not is_installed("caddy", "systemd-analyze"), reason="needs caddy and systemd"),
]
PASSWORD = "backline-and-soup"


@pytest.fixture(scope="module")
def here(django_db_setup, tmp_path_factory):
    with machine(tmp_path_factory.mktemp("machine")) as running:
        yield running


@pytest.fixture
def visitor(here, transactional_db):
    """A client that trusts Caddy's certificate and nothing else."""
    with requests.Session() as session:
        session.verify = str(here.authority)
        session.trust_env = False
        yield session


def sign_in(session, here, email, password=PASSWORD, **headers):
    """The answer of the sign-in form."""
    address = f"{here.url}/account/login/"
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', session.get(address).text).group(1)
    form = {"csrfmiddlewaretoken": token, "login": email, "password": password}
    return session.post(address, form, headers={"Referer": address} | headers, allow_redirects=False)


def test_somebody_signs_in_by_https(here, visitor):
    """Redirect, headers, cookies, live updates and files by one origin."""
    cache.clear()  # limits that another test has reached
    plain = visitor.get(f"{here.http_url}/", allow_redirects=False)
    page = visitor.get(f"{here.url}/")
    live = visitor.get(f"{here.url}/-/live/health")
    files = visitor.get(f"{here.url}/-/files/health")
    refused = visitor.get(f"{here.url}/-/live/stream?topic=made-up&token=made-up")
    user = User.objects.create_user("mira@example.org", PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    signed_in = sign_in(visitor, here, user.email)

    assert plain.status_code == 308
    assert plain.headers["Location"].startswith("https://localhost")
    assert page.status_code == 200
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
    assert f'name="live-url" content="{here.url}/-/live"' in page.text
    assert (live.status_code, files.status_code, refused.status_code) == (200, 200, 403)
    assert signed_in.status_code == 302, signed_in.text
    assert all(cookie.secure for cookie in visitor.cookies)
    assert visitor.get(f"{here.url}/you/", allow_redirects=False).status_code == 200


def test_nobody_passes_for_another_address(here, visitor):
    """Caddy says who asks. Who sends an address of their own is counted by their real one all the same."""
    answers = [
        sign_in(visitor, here, f"nobody{number}@example.org", "wrong", **{"X-Forwarded-For": f"203.0.113.{number}"})
        for number in range(40)
    ]

    assert 429 in {answer.status_code for answer in answers}


def test_pages_wait_while_the_site_restarts(here, visitor):
    """Requests that come while no page server runs are answered when it is back (lb_try_duration)."""
    here.stop("web")
    with ThreadPoolExecutor(1) as pool:
        page = pool.submit(visitor.get, f"{here.url}/health", timeout=100)
        time.sleep(0.5)  # it is on its way by then
        was_waiting = not page.done()
        here.start("web")
        status = page.result().status_code

    assert (was_waiting, status) == (True, 200)


@pytest.mark.parametrize("name", [*(f"stageslot@{part}.service" for part in PARTS), "stageslot-backup.timer"])
def test_systemd_takes_the_units(tmp_path, name):
    for unit in (DEPLOY / "systemd").iterdir():
        (tmp_path / unit.name).write_text(placed(unit.read_text(), tmp_path))
    if "@" in name:
        (tmp_path / name).symlink_to(tmp_path / "stageslot@.service")

    verdict = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", f"{tmp_path}/{name}"], capture_output=True, text=True, check=False
    )

    assert (verdict.returncode, ours(verdict.stderr, tmp_path)) == (0, [])


def ours(complaints: str, folder) -> list[str]:
    """Those about our units; a machine may have others that systemd does not like."""
    return [line for line in complaints.splitlines() if "stageslot" in line or str(folder) in line]


def test_backup_unit_makes_a_backup(here, transactional_db):
    command, folder, environment = unit_command("stageslot-backup.service", here.folder)

    subprocess.run(command, cwd=folder, env={"PATH": "/usr/bin:/bin"} | environment, check=True, capture_output=True)

    assert len(list((here.var / "backups").glob("stageslot-*.tar"))) == 1


def test_shell_scripts_can_be_read():
    for script in ("install", "upgrade", "release.sh", "stageslot"):
        subprocess.run(["bash", "-n", DEPLOY / script], check=True)


def test_target_names_every_part():
    wanted = re.search(r"^Wants=(.*)$", (DEPLOY / "systemd/stageslot.target").read_text(), re.MULTILINE).group(1)

    assert wanted.split() == [f"stageslot@{part}.service" for part in PARTS]

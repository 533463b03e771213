"""`bin/run` with its demo world: pages come first, and whatever was interrupted is whole in the end."""

import os
import re

import pytest
import requests

from demo.world.logins import LEADER, PASSWORD
from stageslot.embedded.demo_build import is_complete
from stageslot.embedded.processes import leftovers, wait_until
from stageslot.embedded.supervisor import answers
from tests.embedded.running import Run

pytestmark = [pytest.mark.slow, pytest.mark.processes]
MOST_MEGABYTES, MEGABYTES_OF_A_PROCESS = 1150, 110
"""With two processes for pages; and what each more takes."""
LINE = "Creating the demo world"


@pytest.fixture
def run(instance):
    run = Run(instance, DEMO_DAYS="3", DEMO_BANDS="5")
    yield run
    if run.process and run.process.poll() is None:
        run.stop()


def url(run, path=""):
    return f"http://localhost:{run.port}/{path}"


def has_demo(run):
    return is_complete(run.instance.remembered()["DATABASE_URL"])


def sign_in(run):
    session = requests.Session()
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', session.get(url(run, "account/login/")).text)
    typed = {"login": LEADER, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    return session.post(url(run, "account/login/"), data=typed, allow_redirects=False), session


def look_around(run):
    """What the leader of a band opens in a few minutes, twice over, so that each process has drawn most of it."""
    _answer, session = sign_in(run)
    for _round in range(2):
        front = session.get(url(run), timeout=60).text
        for path in sorted(set(re.findall(r'href="/([^"#?]+/)["?]', front)) - {"account/logout/"})[:25]:
            assert session.get(url(run, path), timeout=60).status_code < 500


def test_page_comes_first_then_logins_and_an_interrupted_world_is_whole_after_the_next_start(run):
    """One instance for all of it: making one is the slow part."""
    run.start()
    assert not has_demo(run)
    assert wait_until(lambda: "%  bands" in run.told(), seconds=120), run.told()
    assert LINE in requests.get(url(run), timeout=60).text
    assert sign_in(run)[0].status_code == 302
    assert run.stop() == 0
    assert leftovers(run.instance.var) == []

    run.start()
    assert "Database migrations" not in run.told()
    assert wait_until(lambda: "The demo world is complete: 5 bands" in run.told(), seconds=500), run.told()
    assert "beginning again" in run.told()
    assert has_demo(run)
    assert LINE not in requests.get(url(run), timeout=60).text
    assert answers(run.money_port)
    look_around(run)
    most = MOST_MEGABYTES + MEGABYTES_OF_A_PROCESS * (min(os.cpu_count(), 4) - 2)
    # The worker has grown over what the demo sends it at the end, and lets go of one process each half minute.
    assert wait_until(lambda: run.megabytes() < most, seconds=120, every=5), run.megabytes()
    assert run.stop() == 0

    run.start()
    assert wait_until(lambda: PASSWORD in run.told(), seconds=60)
    nowhere = requests.get(url(run, "nowhere/at/all/"), timeout=60)
    assert (nowhere.status_code, "urlpatterns" in nowhere.text) == (404, False)
    assert requests.get(url(run, "dev/mail/"), timeout=60).status_code == 200
    sheet = re.search(r'href="/(static/css/[^"]+)"', requests.get(url(run), timeout=60).text)
    assert requests.get(url(run, sheet[1]), timeout=60).headers["Content-Type"].startswith("text/css")
    assert run.stop() == 0

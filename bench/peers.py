"""The page of an act with 60 shows beside pretalx's schedule of 60 talks, each under the same server with one process.

Runs only when it is named: it installs pretalx, a Django site too, into an environment of its own in var/peers. Its
database is SQLite there, which saves it the way to a server.
"""

import os
import shutil
import subprocess
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from django.core.cache import cache
from django.urls import reverse

from bench import act_page
from bench.load import Page, pages_server, rates_in_turn, serving_with
from bench.timing import say
from bench.worlds import empty

PEER = "pretalx==2025.2.2"
HOME = Path(__file__).resolve().parent.parent / "var" / "peers" / "pretalx"
PYTHON = HOME / "bin" / "python"
EVENT = Path(__file__).with_name("pretalx_event.py")
PEER_PAGES = {"pretalx's schedule": "/bench/schedule/", "its schedule without scripts": "/bench/schedule/nojs"}
UNCACHED_TIMES, CACHED_TIMES = 3, 25
LISTEN = ["--host", "127.0.0.1", "--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "error"]


def run() -> None:
    install()
    act = act_page.act_with_everything()
    path = reverse("discovery:act", args=[act.slug])
    with peer_server() as peer_port:
        for kind, times in (("redis", CACHED_TIMES), ("dummy", UNCACHED_TIMES)):
            with pages_server(cache=kind) as port:
                ours = Page(port, path, headers={"Cookie": act_page.COOKIE})
                compare("cached" if kind == "redis" else "uncached", ours, peer_port, times)
    cache.clear()
    empty()


def compare(name: str, ours: Page, peer_port: int, times: int) -> None:
    theirs = {what: Page(peer_port, path) for what, path in PEER_PAGES.items()}
    for page in theirs.values():
        assert page.answer()[2].count(b"Talk number") >= act_page.SHOWS
    rates = rates_in_turn({"ours": ours} | theirs, rounds=5, requests=200)
    say(f"the page of an act, {name}, requests/s", f"{rates['ours']:.0f}")
    for what in theirs:
        ratio = rates["ours"] / rates[what]
        say(f"{what}, requests/s and times", f"{rates[what]:.0f}   {ratio:.1f}", f">= {times}")


def install() -> None:
    """Once; about a minute."""
    if PYTHON.exists():
        return
    try:
        venv.create(HOME, with_pip=True)
        wanted = [PEER, f"granian=={version('granian')}"]
        subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", *wanted], check=True)
    except BaseException:
        shutil.rmtree(HOME, ignore_errors=True)  # half of it would look like all of it
        raise


@contextmanager
def peer_server() -> Iterator[int]:
    """pretalx with an event of 60 talks in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        environment = _environment(Path(folder))
        # -I: beside our script lie modules that are called like libraries.
        for command in (["-m", "pretalx", "migrate"], ["-m", "pretalx", "rebuild"], ["-I", EVENT, f"{act_page.SHOWS}"]):
            subprocess.run([PYTHON, *command], env=environment, cwd=folder, check=True, capture_output=True)
        granian = [f"{PYTHON}", "-m", "granian", "--interface", "wsgi", *LISTEN, "pretalx.wsgi:application"]
        with serving_with(granian, environment) as port:
            yield port


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of our own settings; debugging is off, as on our side."""
    mine = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    for name in ("logs", "media", "static"):
        (folder / name).mkdir()
    return mine | {
        "DJANGO_SETTINGS_MODULE": "pretalx.settings",
        "PRETALX_FILESYSTEM_LOGS": f"{folder / 'logs'}",
        "PRETALX_FILESYSTEM_MEDIA": f"{folder / 'media'}",
        "PRETALX_FILESYSTEM_STATIC": f"{folder / 'static'}",
        "PRETALX_DEBUG": "false",
        "PRETALX_SITE_URL": "http://localhost",
        "PRETALX_DB_TYPE": "sqlite3",
        "PRETALX_DB_NAME": f"{folder / 'db.sqlite3'}",
    }

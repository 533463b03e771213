"""The browser of the browser tests: found, installed where we may, or asked for in one line."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first has no windows to draw: a quarter less of a processor for the same pages."""
PACKAGES = (["chromium-headless-shell", "fonts-liberation"], ["chromium", "fonts-liberation"])
"""Ubuntu has no package of the first."""


def find_or_install():
    """Put the path of a browser into STAGESLOT_CHROMIUM. With CI set, a missing browser is a failure, and the headless
    one is installed beside any other; elsewhere any browser will do."""
    found = find()
    if not found:
        found = install(PACKAGES)
    elif _may_be_quicker(found):
        found = install(PACKAGES[:1]) or found
    if found:
        os.environ["STAGESLOT_CHROMIUM"] = found
        return
    print("No Chromium, so the browser tests are skipped. To get it: apt-get install " + " ".join(PACKAGES[-1]))
    if os.environ.get("CI"):
        sys.exit(1)


def find():
    """The browser that STAGESLOT_CHROMIUM names, or the first one on the PATH."""
    return next(filter(None, map(shutil.which, [os.environ.get("STAGESLOT_CHROMIUM", ""), *NAMES])), None)


def _may_be_quicker(path):
    is_named = bool(os.environ.get("STAGESLOT_CHROMIUM"))
    return bool(os.environ.get("CI")) and not is_named and os.path.basename(path) != NAMES[0]


def install(choices):
    """The first choice that the system's package manager has, when we are root on Debian or Ubuntu."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print("Installing Chromium for the browser tests ...", flush=True)
    if apt_get("update", "-qq"):
        any(apt_get("install", "-qq", "-y", "--no-install-recommends", *packages) for packages in choices)
    return find()


def apt_get(*command):
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    return subprocess.call(["apt-get", *command], env=environment, stdout=subprocess.DEVNULL) == 0

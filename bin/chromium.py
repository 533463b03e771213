"""The browser of the browser tests: found, installed where we may, or asked for in one line."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The headless shell first: it is the same engine without what no test sees, and takes a fifth less time."""
PACKAGES = (["chromium-headless-shell", "fonts-liberation"], ["chromium", "fonts-liberation"])
"""The second where the system does not have the first."""


def find_or_install():
    """Put the path of a browser into STAGESLOT_CHROMIUM; with CI set, not having one is a failure."""
    path = find() or install()
    if path:
        os.environ["STAGESLOT_CHROMIUM"] = path
        return
    print("No Chromium, so the browser tests are skipped. To get it: apt-get install " + " ".join(PACKAGES[-1]))
    if os.environ.get("CI"):
        sys.exit(1)


def find():
    """The browser that STAGESLOT_CHROMIUM names, or the first one on the PATH."""
    return next(filter(None, map(shutil.which, [os.environ.get("STAGESLOT_CHROMIUM", ""), *NAMES])), None)


def install():
    """By the system's package manager, when we are root on Debian or Ubuntu."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print("Installing Chromium for the browser tests ...", flush=True)
    _apt_get("update", "-qq")
    any(_apt_get("install", "-qq", "-y", "--no-install-recommends", *packages) for packages in PACKAGES)
    return find()


def _apt_get(*arguments):
    """Whether it succeeded; what it says is of interest to nobody who only runs tests."""
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    said = subprocess.DEVNULL
    return subprocess.call(["apt-get", *arguments], env=environment, stdout=said, stderr=said) == 0

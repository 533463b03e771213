"""The browser of the browser tests: found, installed where we may, or asked for in one line."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first has no windows to draw: a quarter less of a processor for the same pages."""
PACKAGES = ["chromium", "fonts-liberation"]


def find_or_install():
    """Put the path of a browser into STAGESLOT_CHROMIUM; with CI set, not having one is a failure."""
    path = find() or install()
    if path:
        os.environ["STAGESLOT_CHROMIUM"] = path
        return
    print("No Chromium, so the browser tests are skipped. To get it: apt-get install " + " ".join(PACKAGES))
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
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *PACKAGES]):
        if subprocess.call(["apt-get", *command], env=environment, stdout=subprocess.DEVNULL):
            return None
    return find()

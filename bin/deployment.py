"""What the tests of deploy/ run beside the site: Caddy, and systemd's own check of its units."""

import os
import shutil
import sys

import chromium  # type: ignore[import-not-found]  # beside us; mypy starts at the root

PACKAGES = {"caddy": "caddy", "systemd-analyze": "systemd"}
"""Programs, and the Debian packages that have them."""


def find_or_install():
    """Install what is missing, where we may. With CI set, a missing program is a failure; elsewhere its tests are
    skipped."""
    if missing() and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Caddy and systemd for the tests of deploy/ ...", flush=True)
        packages = [PACKAGES[program] for program in missing()]
        if chromium.apt_get("update", "-qq"):
            chromium.apt_get("install", "-qq", "-y", "--no-install-recommends", *packages)
    if missing():
        print("The tests of deploy/ are skipped, for want of " + " and ".join(missing()) + ".")
        if os.environ.get("CI"):
            sys.exit(1)


def missing():
    """The programs that are not on the PATH."""
    return [program for program in PACKAGES if not shutil.which(program)]

"""Turns any Python on any machine into our own: a virtual environment with the pinned requirements.

Runs on the system's Python, needs nothing beyond its standard library, and is written so that a Python that is too
old can still read it, in order to say so.
"""

import glob
import hashlib
import os
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
OLDEST = (3, 11)
MB_NEEDED = 1000


def run(requirements, *arguments):
    """Become the virtual environment's Python with `arguments`, after making sure that it has `requirements`."""
    prepare(requirements)
    compile_translations()
    os.chdir(ROOT)
    os.environ["PATH"] = os.path.dirname(VENV_PYTHON) + os.pathsep + os.environ.get("PATH", "")
    os.execv(VENV_PYTHON, [VENV_PYTHON, *arguments])


def prepare(requirements):
    """Bring `.venv` up to date with the file named `requirements`; quick when it already is."""
    if sys.version_info < OLDEST:
        find_newer_python()
    file = os.path.join(ROOT, requirements)
    stamp = os.path.join(VENV, "installed-" + requirements)
    with open(file, "rb") as content:
        wanted = hashlib.sha256(content.read() + repr(OLDEST).encode()).hexdigest()
    import fcntl

    with open(file, "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_usable() and read(stamp) == wanted:
            return
        check_space()
        check_port()
        make_venv()
        install(file)
        with open(stamp, "w") as written:
            written.write(wanted)


def compile_translations():
    """Make the .mo that are missing or older than their .po: they are not in git."""
    for source in glob.glob(os.path.join(ROOT, "stageslot", "locale*", "*", "LC_MESSAGES", "*.po")):
        compiled = source[:-2] + "mo"
        if not os.path.exists(compiled) or os.path.getmtime(compiled) < os.path.getmtime(source):
            step("Translations", [VENV_PYTHON, "-P", os.path.join(ROOT, "web", "translations.py")])
            return


def find_newer_python():
    """Start again with a newer Python if the machine has one; else say what is needed."""
    for minor in range(15, OLDEST[1] - 1, -1):
        newer = shutil.which("python3.%d" % minor)
        if newer:
            os.execv(newer, [newer, *sys.argv])
    sys.exit(
        "StageSlot needs Python 3.11 or newer; this is %s (%s).\n"
        "Debian 12+ and Ubuntu 24.04+ have it as python3; elsewhere see https://www.python.org/downloads/."
        % (sys.version.split()[0], sys.executable)
    )


def is_usable():
    """Whether `.venv` has a Python that still runs (the one it was made from may be gone)."""
    try:
        return subprocess.call([VENV_PYTHON, "-c", "import pip"], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def make_venv():
    if is_usable():
        return
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        sys.exit(
            "This Python cannot make virtual environments. On Debian or Ubuntu: apt-get install python3-venv\n"
            "Then start again."
        )
    step("Virtual environment", [sys.executable, "-m", "venv", "--clear", VENV])


def install(file):
    step(
        "Requirements (once, about a minute)",
        [VENV_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", file],
    )


def step(name, command):
    """Run one long command behind a line that says how long it took; its own words are shown if it fails."""
    sys.stdout.write("  %-34s" % name)
    sys.stdout.flush()
    began = time.time()
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        output = child.communicate()[0]
    except KeyboardInterrupt:
        child.wait()
        sys.exit("\nInterrupted; starting again goes on from here.")
    if child.returncode:
        check_space(50)
        sys.exit("failed\n%s\nThe command was: %s" % (output.decode(errors="replace"), " ".join(command)))
    sys.stdout.write("%5.1f s\n" % (time.time() - began))
    sys.stdout.flush()


def check_space(needed=MB_NEEDED):
    free = shutil.disk_usage(ROOT).free // 2**20
    if free < needed and not (is_usable() and free > 100):
        sys.exit("The disk is full: %d MB free under %s, %d MB needed. Make room, start again." % (free, ROOT, needed))


def check_port():
    """Only for bin/run: a minute of installing is long to wait for the news that a port is taken."""
    if os.path.basename(sys.argv[0]) != "run":
        return
    import socket

    port = os.environ.get("PORT") or "8000"
    if port.isdigit() and socket.socket().connect_ex(("127.0.0.1", int(port))) == 0:
        sys.exit("Port %s is taken by another program. Choose another one: PORT=%d bin/run" % (port, int(port) + 10))


def read(path):
    try:
        with open(path) as file:
            return file.read()
    except OSError:
        return None

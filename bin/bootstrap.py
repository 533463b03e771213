"""Turns any Python on any machine into our own: a virtual environment with the pinned requirements.

They are installed by uv, itself a pinned package, as pip is configured here; where that cannot be done, by pip.
Runs on the system's Python, needs nothing beyond its standard library, and is written so that a Python that is too
old can still read it, in order to say so.
"""

import ast
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
UV = os.path.join(VENV, "bin", "uv")
UV_REQUIREMENTS = os.path.join(ROOT, "requirements-uv.txt")
PIP_INSTALL = ["install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
# What uv calls the settings of pip, and what it puts between several values.
UV_NAMES = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "cert": ("SSL_CERT_FILE", " "),
    "proxy": ("ALL_PROXY", " "),
    "timeout": ("UV_HTTP_TIMEOUT", " "),
    "default-timeout": ("UV_HTTP_TIMEOUT", " "),
}
OLDEST = (3, 11)
MB_NEEDED = 1000


def run(requirements, *arguments):
    """Become the virtual environment's Python with `arguments`, after making sure that it has `requirements`."""
    prepare(requirements)
    compile_translations()
    os.chdir(ROOT)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the same for our own modules
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
        return subprocess.call([VENV_PYTHON, "-S", "-c", ""], stderr=subprocess.DEVNULL) == 0
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
    step("Virtual environment", [sys.executable, "-m", "venv", "--clear", "--without-pip", VENV])


def install(file):
    if install_uv():
        settings = pip_settings(pip_config())
        # Compiled once: else each of eight processes compiles what it imports, and takes twice as long to start.
        command = [UV, "pip", "install", "--quiet", "--compile-bytecode", "--python", VENV_PYTHON]
        command += ["--require-hashes", "-r", file]
        if settings.get("no-index", "").lower() in ("1", "on", "true", "yes"):
            command.append("--no-index")
        if step("Requirements (once)", command, uv_environment(settings), must_work=False):
            return
    if not has_pip():
        step("Package installer", [VENV_PYTHON, "-m", "ensurepip"])
    step("Requirements (once, about a minute)", [VENV_PYTHON, "-m", "pip", *PIP_INSTALL, "-r", file])


def install_uv():
    """Whether uv is there afterwards. Not every platform and not every index has it."""
    pip = find_pip()
    if not os.path.exists(UV) and pip:
        command = [*pip, *PIP_INSTALL, "--only-binary", ":all:", "-r", UV_REQUIREMENTS]
        return step("Package installer", command, must_work=False)
    return os.path.exists(UV)


def has_pip():
    return bool(glob.glob(os.path.join(VENV, "lib", "*", "site-packages", "pip", "__main__.py")))


def find_pip():
    """The command of a pip that installs into `.venv`: its own, or that of the Python we run on, or else the wheel that
    Python brings along, run as it is. To unpack that one takes several seconds. None where it is kept elsewhere."""
    import importlib.util

    if has_pip():
        return [VENV_PYTHON, "-m", "pip"]
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "--python", VENV_PYTHON]
    return find_wheel_of_pip()


def find_wheel_of_pip():
    import ensurepip
    import sysconfig

    bundled = os.path.join(os.path.dirname(ensurepip.__file__), "_bundled")
    folders = [bundled, sysconfig.get_config_var("WHEEL_PKG_DIR") or bundled]
    wheels = [wheel for folder in folders for wheel in glob.glob(os.path.join(folder, "pip-*.whl"))]
    return [VENV_PYTHON, os.path.join(wheels[0], "pip")] if wheels else None


def uv_environment(settings):
    """What uv must know so that it finds packages where pip is configured to find them. Whatever uv has been told by
    settings of its own stays. Pinned hashes make it unimportant which index a package comes from."""
    found = {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    for name, value in settings.items():
        if name in UV_NAMES:
            variable, separator = UV_NAMES[name]
            found[variable] = separator.join(value.split())
    return dict(found, **os.environ)


def pip_config():
    """How pip is configured, in lines like global.index-url='...'."""
    listed = subprocess.run(
        [*find_pip(), "config", "list"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
    )
    return listed.stdout.decode(errors="replace")


def pip_settings(listed):
    """What `pip config list` says, by name: the environment counts more than a section [install], and that more than
    [global]."""
    chosen = {}
    for section in ("global.", "install.", ":env:."):
        for line in listed.splitlines():
            name, _, value = line.partition("=")
            if name.startswith(section):
                chosen[name[len(section) :]] = str(ast.literal_eval(value))
    return chosen


def step(name, command, environment=None, must_work=True):
    """Run one long command behind a line that says how long it took. One that fails ends us with its own words, or,
    where something else can be done instead, returns False."""
    sys.stdout.write("  %-34s" % name)
    sys.stdout.flush()
    began = time.time()
    child = subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        output = child.communicate()[0]
    except KeyboardInterrupt:
        child.wait()
        sys.exit("\nInterrupted; starting again goes on from here.")
    if child.returncode and not must_work:
        sys.stdout.write("not possible, so pip does it\n")
        return False
    if child.returncode:
        check_space(50)
        sys.exit("failed\n%s\nThe command was: %s" % (output.decode(errors="replace"), " ".join(command)))
    sys.stdout.write("%5.1f s\n" % (time.time() - began))
    sys.stdout.flush()
    return True


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


if __name__ == "__main__":  # deploy/release.sh: python3 bin/bootstrap.py requirements.txt
    prepare(sys.argv[1])
    compile_translations()

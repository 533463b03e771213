"""The site as deploy/ runs it on one machine: the commands of the units, behind Caddy, on free ports of loopback."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection

from stageslot.embedded.loopback import choose_port
from stageslot.embedded.processes import stop_child, tie_to_parent, wait_until
from stageslot.embedded.supervisor import answers

ROOT = Path(__file__).resolve().parent.parent.parent
DEPLOY = ROOT / "deploy"
PARTS = ("web", "live", "files", "worker")


@dataclass
class Machine:
    """`authority` is the certificate by which Caddy signed its own; `folder` holds what the site keeps, and logs."""

    folder: Path
    ports: tuple[int, int, int]
    https: int
    http: int
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.https}"

    @property
    def http_url(self) -> str:
        return f"http://localhost:{self.http}"

    @property
    def var(self) -> Path:
        return self.folder / "var"

    @property
    def authority(self) -> Path:
        return self.folder / "caddy/pki/authorities/local/root.crt"

    def start(self, part: str) -> None:
        """Start a part of the site by the command of its unit."""
        self._spawn(part, *unit_command(f"stageslot@{part}.service", self.folder))

    def start_caddy(self) -> None:
        config = self.folder / "Caddyfile"
        config.write_text(caddy_config(https=self.https, http=self.http, ports=self.ports))
        home = dict.fromkeys(("XDG_DATA_HOME", "XDG_CONFIG_HOME", "HOME"), str(self.folder))
        self._spawn("caddy", ["caddy", "run", "--config", str(config), "--adapter", "caddyfile"], ROOT, home)

    def stop(self, name: str) -> None:
        stop_child(self.processes.pop(name), ask_with=signal.SIGTERM, patience=20)

    def is_up(self) -> bool:
        return self.authority.exists() and all(map(answers, self.ports))

    def _spawn(self, name: str, command: list[str], folder: Path, environment: dict[str, str]) -> None:
        """With nothing of our own environment, as systemd does."""
        base = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command,
                cwd=folder,
                env=base | environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=tie_to_parent(signal.SIGTERM),  # a run of tests that is killed leaves none behind
            )


@contextmanager
def machine(folder: Path):
    """Run it; everything it writes lies in `folder`."""
    ports = (choose_port(), choose_port(), choose_port())
    running = Machine(folder, ports, choose_port(), choose_port())
    running.var.mkdir()
    write_settings(running.var, https=running.https, ports=ports)
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, cwd=ROOT, env={"STAGESLOT_VAR": str(running.var)}, check=True)
    try:
        for part in PARTS:
            running.start(part)
        running.start_caddy()
        assert wait_until(running.is_up, seconds=90, every=0.2), "\n".join(
            log.read_text() for log in folder.glob("*.log")
        )
        yield running
    finally:
        for name in [*running.processes]:
            running.stop(name)


def write_settings(var: Path, *, https: int, ports: tuple[int, int, int]) -> None:
    """deploy/env.example, as an operator would fill it in, with the servers of the tests."""
    database = connection.settings_dict
    address = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
    ours = {
        "DATABASE_URL": f"postgres://{address}/{database['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        **dict(zip(("PORT", "LIVE_PORT", "FILES_PORT"), map(str, ports), strict=True)),
        "BACKUP_PLACE": str(var / "backups"),
    }
    text = (DEPLOY / "env.example").read_text()
    text = re.sub(r"(https://)stage\.example\.org", rf"\1localhost:{https}", text)
    text = text.replace("stage.example.org", "localhost")
    for name, value in ours.items():
        text, count = re.subn(rf"^{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
        assert count == 1, f"{name} is missing in deploy/env.example"
    # Not for an operator: no mail server runs here, and the disk of a test machine may be nearly full.
    text = re.sub(r"^EMAIL_URL=.*$", "EMAIL_URL=dummymail://", text, flags=re.MULTILINE)
    (var / "env").write_text(f"{text}\nFILES_FREE_SHARE=0\n")


def placed(text: str, folder: Path) -> str:
    """A unit with the folders of this machine: `current` leads to the source, whose own path may hold spaces."""
    current = folder / "current"
    if not current.exists():
        current.symlink_to(ROOT)
    return text.replace("/opt/stageslot/current", str(current)).replace("/var/lib/stageslot", str(folder / "var"))


def unit_command(name: str, place: Path) -> tuple[list[str], Path, dict[str, str]]:
    """Command, folder and environment that systemd would start the unit with."""
    prefix, _, instance = name.removesuffix(".service").partition("@")
    file = DEPLOY / "systemd" / (f"{prefix}@.service" if instance else name)
    lines = [line.partition("=") for line in placed(file.read_text(), place).replace("%i", instance).splitlines()]
    values = {key: value for key, _, value in lines if not key.startswith("#")}
    environment = dict(line.partition("=")[::2] for key, _, line in lines if key == "Environment")
    return shlex.split(values["ExecStart"]), Path(values["WorkingDirectory"]), environment


def caddy_config(*, https: int, http: int, ports: tuple[int, int, int]) -> str:
    """deploy/Caddyfile for localhost, with a certificate that Caddy signs itself."""
    text = (DEPLOY / "Caddyfile").read_text().replace("stage.example.org {", f"localhost:{https} {{")
    for number, port in enumerate(ports):
        text = text.replace(f"127.0.0.1:{8000 + number}", f"127.0.0.1:{port}")
    options = (
        f"admin off\nlocal_certs\nskip_install_trust\nhttp_port {http}\nhttps_port {https}\ndefault_bind 127.0.0.1"
    )
    return f"{{\n{options}\n}}\n{text}"


def is_installed(*programs: str) -> bool:
    """Whether the programs of Debian that these tests need are there; `bin/test` installs them where it may."""
    return all(map(shutil.which, programs))

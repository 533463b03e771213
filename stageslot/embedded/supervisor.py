"""`bin/run`: from an empty folder to a signed-in demo, and everything stopped in order at the end.

    PostgreSQL, Valkey -> migrations -> web, live -> worker with clock, demo -> (until Ctrl-C) -> the same backwards

Pages answer before the demo world is there: a process of its own builds it, and pages say how far it is.
A part that dies is started again. If the supervisor itself is killed, Linux ends its children; the next start stops
whatever is left of this instance before it starts anything. Nothing acknowledged is lost either way: PostgreSQL and
Valkey write before they answer, and notices wait in the database until they are delivered.
"""

import argparse
import http
import http.client
import os
import signal
import sys
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from demo.world.logins import say_logins
from stageslot.embedded import demo_build, loopback, migrations, processes
from stageslot.embedded.console import LogRelay, end_of, put_long_logs_aside, say, step
from stageslot.embedded.demo_build import DemoBuild
from stageslot.embedded.disk import require_room
from stageslot.embedded.errors import PortTaken, StartError, explain_os_error
from stageslot.embedded.instance import Instance
from stageslot.embedded.postgres import Postgres
from stageslot.embedded.servers import embedded_servers, stop_leftovers, write_settings
from stageslot.embedded.services import ROOT, Ports, Service, site_services
from stageslot.embedded.valkey import Valkey

TICK = 0.2
MB_NEEDED = 50


class Interrupted(BaseException):
    """Somebody wants us to stop."""


class Supervisor:
    """Starts one instance, looks after it, stops it."""

    def __init__(self, instance: Instance, ports: Ports, *, wants_demo: bool) -> None:
        self.instance = instance
        self.ports = ports
        self.wants_demo = wants_demo
        self.servers: list[Postgres | Valkey] = []
        self.services = site_services(instance.var, instance.logs, ports)
        self.demo = DemoBuild(instance.var, instance.logs / "demo.log", self.services[0].environment)
        self.relay = LogRelay()

    def run(self) -> None:
        """Until interrupted. Raises StartError when it cannot be done."""
        self._prepare()
        with ExitStack() as running:
            self._start_servers(running)
            self._prepare_database()
            self._start_services(running)
            self._welcome()
            self._start_what_nobody_waits_for()
            self._look_after_everything()

    def _prepare(self) -> None:
        self.instance.claim()
        if count := stop_leftovers(self.instance):
            say(f"  Stopped {count} processes that an earlier run left behind.")
        for variable, port in self.ports.variables.items():
            if loopback.is_taken(int(port)):
                raise PortTaken(int(port), variable)
        require_room(self.instance.var, MB_NEEDED)
        put_long_logs_aside(self.instance.logs)
        if os.geteuid() == 0:
            say("  Started by root. An account without privileges is enough, and safer.")

    def _start_servers(self, running: ExitStack) -> None:
        self.servers = embedded_servers(self.instance)
        # The mailbox shows every sign-in code: a demo cannot do without it, everybody else opens it themselves.
        demo = dict.fromkeys(("HAS_DEMO", "MAILBOX_OPEN"), str(self._has_demo).lower())
        write_settings(self.instance, self.servers, **self.ports.settings, **demo)
        for server in self.servers:
            with step(server.title):
                running.callback(server.stop)
                server.start()
            for note in server.notes:
                say(f"    {note}")

    def _prepare_database(self) -> None:
        """A database of somebody else's is always asked: others may have changed it."""
        kept = self.instance.var / "migrated"
        if not self._is_embedded or not migrations.are_applied(self._database_url(), kept):
            with step("Database migrations"):
                self._manage("migrate", "--noinput")
            migrations.keep_applied(kept)
        if not self._is_embedded:
            with step("Static files"):
                self._manage("collectstatic", "--noinput")

    def _start_services(self, running: ExitStack) -> None:
        running.callback(self._stop_services)
        with step("Pages, live updates and files"):
            self._start("web", "live", "files")
            if not processes.wait_until(self._is_healthy, seconds=60, every=TICK):
                raise StartError(f"The site does not answer. {self._last_words('web', 'live', 'files')}")

    def _start_what_nobody_waits_for(self) -> None:
        """What they do can be done a second later. What they say from the start on is shown."""
        for part in (*self.servers, *self.services, self.demo):
            self.relay.follow(part.name, part.log)
        self._start("worker", "money")
        if self._has_demo and demo_build.is_needed(self._database_url()):
            self.demo.start()

    def _start(self, *names: str) -> None:
        for service in self.services:
            if service.name in names:
                service.start()

    def _stop_services(self) -> None:
        """All at once: they do not need one another to stop."""
        for part in self._parts:
            if part.process and part.is_running():
                part.process.terminate()
        for service in self.services:
            service.end_orphans()
        for part in self._parts:
            if part.process:
                processes.stop_child(part.process, ask_with=part.parting_signal, patience=part.patience)

    def _look_after_everything(self) -> None:
        while True:
            if _interrupted.is_set():
                raise Interrupted
            self.relay.show_news()
            for server in self.servers:
                self._revive(server)
            for part in self._parts:
                if told := part.look_after():
                    say(f"run      | {told}")
            time.sleep(TICK)

    def _revive(self, server: Postgres | Valkey) -> None:
        if server.is_running():
            return
        say(f"run      | {server.title} ended; starting it again")
        server.stop()
        server.start()
        say(f"run      | {server.title} answers again")

    def _is_healthy(self) -> bool:
        started = (each for each in self.services if each.process)
        if dead := next((each for each in started if not each.is_running()), None):
            raise StartError(f"{dead.name} ended at once. {self._last_words(dead.name)}")
        return all(answers(port) for port in (self.ports.pages, self.ports.live, self.ports.files))

    def _welcome(self) -> None:
        say(f"\nStageSlot is ready: http://localhost:{self.ports.pages}   (Ctrl-C stops it)\n")
        if self._is_embedded and demo_build.is_complete(self._database_url()):
            say(say_logins() + "\n")
        elif self._has_demo and demo_build.is_needed(self._database_url()):
            say("The demo world is being created meanwhile; pages show how far it is.\n")

    @property
    def _parts(self) -> list[Service | DemoBuild]:
        """The processes of our own code."""
        return [*self.services, self.demo]

    @property
    def _is_embedded(self) -> bool:
        """Whether the database is our own; to somebody else's we add neither demo data nor the mailbox page."""
        return any(isinstance(server, Postgres) for server in self.servers)

    @property
    def _has_demo(self) -> bool:
        return self.wants_demo and self._is_embedded

    def _database_url(self) -> str:
        return self.instance.remembered()["DATABASE_URL"]

    def _manage(self, *arguments: str) -> None:
        """Run a management command; its output goes to the log."""
        log = self.instance.logs / "manage.log"
        before = log.stat().st_size if log.exists() else 0
        command = processes.spawn(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            var=self.instance.var,
            log=log,
            cwd=ROOT,
            environment=self.services[0].environment,
        )
        try:
            status = command.wait()
        finally:
            processes.stop_child(command, ask_with=signal.SIGTERM, patience=5)
        if status != 0:
            require_room(self.instance.var)
            raise StartError(f"manage.py {' '.join(arguments)} failed:\n{_last_lines(_text_from(log, before))}")

    def _last_words(self, *names: str) -> str:
        return "\n".join(end_of(service.log) for service in self.services if service.name in names)


def answers(port: int) -> bool:
    """Whether /health there says that all is well (503 tells of a part that is not ready yet)."""
    connection = http.client.HTTPConnection(loopback.HOST, port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _text_from(log: Path, offset: int) -> str:
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(offset)
        return file.read().decode(errors="replace")


def _last_lines(text: str, count: int = 25) -> str:
    return "\n".join(text.splitlines()[-count:])


def read_port(name: str, default: int) -> int:
    """The port the environment variable `name` asks for."""
    asked = os.environ.get(name) or str(default)
    if not (asked.isascii() and asked.isdecimal()) or not 1 <= int(asked) <= 65535:
        raise StartError(f"{name}={asked} is not a port: it must be a number from 1 to 65535.")
    return int(asked)


def wants_test_money(*, has_demo: bool) -> bool:
    """Whether to run the stand-in for Stripe: where TEST_MONEY says so, and else for the demo on a database of our own,
    unless there is a key for Stripe itself."""
    if asked := os.environ.get("TEST_MONEY"):
        return asked.lower() in ("on", "true", "yes", "y", "ok", "1")  # those that django-environ takes for true
    return has_demo and not any(map(os.environ.get, ("DATABASE_URL", "STRIPE_SECRET_KEY")))


_interrupted = threading.Event()


def main() -> int:
    """The command line of `bin/run`."""
    parser = argparse.ArgumentParser(prog="bin/run", description=__doc__.partition("\n")[0])
    parser.add_argument("--no-demo", action="store_true", help="start empty, without demo data")
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        port = read_port("PORT", 8000)
        money = read_port("TEST_MONEY_PORT", port + 3) if wants_test_money(has_demo=not options.no_demo) else None
        ports = Ports(port, read_port("LIVE_PORT", port + 1), read_port("FILES_PORT", port + 2), money)
        instance = Instance(Path(os.environ.get("STAGESLOT_VAR") or ROOT / "var").resolve())
        Supervisor(instance, ports, wants_demo=not options.no_demo).run()
    except Interrupted:
        say("\nStopped.")
        return 0
    except StartError as error:
        print(error, file=sys.stderr)
    except BrokenPipeError:
        return 0
    except OSError as error:
        print(explain_os_error(error), file=sys.stderr)
    return 1


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Once; while everything is being stopped, impatience would only leave orphans."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    print("\nStopping ...", end="", flush=True)
    # Python drops what is raised in the middle of starting a process: then the loop above sees this.
    _interrupted.set()
    raise Interrupted


if __name__ == "__main__":
    sys.exit(main())

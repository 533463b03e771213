"""`bin/run`: from an empty folder to a signed-in demo, and everything stopped in order at the end.

    PostgreSQL, Valkey -> migrations, demo -> web, live, worker, beat -> (until Ctrl-C) -> the same backwards

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
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

import psycopg

from demo.logins import STAFF, say_logins
from stageslot.embedded import loopback, processes
from stageslot.embedded.console import LogRelay, end_of, progress, put_long_logs_aside, say, step
from stageslot.embedded.disk import require_room
from stageslot.embedded.errors import PortTaken, StartError, explain_os_error
from stageslot.embedded.instance import Instance
from stageslot.embedded.postgres import Postgres
from stageslot.embedded.servers import embedded_servers, stop_leftovers, write_settings
from stageslot.embedded.services import ROOT, site_services
from stageslot.embedded.valkey import Valkey

TICK = 0.2
MB_NEEDED = 50


class Interrupted(BaseException):
    """Somebody wants us to stop."""


class Supervisor:
    """Starts one instance, looks after it, stops it."""

    def __init__(self, instance: Instance, port: int, live_port: int, *, wants_demo: bool) -> None:
        self.instance = instance
        self.port = port
        self.live_port = live_port
        self.wants_demo = wants_demo
        self.servers: list[Postgres | Valkey] = []
        self.services = site_services(instance.var, instance.logs, port, live_port)

    def run(self) -> None:
        """Until interrupted. Raises StartError when it cannot be done."""
        self._prepare()
        with ExitStack() as running:
            self._start_servers(running)
            self._prepare_database()
            self._start_services(running)
            self._welcome()
            self._look_after_everything()

    def _prepare(self) -> None:
        self.instance.claim()
        if count := stop_leftovers(self.instance):
            say(f"  Stopped {count} processes that an earlier run left behind.")
        for port, variable in ((self.port, "PORT"), (self.live_port, "LIVE_PORT")):
            if loopback.is_taken(port):
                raise PortTaken(port, variable)
        require_room(self.instance.var, MB_NEEDED)
        put_long_logs_aside(self.instance.logs)

    def _start_servers(self, running: ExitStack) -> None:
        self.servers = embedded_servers(self.instance)
        write_settings(self.instance, self.servers, PORT=str(self.port), LIVE_PORT=str(self.live_port))
        for server in self.servers:
            with step(server.title):
                running.callback(server.stop)
                server.start()
            for note in server.notes:
                say(f"    {note}")

    def _prepare_database(self) -> None:
        with step("Database migrations"):
            self._manage("migrate", "--noinput")
        if not self._is_embedded:
            with step("Static files"):
                self._manage("collectstatic", "--noinput")
        elif self.wants_demo and self._needs_demo():
            with step("Demo data"):
                self._manage("demo", tell=progress)

    def _start_services(self, running: ExitStack) -> None:
        running.callback(self._stop_services)
        with step("Pages and live updates"):
            self._start("web", "live")
            if not processes.wait_until(self._is_healthy, seconds=60, every=TICK):
                raise StartError(f"The site does not answer. {self._last_words('web', 'live')}")
        with step("Worker and clock"):  # nobody waits for these two: what they do can be done a second later
            self._start("worker", "beat")

    def _start(self, *names: str) -> None:
        for service in self.services:
            if service.name in names:
                service.start()

    def _stop_services(self) -> None:
        """All at once: they do not need one another to stop."""
        for service in self.services:
            if service.process and service.is_running():
                service.process.terminate()
        for service in self.services:
            if service.process:
                processes.stop_child(service.process, ask_with=service.parting_signal, patience=service.patience)

    def _look_after_everything(self) -> None:
        relay = LogRelay()
        for part in (*self.servers, *self.services):
            relay.follow(part.name, part.log)
        while True:
            relay.show_news()
            for server in self.servers:
                self._revive(server)
            for service in self.services:
                if told := service.look_after():
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
        return all(answers(port) for port in (self.port, self.live_port))

    def _welcome(self) -> None:
        say(f"\nStageSlot is ready: http://localhost:{self.port}   (Ctrl-C stops it)\n")
        if self._is_embedded and self._finds("FROM accounts_user WHERE email = %s", STAFF):
            say(say_logins() + "\n")

    @property
    def _is_embedded(self) -> bool:
        """Whether the database is our own; to somebody else's we add neither demo data nor debug pages."""
        return any(isinstance(server, Postgres) for server in self.servers)

    def _needs_demo(self) -> bool:
        """An empty site. The demo is built in one transaction, so an interrupted one has left nothing."""
        return not self._finds("FROM accounts_user")

    def _finds(self, rest: str, *values: str) -> bool:
        """Whether the database has such a row. By hand: loading Django for one question would take seconds."""
        with psycopg.connect(self._database_url()) as connection:
            return connection.execute(f"SELECT EXISTS (SELECT {rest})", values).fetchone() == (True,)

    def _database_url(self) -> str:
        return self.instance.remembered()["DATABASE_URL"]

    def _manage(self, *arguments: str, tell: Callable[[str], None] | None = None) -> None:
        """Run a management command; its output goes to the log, and line by line to `tell` as it comes."""
        log = self.instance.logs / "manage.log"
        before = log.stat().st_size if log.exists() else 0
        command = processes.spawn(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            var=self.instance.var,
            log=log,
            cwd=ROOT,
            environment=self.services[0].environment,
        )
        told = 0
        try:
            while (status := command.poll()) is None:
                told += _tell_new_lines(_text_from(log, before + told), tell)
                time.sleep(TICK / 4)
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


def _tell_new_lines(text: str, tell: Callable[[str], None] | None) -> int:
    """Tell the whole lines of a text; returns how many bytes they were."""
    whole, newline, _rest = text.rpartition("\n")
    if tell:
        for line in whole.splitlines():
            tell(line)
    return len((whole + newline).encode())


def _last_lines(text: str, count: int = 25) -> str:
    return "\n".join(text.splitlines()[-count:])


def read_port(name: str, default: int) -> int:
    """The port the environment variable `name` asks for."""
    asked = os.environ.get(name) or str(default)
    if not (asked.isascii() and asked.isdecimal()) or not 1 <= int(asked) <= 65535:
        raise StartError(f"{name}={asked} is not a port: it must be a number from 1 to 65535.")
    return int(asked)


def main() -> int:
    """The command line of `bin/run`."""
    parser = argparse.ArgumentParser(prog="bin/run", description=__doc__.partition("\n")[0])
    parser.add_argument("--no-demo", action="store_true", help="start empty, without demo data")
    options = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        port = read_port("PORT", 8000)
        live_port = read_port("LIVE_PORT", port + 1)
        instance = Instance(Path(os.environ.get("STAGESLOT_VAR") or ROOT / "var").resolve())
        Supervisor(instance, port, live_port, wants_demo=not options.no_demo).run()
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
    raise Interrupted


if __name__ == "__main__":
    sys.exit(main())

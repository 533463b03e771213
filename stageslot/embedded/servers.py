"""PostgreSQL and Valkey together: started in order, written down for Django, stopped in the other order.

    python -m stageslot.embedded.servers [--throwaway [--durable]] [command ...]

runs the command with both up (or waits for Ctrl-C without one). `--throwaway` uses a new folder, removed at the end,
and does without fsync unless `--durable` asks for it.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import psutil

from stageslot.embedded import loopback, processes
from stageslot.embedded.errors import StartError, explain_os_error
from stageslot.embedded.instance import Instance
from stageslot.embedded.postgres import Postgres
from stageslot.embedded.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent.parent


def embedded_servers(instance: Instance, *, is_durable: bool = True) -> list[Postgres | Valkey]:
    """The servers this instance has to bring itself; whatever the environment names is somebody else's."""
    servers: list[Postgres | Valkey] = []
    if "DATABASE_URL" not in os.environ:
        servers.append(
            Postgres(
                var=instance.var,
                folder=instance.var / "postgres",
                log=instance.logs / "postgres.log",
                port=loopback.choose_port(instance.port("DATABASE_URL")),
                password=instance.password("DATABASE_URL"),
                is_durable=is_durable,
            )
        )
    if "REDIS_URL" not in os.environ:
        servers.append(
            Valkey(
                var=instance.var,
                folder=instance.var / "valkey",
                log=instance.logs / "valkey.log",
                port=loopback.choose_port(instance.port("REDIS_URL")),
                password=instance.password("REDIS_URL"),
                is_durable=is_durable,
            )
        )
    return servers


def write_settings(instance: Instance, servers: list[Postgres | Valkey], **more: str) -> None:
    """Tell Django where everything is; `more` is what else it has to know."""
    values = {"SECRET_KEY": instance.secret("SECRET_KEY")}
    for server in servers:
        if isinstance(server, Postgres):
            values |= {"DATABASE_URL": server.url, "STATIC_FROM_SOURCE": "true"}
        else:
            values |= {"REDIS_URL": server.url}
    instance.remember(values | more)


def stop_leftovers(instance: Instance) -> int:
    """Stop what a killed supervisor left behind, workers first, PostgreSQL last; returns how many there were."""
    found = processes.leftovers(instance.var)
    servers: dict[str, type[Valkey | Postgres]] = {"valkey-server": Valkey, "postgres": Postgres}
    workers = [each for each in found if _program(each) not in servers]
    processes.stop(workers, ask_with=signal.SIGTERM, patience=10)
    for program, server in servers.items():
        remaining = [each for each in found if _program(each) == program]
        processes.stop(remaining, ask_with=server.parting_signal, patience=server.patience)
    return len(found)


def _program(process: psutil.Process) -> str | None:
    try:
        return process.name()
    except psutil.NoSuchProcess:
        return None


@contextmanager
def running(instance: Instance, *, is_durable: bool = True) -> Iterator[list[Postgres | Valkey]]:
    """Both servers up and written down for the length of the block."""
    instance.claim()
    stop_leftovers(instance)
    servers = embedded_servers(instance, is_durable=is_durable)
    write_settings(instance, servers)
    started = []
    try:
        for server in servers:
            started.append(server)
            server.start()
        yield servers
    finally:
        for server in reversed(started):
            server.stop()
        instance.release()


@contextmanager
def throwaway_instance() -> Iterator[Instance]:
    """A new folder, reachable for the account PostgreSQL runs as, and gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="stageslot-"))
    folder.chmod(0o711)
    try:
        yield Instance(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """The command line above."""
    parser = argparse.ArgumentParser(prog="python -m stageslot.embedded.servers")
    parser.add_argument("--throwaway", action="store_true", help="a new folder, removed at the end")
    parser.add_argument("--durable", action="store_true", help="write as carefully as in production")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    try:
        if options.throwaway:
            with throwaway_instance() as instance, running(instance, is_durable=options.durable):
                return _run(options.command, instance)
        instance = Instance(Path(os.environ.get("STAGESLOT_VAR") or ROOT / "var").resolve())
        with running(instance):
            return _run(options.command, instance)
    except StartError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(explain_os_error(error), file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _run(command: list[str], instance: Instance) -> int:
    environment = {**os.environ, "STAGESLOT_VAR": str(instance.var)}
    if not command:
        print(f"The servers are up; see {instance.env_file}. Ctrl-C stops them.", flush=True)
        signal.pause()
    child = subprocess.Popen(command, env=environment)
    try:
        return child.wait()
    except SystemExit:
        child.send_signal(signal.SIGINT)
        raise
    finally:
        child.wait()  # a Ctrl-C in the terminal has reached it as well


if __name__ == "__main__":
    sys.exit(main())

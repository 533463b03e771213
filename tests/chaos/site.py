"""A whole site of its own, whose parts may be killed at any moment and are started again, as `bin/run` would."""

import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from stageslot.embedded.instance import Instance
from stageslot.embedded.loopback import choose_port
from stageslot.embedded.postgres import Postgres
from stageslot.embedded.processes import stop_child, wait_until
from stageslot.embedded.servers import embedded_servers, throwaway_instance, write_settings
from stageslot.embedded.services import Ports, Service, site_services
from stageslot.embedded.supervisor import answers
from stageslot.embedded.valkey import Valkey

PREY = ("web", "worker", "valkey", "postgres")
OWN = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "DEBUG",
    "PORT",
    "LIVE_PORT",
    "FILES_PORT",
    "TEST_MONEY",
    "TEST_MONEY_PORT",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "SITE_URL",
    "STAGESLOT_TEST_DB",
)


class Site:
    """PostgreSQL, Valkey, pages, worker and clock, and with `has_money` the stand-in for Stripe. Data is written as
    carefully as in production."""

    def __init__(self, instance: Instance, *, has_money: bool = False) -> None:
        self.instance = instance
        self.ports = Ports(choose_port(), choose_port(), choose_port(), choose_port() if has_money else None)
        self.port = self.ports.pages
        self.servers: list[Postgres | Valkey] = embedded_servers(instance)
        write_settings(instance, self.servers)
        services = site_services(instance.var, instance.logs, self.ports)
        self.services = [service for service in services if service.name != "live"]
        self._is_stopping = threading.Event()
        self._keeper = threading.Thread(target=self._look_after_everything, daemon=True)

    def start_servers(self) -> None:
        for server in self.servers:
            server.start()

    def start_services(self) -> None:
        for service in self.services:
            service.start()
        assert wait_until(self.is_up, seconds=120), "the site does not answer"
        self._keeper.start()

    def is_up(self) -> bool:
        """Whether every part runs and pages answer."""
        return all(part.is_running() for part in self.parts()) and answers(self.port)

    def parts(self) -> list[Postgres | Valkey | Service]:
        return [*self.servers, *self.services]

    def kill(self, name: str, chance: random.Random) -> str:
        """End a part with SIGKILL: mostly all of it, now and then one of its children alone. Returns what was hit."""
        part = next(part for part in self.parts() if part.name == name)
        leader = psutil.Process(part.process.pid)
        victims = [leader, *leader.children(recursive=True)]
        if len(victims) > 1 and chance.random() < 0.3:
            victims = [chance.choice(victims[1:])]
            name = f"a child of {name}"
        for victim in victims:
            try:
                victim.send_signal(signal.SIGKILL)
            except psutil.NoSuchProcess:
                continue
        return name

    def stop(self) -> None:
        self.stop_services()
        for server in reversed(self.servers):
            server.stop()

    def stop_services(self) -> None:
        """Nobody writes any more; the servers stay up."""
        self._is_stopping.set()
        if self._keeper.is_alive():
            self._keeper.join(timeout=90)
        for service in self.services:
            if service.process:
                stop_child(service.process, ask_with=service.parting_signal, patience=service.patience)

    def _look_after_everything(self) -> None:
        while not self._is_stopping.is_set():
            for server in self.servers:
                if not server.is_running():
                    server.start()
            for service in self.services:
                service.pause = 0.5  # it died by our hand, not by its own
                service.look_after()
            time.sleep(0.1)


@contextmanager
def a_site(mail_port: int, *, has_money: bool = False) -> Iterator[Site]:
    """A new site with an empty database, settings for Django in this process, and everything gone afterwards."""
    for name in OWN:
        os.environ.pop(name, None)
    with throwaway_instance() as instance:
        os.environ |= {
            "STAGESLOT_VAR": str(instance.var),
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "RATE_LIMITS": "off",
            "DEBUG": "false",  # as in production: the short way to PostgreSQL is closed while Django keeps every query
            "DJANGO_SETTINGS_MODULE": "stageslot.settings",
        }
        instance.claim()
        site = Site(instance, has_money=has_money)
        if has_money:
            os.environ |= site.ports.settings
        try:
            site.start_servers()
            yield site
        finally:
            site.stop()
            instance.release()

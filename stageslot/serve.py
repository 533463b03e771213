"""Run one part of the site as a service of the system: `python -m stageslot.serve web|live|files|worker`.

For systemd and the like, which look after the parts where `bin/run` does not (docs/self-hosting.md). The process becomes
the part itself: signals and exit codes are its own. Where the parts listen, PORT, LIVE_PORT and FILES_PORT say.
"""

import argparse
import os
import sys

from django.conf import settings

from stageslot.embedded.services import Ports, site_services


def main() -> None:
    """The command line above."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stageslot.settings")
    services = {service.name: service for service in site_services(settings.VAR_DIR, settings.VAR_DIR, _ports())}
    parser = argparse.ArgumentParser(prog="python -m stageslot.serve", description=__doc__.partition("\n")[0])
    parser.add_argument("part", choices=services)
    service = services[parser.parse_args().part]
    os.environ.update(service.environment)
    os.execv(sys.executable, [sys.executable, "-m", *service.arguments])


def _ports() -> Ports:
    return Ports(
        settings.PORT,
        settings.LIVE_PORT,
        settings.FILES_PORT,
        settings.TEST_MONEY_PORT if settings.TEST_MONEY else None,
    )


if __name__ == "__main__":
    main()

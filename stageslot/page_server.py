"""The page server: `python -m stageslot.page_server --port 8000 [--workers 2] [APPLICATION]`.

Loads the site, then starts granian, which forks its processes: they share the memory of what was loaded before, and one
that is replaced answers at once. By granian's own command line each would load the site for itself.
"""

import argparse
import importlib
import os

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from stageslot.open_files import connections_max

APPLICATION = "stageslot.pages:app"
HEAD_SECONDS = 10
HEAD_BYTES = 64 * 1024
STOP_SECONDS = 5
"""For answers under way when the pages stop; it must end before the patience of whoever stops them."""


def serve(application: str, *, host: str, port: int, workers: int) -> None:
    """Serve until told to stop, with four threads in each process that no client keeps waiting (`stageslot.pages`).

    What does not send the head of a request in time is cut off by granian; only plain HTTP/1 has that deadline.
    """
    importlib.import_module(application.partition(":")[0])
    Granian(
        application,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        workers=workers,
        backlog=4096,
        backpressure=connections_max(),
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_SECONDS * 1000, max_buffer_size=HEAD_BYTES),
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    ).serve()


def main() -> None:
    """The command line above."""
    parser = argparse.ArgumentParser(prog="python -m stageslot.page_server")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=min(os.cpu_count() or 1, 4))
    parser.add_argument("application", nargs="?", default=APPLICATION)
    options = parser.parse_args()
    serve(options.application, host=options.host, port=options.port, workers=options.workers)


if __name__ == "__main__":
    main()

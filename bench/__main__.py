"""python -m bench [NAME ...] [--bands N ...]: measure one thing after another on a migrated, empty database."""

import argparse
import importlib
import os
import pkgutil
import sys
import time

import bench

NOT_MEASUREMENTS = {
    "crowd",
    "slow_crowds",
    "viewers",
    "timing",
    "transfers",
    "load",
    "readers",
    "settings",
    "urls",
    "wsgi",
    "worlds",
    "pretalx_event",
    "__main__",
}
ONLY_IF_NAMED = {"peers"}
"""What installs other people's sites is not run by who asks for everything."""


def names() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if module.name not in NOT_MEASUREMENTS)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measure; without a name everything.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names()))
    parser.add_argument("--bands", nargs="+", metavar="N", help="among how many bands `matching` looks")
    parser.add_argument("--seconds", metavar="N", help="how long `confirmations` has one drummer fought for")
    parser.add_argument("--claims", nargs="+", metavar="N", help="among how many claims `confirmations` confirms")
    parser.add_argument("--acts", nargs="+", metavar="N", help="among how many acts `search` looks")
    parser.add_argument("--viewers", nargs="+", metavar="N", help="how many viewers `streams` tells")
    parser.add_argument("--people", metavar="N", help="how many people `files` lets send and fetch")
    parser.add_argument("--megabytes", metavar="N", help="how large their files are")
    asked = parser.parse_args(arguments)
    wanted = asked.names
    if asked.bands:
        os.environ["BENCH_BANDS"] = " ".join(asked.bands)
    if asked.acts:
        os.environ["BENCH_ACTS"] = " ".join(asked.acts)
    if asked.seconds:
        os.environ["BENCH_SECONDS"] = asked.seconds
    if asked.claims:
        os.environ["BENCH_CLAIMS"] = " ".join(asked.claims)
    if asked.viewers:
        os.environ["BENCH_VIEWERS"] = " ".join(asked.viewers)
    if asked.people:
        os.environ["BENCH_PEOPLE"] = asked.people
    if asked.megabytes:
        os.environ["BENCH_MEGABYTES"] = asked.megabytes
    if unknown := set(wanted) - set(names()):
        print(f"There is no bench {', '.join(sorted(unknown))}; there are {', '.join(names())}.")
        return 2
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    for name in wanted or sorted(set(names()) - ONLY_IF_NAMED):
        module = importlib.import_module(f"bench.{name}")
        print(f"\n== {name}: {(module.__doc__ or '').splitlines()[0]}", flush=True)
        started = time.perf_counter()
        module.run()
        print(f"   ({time.perf_counter() - started:.0f} s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Medians and ratios. The two sides of a ratio run in turn, A B A B, so that a machine that slows down slows both."""

import gc
import statistics
import time
from collections.abc import Callable


def seconds(action: Callable[[], object]) -> float:
    gc.collect()
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def in_turn(sides: dict[str, Callable[[], object]], *, rounds: int = 15) -> dict[str, list[float]]:
    """Seconds of each side, `rounds` times in turn, after one round to warm up."""
    for action in sides.values():
        action()
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, action in sides.items():
            taken[name].append(seconds(action))
    return taken


def ratio(above: list[float], below: list[float]) -> float:
    """The median of the ratios pair by pair."""
    return statistics.median(one / other for one, other in zip(above, below, strict=True))


def say(what: str, value: str, target: str = "") -> None:
    print(f"   {what:<62} {value:>14}  {target}", flush=True)


def milliseconds(values: list[float]) -> str:
    return f"{statistics.median(values) * 1000:.2f} ms"


def percentile(values: list[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, round(share * len(ordered) + 0.5) - 1)]

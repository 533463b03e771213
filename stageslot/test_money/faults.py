"""Faults on demand, for tests: POST /faults with any of these fields; empty ones end.

| field | does |
|---|---|
| `events` | `lost`, `twice`, `late` (5 seconds) or `shuffled` |
| `before` | so many requests are answered by 500 and do nothing |
| `after` | so many requests are answered by 500 after they were carried out |
| `slow` | each request takes so many seconds longer |
"""

from collections.abc import Mapping

from stageslot.test_money.store import Store

NAMES = ("events", "before", "after", "slow")


def set_faults(store: Store, wanted: Mapping[str, str]) -> None:
    """Begin and end faults."""
    for name in NAMES:
        if name in wanted:
            store.database.execute("INSERT OR REPLACE INTO faults VALUES (?, ?)", (name, wanted[name]))


def fault(store: Store, name: str) -> str:
    """What was asked for; empty for nothing."""
    row = store.database.execute("SELECT detail FROM faults WHERE name = ?", (name,)).fetchone()
    return row[0] if row else ""


def strikes(store: Store, name: str) -> bool:
    """Whether one of so many faults that were asked for happens now; one fewer is left then."""
    left = int(fault(store, name) or 0)
    if left:
        set_faults(store, {name: str(left - 1)})
    return left > 0

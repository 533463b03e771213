"""Events, as Stripe sends them: signed, tried again until they are taken, and in no order that one may rely on."""

import asyncio
import hashlib
import hmac
import json
import logging
import random
import time

import requests

from stageslot.test_money import shapes
from stageslot.test_money.faults import fault
from stageslot.test_money.store import Body, Store

BREATH = 0.1
LATE = 5.0
PATIENCE = 10.0
LONGEST_PAUSE = 60.0
TRIES_MAX = 20
AT_ONCE = 20
logger = logging.getLogger(__name__)


def tell(store: Store, kind: str, of: Body, *, account: str = "") -> Body:
    """An event about an object as it is now; it is sent once the transaction has ended."""
    event = store.add(shapes.event(kind, of, account=account))
    how = fault(store, "events")
    if how != "lost":
        next_at = time.time() + (LATE if how == "late" else 0)
        store.database.execute("INSERT INTO deliveries VALUES (?, 0, ?)", (event["id"], next_at))
    return event


def signature(payload: bytes, secret: str, at: int) -> str:
    """The header `Stripe-Signature` (https://docs.stripe.com/webhooks#verify-manually)."""
    signed = hmac.new(secret.encode(), f"{at}.".encode() + payload, hashlib.sha256).hexdigest()
    return f"t={at},v1={signed}"


async def deliver_forever(store: Store, url: str, secret: str) -> None:
    """Send what is due, a few at a time, until we are stopped."""
    while True:
        due = await asyncio.to_thread(_due, store)
        await asyncio.gather(*(asyncio.to_thread(_deliver, store, url, secret, event) for event in due))
        await asyncio.sleep(BREATH)


def _due(store: Store) -> list[Body]:
    with store.transaction():
        rows = store.database.execute(
            "SELECT event FROM deliveries WHERE next_at <= ? ORDER BY next_at LIMIT ?", (time.time(), AT_ONCE)
        ).fetchall()
        events = [store.get("event", id) for (id,) in rows]
        how = fault(store, "events")
    if how == "twice":
        events += events
    if how == "shuffled":
        random.shuffle(events)
    return events


def _deliver(store: Store, url: str, secret: str, event: Body) -> None:
    payload = json.dumps(event).encode()
    headers = {"Content-Type": "application/json", "Stripe-Signature": signature(payload, secret, int(time.time()))}
    try:
        is_taken = requests.post(url, data=payload, headers=headers, timeout=PATIENCE).ok
    except requests.RequestException as error:
        logger.info("event %s was not delivered: %s", event["id"], error)
        is_taken = False
    _note(store, event["id"], is_taken)


def _note(store: Store, event: str, is_taken: bool) -> None:
    with store.transaction():
        if is_taken:
            store.database.execute("DELETE FROM deliveries WHERE event = ?", (event,))
            return
        store.database.execute(
            "UPDATE deliveries SET tries = tries + 1, next_at = ? + min(1 << tries, ?) WHERE event = ?",
            (time.time(), LONGEST_PAUSE, event),
        )
        store.database.execute("DELETE FROM deliveries WHERE tries > ?", (TRIES_MAX,))

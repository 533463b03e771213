"""A load of bookings over the API, each request with a key; and a record of what was answered.

An answer may be lost with whoever gave it. Such a request is unknown, and is repeated with the same key until somebody
answers: that is what the key is for.
"""

import datetime as dt
import http.client
import json
import random
import threading
import time
import uuid
from dataclasses import dataclass, field

from stageslot.embedded.loopback import HOST

FIRST_NIGHT = dt.datetime(2028, 3, 1, 18, 0, tzinfo=dt.UTC)
NIGHTS = 300
ANSWER_WITHIN = 20.0
GIVE_UP_AFTER = 180.0


@dataclass(frozen=True)
class Cast:
    """Who takes part: venues and bands by slug, each with its leader's token; a venue with its stage."""

    venues: list[tuple[str, str, str]]
    bands: list[tuple[str, str]]


@dataclass
class Attempt:
    """One thing that was asked for, under a key that its text carries too. `status` is the last answer's.

    `lost` counts the answers that never came.
    """

    what: str
    key: str
    subject: str = ""
    status: int = 0
    lost: int = 0
    answer: dict = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        return 200 <= self.status < 300

    @property
    def is_refused(self) -> bool:
        return 400 <= self.status < 500


@dataclass
class Client(threading.Thread):
    """Somebody who makes nights, lets bands apply, confirms them and calls some off again, until told to stop."""

    port: int
    cast: Cast
    seed: int
    stop: threading.Event
    record: list[Attempt] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.chance = random.Random(self.seed)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        while not self.stop.is_set():
            self._one_night()

    def _one_night(self) -> None:
        venue, stage, host = self.chance.choice(self.cast.venues)
        band, leader = self.chance.choice(self.cast.bands)
        starts_at = FIRST_NIGHT + dt.timedelta(days=self.chance.randrange(NIGHTS))
        times = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + dt.timedelta(hours=4)).isoformat()}
        show = self._ask("show", f"/venues/{venue}/shows", host, {"stage": stage, "publish": True, **times}, "title")
        if not show.is_done:
            return
        spot = show.answer["spots"][0]["id"]
        applied = self._ask("apply", f"/spots/{spot}/applications", leader, {"band": band}, "message")
        if not applied.is_done:
            return
        booking = applied.answer["id"]
        confirmed = self._ask("accept", f"/bookings/{booking}/accept", host, {}, "message", subject=booking)
        if confirmed.is_done and self.chance.random() < 0.5:
            self._ask("cancel", f"/bookings/{booking}/cancel", host, {}, "message", subject=booking)

    def _ask(self, what: str, path: str, token: str, body: dict, marked: str, *, subject: str = "") -> Attempt:
        """Ask until there is an answer. `marked` is the field of the body that carries the key into the database."""
        attempt = Attempt(what, str(uuid.UUID(int=self.chance.getrandbits(128))), subject)
        self.record.append(attempt)
        return answered(self.port, attempt, path, token, body | {marked: attempt.key})


def answered(port: int, attempt: Attempt, path: str, token: str, body: dict) -> Attempt:
    """Ask until there is an answer."""
    deadline = time.monotonic() + GIVE_UP_AFTER
    while not (attempt.is_done or attempt.is_refused):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{attempt.what} was never answered")
        _send(port, attempt, path, token, body)
    return attempt


def _send(port: int, attempt: Attempt, path: str, token: str, body: dict) -> None:
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": attempt.key,
    }
    connection = http.client.HTTPConnection(HOST, port, timeout=ANSWER_WITHIN)
    try:
        connection.request("POST", f"/api/v1{path}", json.dumps(body), headers)
        response = connection.getresponse()
        attempt.status, text = response.status, response.read()
        attempt.answer = json.loads(text) if text else {}
    except (OSError, http.client.HTTPException, json.JSONDecodeError):
        attempt.status = 0
    finally:
        connection.close()
    if _is_still_running(attempt):
        # The first try may still run somewhere: that is no answer.
        attempt.status = 0
    if not (attempt.is_done or attempt.is_refused):
        attempt.lost += 1
        time.sleep(0.2)


def _is_still_running(attempt: Attempt) -> bool:
    """Refusals that say "not now" and not "no": the key is being worked on, or a lock could not be got in time."""
    return attempt.status == 409 and str(attempt.answer.get("type", "")).endswith(("/running", "/busy"))

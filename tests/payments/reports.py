"""Events as the stand-in makes them, brought to the site by hand: when, how often and in which order a test wants."""

import json
import time

import requests
from django.test import Client

from payments.actions import handle_event
from payments.models import WebhookEvent
from payments.provider.client import _client
from stageslot.test_money.events import signature
from tests.test_money.conftest import SECRET

PATH = "/payments/events/stripe/"


def made(*kinds: str) -> list[dict]:
    """The events of these kinds that the stand-in has made, or all, the earliest first."""
    found = [event.to_dict() for event in _client().v1.events.list({"limit": 100}).data][::-1]
    return [event for event in found if not kinds or event["type"] in kinds]


def event(kind: str, object_id: str, **more) -> dict:
    """An event that nothing has caused."""
    return {
        "id": f"evt_{kind}_{object_id}"[:100],
        "object": "event",
        "type": kind,
        "livemode": False,
        "created": int(time.time()),
        "data": {"object": {"id": object_id}},
    } | more


def bring(event: dict, *, secret: str = SECRET, age: int = 0, signed: str | None = None) -> int:
    """POST an event; the status of the answer."""
    body = json.dumps(event).encode()
    header = signature(body, secret, int(time.time()) - age) if signed is None else signed
    return Client().post(PATH, body, content_type="application/json", headers={"Stripe-Signature": header}).status_code


def bring_all(*events: dict) -> list[WebhookEvent]:
    """POST events and handle each, as the worker does."""
    for each in events:
        assert bring(each) == 200
    return [handle_event(event_id=each["id"]) for each in events]


def change(stand_in: str, object_id: str, **values) -> None:
    """Make another object of one that the stand-in has."""
    requests.post(f"{stand_in}/objects/{object_id}", json=values, timeout=5).raise_for_status()


def dispute(stand_in: str, charge_id: str, **form) -> str:
    """A cardholder disputes a charge; the id of the dispute."""
    return requests.post(f"{stand_in}/disputes", data={"charge": charge_id} | form, timeout=5).json()["id"]


def decide(stand_in: str, dispute_id: str, decided: str) -> None:
    requests.post(f"{stand_in}/disputes/{dispute_id}", data={"decided": decided}, timeout=5).raise_for_status()

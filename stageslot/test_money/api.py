"""The HTTP API: who asks, with which key, and what each address does (https://docs.stripe.com/api)."""

import asyncio
import hashlib
import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from stageslot.test_money import moves, shapes
from stageslot.test_money.errors import KeyUsed, NotAllowed, OutOfOrder, Refused
from stageslot.test_money.faults import fault, strikes
from stageslot.test_money.forms import read_form
from stageslot.test_money.store import Body, Store

Call = Callable[[Store, dict[str, Any], dict[str, str]], Body]
"""What an address does: the store, the form or the query, and the ids in the address."""
PAGE = 10
KINDS = {"pi": "payment_intent", "ch": "charge", "txn": "balance_transaction", "tr": "transfer", "acct": "account"}
FILTERS = {
    "payment_intent": (),
    "charge": ("payment_intent", "transfer_group"),
    "transfer": ("transfer_group", "destination", "source_transaction"),
    "refund": ("charge", "payment_intent"),
    "checkout.session": ("payment_intent",),
    "dispute": ("charge", "payment_intent"),
    "event": ("type",),
    "account": (),
    "payout": (),
    "balance_transaction": ("source", "type"),
}


def retrieve(kind: str) -> Call:
    def call(store: Store, form: dict[str, Any], ids: dict[str, str]) -> Body:
        found = store.get(kind, ids["id"])
        return moves.expire_if_late(store, found) if kind == "checkout.session" else found

    return call


def find(kind: str, url: str) -> Call:
    """A list, the newest first, from `starting_after` on."""

    def call(store: Store, form: dict[str, Any], ids: dict[str, str]) -> Body:
        wanted = {name: form[name] for name in FILTERS[kind] if name in form}
        found = store.find(kind, account=form.get("_account", ""), **wanted)
        made = form.get("created", {})
        earliest, latest = int(made.get("gte", 0)), int(made.get("lte", shapes.seconds()))
        found = [body for body in found if earliest <= body["created"] <= latest]
        if after := form.get("starting_after"):
            places = [place for place, body in enumerate(found) if body["id"] == after]
            found = found[places[0] + 1 :] if places else []
        limit = min(int(form.get("limit", PAGE)), 100)
        return shapes.page(found[:limit], url, has_more=len(found) > limit)

    return call


def create_account(store: Store, form: dict[str, Any], ids: dict[str, str]) -> Body:
    return store.add(shapes.account(form))


def link_account(store: Store, form: dict[str, Any], ids: dict[str, str]) -> Body:
    account = store.get("account", form.get("account", ""))
    store.change(account, _return_url=form["return_url"], _refresh_url=form["refresh_url"])
    url = f"{form['_site']}/onboarding/{account['id']}"
    created = shapes.seconds()
    return {"object": "account_link", "created": created, "expires_at": created + shapes.LINK_LIVES, "url": url}


def link_to_dashboard(store: Store, form: dict[str, Any], ids: dict[str, str]) -> Body:
    """The payee's own pages, for an account whose details are entered."""
    account = store.get("account", ids["id"])
    if not account["details_submitted"]:
        raise Refused("Cannot create a login link for an account that has not completed onboarding.")
    return {"object": "login_link", "created": shapes.seconds(), "url": f"{form['_site']}/dashboard/{account['id']}"}


def list_reversals(store: Store, form: dict[str, Any], ids: dict[str, str]) -> Body:
    return store.get("transfer", ids["id"])["reversals"]


def expire(store: Store, form: dict[str, Any], ids: dict[str, str]) -> Body:
    return moves.expire_session(store, moves.expire_if_late(store, store.get("checkout.session", ids["id"])))


def tell_balance(store: Store, form: dict[str, Any], ids: dict[str, str]) -> Body:
    available = [
        {"amount": amount, "currency": currency, "source_types": {"card": amount}}
        for currency, amount in sorted(moves.balance(store, form.get("_account", "")).items())
    ]
    return {"object": "balance", "available": available, "pending": [], "livemode": False}


def pay_out(store: Store, form: dict[str, Any], ids: dict[str, str]) -> Body:
    return moves.pay_out(store, form.get("_account", ""), int(form["amount"]), form["currency"])


CALLS: list[tuple[str, str, Call]] = [
    ("POST", "/v1/accounts", create_account),
    ("GET", "/v1/accounts", find("account", "/v1/accounts")),
    ("GET", "/v1/accounts/{id}", retrieve("account")),
    ("POST", "/v1/accounts/{id}/login_links", link_to_dashboard),
    ("POST", "/v1/account_links", link_account),
    ("POST", "/v1/checkout/sessions", lambda store, form, ids: moves.open_session(store, form, form["_site"])),
    ("GET", "/v1/checkout/sessions", find("checkout.session", "/v1/checkout/sessions")),
    ("GET", "/v1/checkout/sessions/{id}", retrieve("checkout.session")),
    ("POST", "/v1/checkout/sessions/{id}/expire", expire),
    ("GET", "/v1/payment_intents/{id}", retrieve("payment_intent")),
    ("GET", "/v1/charges", find("charge", "/v1/charges")),
    ("GET", "/v1/charges/{id}", retrieve("charge")),
    ("GET", "/v1/balance", tell_balance),
    ("GET", "/v1/balance_transactions", find("balance_transaction", "/v1/balance_transactions")),
    ("GET", "/v1/balance_transactions/{id}", retrieve("balance_transaction")),
    ("POST", "/v1/transfers", lambda store, form, ids: moves.send(store, form)),
    ("GET", "/v1/transfers", find("transfer", "/v1/transfers")),
    ("GET", "/v1/transfers/{id}", retrieve("transfer")),
    (
        "POST",
        "/v1/transfers/{id}/reversals",
        lambda store, form, ids: moves.take_back(store, store.get("transfer", ids["id"]), form),
    ),
    ("GET", "/v1/transfers/{id}/reversals", list_reversals),
    ("POST", "/v1/refunds", lambda store, form, ids: moves.give_back(store, form)),
    ("GET", "/v1/refunds", find("refund", "/v1/refunds")),
    ("GET", "/v1/refunds/{id}", retrieve("refund")),
    ("GET", "/v1/disputes", find("dispute", "/v1/disputes")),
    ("GET", "/v1/disputes/{id}", retrieve("dispute")),
    ("POST", "/v1/payouts", pay_out),
    ("GET", "/v1/payouts", find("payout", "/v1/payouts")),
    ("GET", "/v1/payouts/{id}", retrieve("payout")),
    ("GET", "/v1/events", find("event", "/v1/events")),
    ("GET", "/v1/events/{id}", retrieve("event")),
]


def routes() -> list[Route]:
    return [Route(path, endpoint(call), methods=[method]) for method, path, call in CALLS]


def endpoint(call: Call) -> Callable:
    """An address of the API: key and form are read, and everything that it does happens in one transaction."""

    async def answer(request: Request) -> Response:
        store: Store = request.app.state.store
        body = (await request.body()).decode()
        await asyncio.sleep(float(fault(store, "slow") or 0))
        return await asyncio.to_thread(_answer, request, store, body, call)

    return answer


def _answer(request: Request, store: Store, body: str, call: Call) -> Response:
    try:
        with store.transaction():
            if strikes(store, "before"):
                return _refusal(OutOfOrder("A fault on demand: nothing was done."))
            said = _once(request, store, body, call)
            if strikes(store, "after"):
                return _refusal(OutOfOrder("A fault on demand: it was done."))
    except Refused as error:
        return _refusal(error)
    return JSONResponse(said)


def expand(store: Store, said: Body, path: list[str]) -> None:
    """Put an object in the place of its id, and others in places of its own, as `expand[]` asks; in a list in each."""
    [name, *rest] = path
    if said.get("object") == "list" and name == "data":
        for each in said["data"]:
            expand(store, each, rest)
        return
    if isinstance(id := said.get(name), str):
        said[name] = store.get(KINDS[id.split("_")[0]], id)
    if rest and said.get(name):
        expand(store, said[name], rest)


def _refusal(error: Refused) -> Response:
    return JSONResponse({"error": error.body}, error.status)


def _once(request: Request, store: Store, body: str, call: Call) -> Body:
    """What is answered; the same again for the same key. Raises KeyUsed when the request is another one."""
    if not request.headers.get("authorization", "").startswith("Bearer sk_test_"):
        raise NotAllowed("Invalid API Key provided.")
    key = request.headers.get("idempotency-key") if request.method == "POST" else None
    account = request.headers.get("stripe-account", "")
    asked = hashlib.sha256(f"{request.url.path}\n{account}\n{body}".encode()).hexdigest()
    if key and (known := store.database.execute("SELECT * FROM answers WHERE key = ?", (key,)).fetchone()):
        if known[1] != asked:
            raise KeyUsed("Keys for idempotent requests can only be used with the same parameters.")
        return json.loads(known[2])
    form = read_form(body or request.url.query) | {"_account": account, "_site": request.app.state.site}
    said = {name: value for name, value in call(store, form, request.path_params).items() if name[0] != "_"}
    for path in form.get("expand", []):
        expand(store, said, path.split("."))
    if key:
        store.database.execute("INSERT INTO answers VALUES (?, ?, ?)", (key, asked, json.dumps(said)))
    return said

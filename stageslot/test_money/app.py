"""The stand-in as an ASGI application: `uvicorn --factory stageslot.test_money.app:from_settings`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from stageslot.test_money import api, moves, pages
from stageslot.test_money.errors import Refused
from stageslot.test_money.events import deliver_forever
from stageslot.test_money.faults import set_faults
from stageslot.test_money.store import Store


async def health(request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def make_faults(request: Request) -> Response:
    store: Store = request.app.state.store
    form = await pages.read_posted(request)
    with store.transaction():
        set_faults(store, form)
    return JSONResponse(form)


async def dispute(request: Request) -> Response:
    """A cardholder disputes a `charge`: POST `amount` for a part of it, `inquiry` where the bank only asks."""
    store: Store = request.app.state.store
    form = await pages.read_posted(request)
    with store.transaction():
        charge = store.get("charge", form.get("charge", ""))
        amount = int(form.get("amount", 0))
        return JSONResponse(moves.begin_dispute(store, charge, amount=amount, is_inquiry="inquiry" in form))


async def decide(request: Request) -> Response:
    """A dispute goes on or ends: POST `decided` (`moves.move_dispute`)."""
    store: Store = request.app.state.store
    form = await pages.read_posted(request)
    with store.transaction():
        dispute = store.get("dispute", request.path_params["id"])
        return JSONResponse(moves.move_dispute(store, dispute, form.get("decided", "")))


async def fail(request: Request) -> Response:
    """A refund comes back."""
    store: Store = request.app.state.store
    with store.transaction():
        return JSONResponse(moves.fail_refund(store, store.get("refund", request.path_params["id"])))


async def change(request: Request) -> Response:
    """An object becomes another, as no call of the API can make it: POST JSON. For tests of what does not match."""
    store: Store = request.app.state.store
    values = await request.json()
    with store.transaction():
        kind = values.pop("object")
        return JSONResponse(store.change(store.get(kind, request.path_params["id"]), **values))


async def refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)  # noqa: S101 — as registered below
    return JSONResponse({"error": error.body}, error.status)


def make_app(*, file: Path, site: str, events_url: str, secret: str) -> Starlette:
    """`file` keeps everything; `site` is where browsers reach this server; events go to `events_url`, signed with
    `secret`."""
    store = Store(file)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        sending = asyncio.create_task(deliver_forever(store, events_url, secret))
        yield
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending

    app = Starlette(routes=ROUTES, exception_handlers={Refused: refused}, lifespan=lifespan)
    app.state.store, app.state.site = store, site
    return app


def from_settings() -> Starlette:
    """Raises ImproperlyConfigured unless TEST_MONEY is on."""
    if not settings.TEST_MONEY:
        raise ImproperlyConfigured("The stand-in for Stripe runs with TEST_MONEY=on only: it takes no real money.")
    return make_app(
        file=settings.VAR_DIR / "test_money.sqlite3",
        site=settings.TEST_MONEY_URL,
        events_url=f"{settings.SITE_URL}/payments/events/stripe/",
        secret=settings.STRIPE_WEBHOOK_SECRET,
    )


ROUTES = [
    *api.routes(),
    *pages.routes(),
    Route("/faults", make_faults, methods=["POST"]),
    Route("/disputes", dispute, methods=["POST"]),
    Route("/disputes/{id}", decide, methods=["POST"]),
    Route("/refunds/{id}/fail", fail, methods=["POST"]),
    Route("/objects/{id}", change, methods=["POST"]),
    Route("/health", health),
]

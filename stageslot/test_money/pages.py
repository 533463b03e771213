"""Pages that people see at Stripe: to pay with a card, and to enter the details of an account. Marked as test money."""

import asyncio
from pathlib import Path

from django.template import Context, Engine
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from stageslot.test_money import moves, shapes
from stageslot.test_money.events import tell
from stageslot.test_money.forms import read_form
from stageslot.test_money.store import Body, Store
from web.money import format_amount

ENGINE = Engine(dirs=[str(Path(__file__).resolve().parents[2] / "templates" / "test_money")])


async def read_posted(request: Request) -> dict:
    """What a form of these pages holds; nothing for GET."""
    return read_form((await request.body()).decode())


async def pay_page(request: Request) -> Response:
    """The page to pay on: GET shows it, POST pays, with a second page for cards that want 3-D Secure."""
    form = await read_posted(request)
    return await asyncio.to_thread(_pay_page, request, form)


def _pay_page(request: Request, form: dict) -> Response:
    store: Store = request.app.state.store
    with store.transaction():
        session = moves.expire_if_late(store, store.get("checkout.session", request.path_params["id"]))
        if session["status"] == "complete":
            return _to(session["success_url"], session)
        if session["status"] == "expired":
            return _page("expired.html", session, status=410)
        card = str(form.get("card", "")).replace(" ", "")
        if not form:
            return _page("pay.html", session)
        if card not in moves.CARDS:
            return _page("pay.html", session, error="This is not a test card.", status=422)
        if card == moves.SECURED and "approved" not in form:
            return _page("secure.html", session, card=card)
        if card == moves.DECLINED or form.get("approved") == "no":
            moves.decline(store, session)
            return _page("pay.html", session, error="Your card was declined. Try another card.", status=402)
        moves.pay(store, session, card)
        return _to(session["success_url"], session)


async def onboarding_page(request: Request) -> Response:
    """The details of an account: complete ones switch it on, incomplete ones do not."""
    form = await read_posted(request)
    return await asyncio.to_thread(_onboarding_page, request, form)


def _onboarding_page(request: Request, form: dict) -> Response:
    store: Store = request.app.state.store
    with store.transaction():
        account = store.get("account", request.path_params["id"])
        if not form:
            return _page("onboarding.html", account)
        if "expired" in form:
            return RedirectResponse(account["_refresh_url"], 303)
        if form.get("complete") == "yes":
            enable(store, account)
        else:
            store.change(account, details_submitted=True, requirements=shapes.requirements("external_account"))
        tell(store, "account.updated", account, account=account["id"])
        return RedirectResponse(account["_return_url"], 303)


async def dashboard_page(request: Request) -> Response:
    """An account's own pages: what it holds, and buttons for what happens at Stripe by itself."""
    form = await read_posted(request)
    return await asyncio.to_thread(_dashboard_page, request, form)


def _dashboard_page(request: Request, form: dict) -> Response:
    store: Store = request.app.state.store
    with store.transaction():
        account = store.get("account", request.path_params["id"])
        if form:
            _happen(store, account, form.get("what", ""))
        held = moves.balance(store, account["id"]).items()
        amounts = ", ".join(format_amount(amount, currency.upper(), locale="en") for currency, amount in held if amount)
        return _page("dashboard.html", account, held=amounts or "nothing")


def _happen(store: Store, account: Body, what: str) -> None:
    if what == "restrict":
        moves.restrict(store, account, "individual.verification.document")
    elif what == "enable":
        tell(store, "account.updated", enable(store, account), account=account["id"])
    for currency, amount in moves.balance(store, account["id"]).items():
        if amount > 0 and what in ("pay_out", "fail"):
            payout = moves.pay_out(store, account["id"], amount, currency)
            if what == "fail":
                moves.fail_payout(store, account["id"], payout)


def enable(store: Store, account: Body) -> Body:
    """The account may take money and is paid out."""
    return store.change(
        account,
        charges_enabled=True,
        payouts_enabled=True,
        details_submitted=True,
        capabilities={"transfers": "active"},
        requirements=shapes.requirements(),
    )


def _to(url: str, session: Body) -> Response:
    return RedirectResponse(url.replace("{CHECKOUT_SESSION_ID}", session["id"]), 303)


def _page(template: str, body: Body, *, status: int = 200, **more: str) -> Response:
    amount = (
        format_amount(body["amount_total"], body["currency"].upper(), locale="en") if "amount_total" in body else ""
    )
    context = Context({"it": body, "amount": amount, "names": body.get("_names", []), **more})
    return HTMLResponse(ENGINE.get_template(template).render(context), status)


def routes() -> list[Route]:
    return [
        Route("/pay/{id}", pay_page, methods=["GET", "POST"]),
        Route("/onboarding/{id}", onboarding_page, methods=["GET", "POST"]),
        Route("/dashboard/{id}", dashboard_page, methods=["GET", "POST"]),
    ]

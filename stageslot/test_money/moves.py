"""What happens to money: a checkout is paid, declined or expires; money is transferred, taken back, refunded, disputed.

Each function runs in a transaction of the store and writes its events in it.
"""

from collections.abc import Mapping
from typing import Any

from stageslot.test_money import shapes
from stageslot.test_money.errors import Refused
from stageslot.test_money.events import tell
from stageslot.test_money.store import Body, Store

GOOD, DECLINED, SECURED, DISPUTED = "4242424242424242", "4000000000000002", "4000000000003155", "4000000000000259"
CARDS = (GOOD, DECLINED, SECURED, DISPUTED)
AMOUNT_MAX = 99_999_999
NAME_MAX = 250
DISPUTE_FEE = 2_000
ENDINGS = {"won": "won", "lost": "lost", "closed": "warning_closed"}


def open_session(store: Store, form: Mapping[str, Any], site: str) -> Body:
    """A Checkout Session for one list of things with prices. Raises Refused."""
    items = form.get("line_items") or []
    if form.get("mode") != "payment" or not items or "success_url" not in form:
        raise Refused("mode=payment, line_items and success_url are required.", code="parameter_missing")
    currencies = {item["price_data"]["currency"] for item in items}
    if len(currencies) > 1:
        raise Refused("All prices must have the same currency.", param="line_items")
    if any(len(item["price_data"]["product_data"]["name"]) > NAME_MAX for item in items):
        raise Refused(f"Invalid string; must be at most {NAME_MAX} characters", param="line_items")
    amount = sum(_amount(item["price_data"]["unit_amount"]) * int(item.get("quantity", 1)) for item in items)
    opened = shapes.session(dict(form), amount=amount, currency=currencies.pop(), site=site)
    if not shapes.seconds() + 1800 - 60 <= opened["expires_at"] <= shapes.seconds() + shapes.LONGEST_OPEN + 60:
        raise Refused("expires_at must be between 30 minutes and 24 hours from now.", param="expires_at")
    return store.add(opened)


def expire_session(store: Store, session: Body) -> Body:
    """As its creator asks, or because its time is over. Raises Refused for one that is not open."""
    if session["status"] != "open":
        raise Refused(f"Only open sessions can be expired; this one is {session['status']}.")
    store.change(session, status="expired", url=None)
    tell(store, "checkout.session.expired", session)
    return session


def expire_if_late(store: Store, session: Body) -> Body:
    """A session whose time is over, whenever somebody looks at it."""
    is_late = session["status"] == "open" and session["expires_at"] <= shapes.seconds()
    return expire_session(store, session) if is_late else session


def decline(store: Store, session: Body) -> Body:
    """The card was refused: the intent says so, and the session stays open for another card."""
    intent = _intent(store, session)
    error = {"type": "card_error", "code": "card_declined", "decline_code": "generic_decline",
             "message": "Your card was declined."}  # fmt: skip
    store.change(intent, status="requires_payment_method", last_payment_error=error)
    tell(store, "payment_intent.payment_failed", intent)
    return intent


def pay(store: Store, session: Body, card: str) -> Body:
    """The money comes in. Nothing happens to a session that is not open: two tabs pay once."""
    if session["status"] != "open":
        return session
    intent = _intent(store, session)
    charge = store.add(shapes.charge(intent, last4=card[-4:]))
    _move(store, "charge", charge, charge["amount"], shapes.card_costs(charge["amount"]))
    store.change(intent, status="succeeded", amount_received=intent["amount"], latest_charge=charge["id"])
    store.change(session, status="complete", payment_status="paid", url=None)
    tell(store, "charge.succeeded", charge)
    tell(store, "payment_intent.succeeded", intent)
    tell(store, "checkout.session.completed", session)
    if card == DISPUTED:
        begin_dispute(store, charge)
    return session


def send(store: Store, form: Mapping[str, Any]) -> Body:
    """A transfer to an account, out of a charge. Raises Refused beyond what the charge has left."""
    account = store.get("account", form.get("destination", ""))
    amount, currency = _amount(form.get("amount", "")), form.get("currency", "")
    if account["capabilities"].get("transfers") != "active":
        raise Refused(
            "Your destination account needs to have at least one of the following capabilities enabled: transfers.",
            code="insufficient_capabilities_for_transfer",
        )
    if source := form.get("source_transaction"):
        charge = store.get("charge", source)
        sent = sum(
            each["amount"] - each["amount_reversed"] for each in store.find("transfer", source_transaction=source)
        )
        if currency != charge["currency"] or sent + amount > charge["amount"]:
            raise Refused("Transfers using this transaction as a source must not exceed it.", param="amount")
    elif amount > balance(store)[currency]:
        raise Refused("You have insufficient available funds in your account.", code="balance_insufficient")
    sent = store.add(shapes.transfer(dict(form), destination=account["id"], amount=amount, currency=currency))
    _move(store, "transfer", sent, -amount)
    _book(store, "payment", sent, amount, account["id"])
    tell(store, "transfer.created", sent)
    return sent


def take_back(store: Store, transfer: Body, form: Mapping[str, Any]) -> Body:
    """A reversal of a transfer, whole unless it names an amount. Raises Refused beyond what is left of it, or
    beyond what the account holds."""
    left = transfer["amount"] - transfer["amount_reversed"]
    amount = _amount(form.get("amount", left))
    if amount > left:
        raise Refused("The reversal exceeds what is left of the transfer.", param="amount")
    if amount > balance(store, transfer["destination"]).get(transfer["currency"], 0):
        raise Refused("The account has insufficient funds to reverse this transfer.", code="balance_insufficient")
    made = store.add(shapes.reversal(transfer, amount=amount, metadata=form.get("metadata", {})))
    _move(store, "transfer_refund", made, amount)
    _book(store, "payment_refund", made, -amount, transfer["destination"])
    reversals = shapes.page([made, *transfer["reversals"]["data"]], transfer["reversals"]["url"])
    store.change(
        transfer, amount_reversed=transfer["amount_reversed"] + amount, reversed=amount == left, reversals=reversals
    )
    tell(store, "transfer.reversed", transfer)
    return made


def give_back(store: Store, form: Mapping[str, Any]) -> Body:
    """A refund, whole unless it names an amount. Raises Refused beyond what is left of the charge."""
    charge_id = form.get("charge") or store.get("payment_intent", form.get("payment_intent", ""))["latest_charge"]
    charge = store.get("charge", charge_id or "")
    left = charge["amount"] - charge["amount_refunded"]
    if charge["disputed"]:
        raise Refused("This charge has been charged back.", code="charge_disputed")
    if not left:
        raise Refused(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    amount = _amount(form.get("amount", left))
    if amount > left:
        raise Refused("The refund exceeds what is left of the charge.", param="amount")
    made = shapes.refund(charge, amount=amount, reason=form.get("reason"), metadata=form.get("metadata", {}))
    store.add(made)
    _move(store, "refund", made, -amount)
    store.change(charge, amount_refunded=charge["amount_refunded"] + amount, refunded=amount == left)
    tell(store, "refund.created", made)
    tell(store, "charge.refunded", charge)
    return made


def fail_refund(store: Store, refund: Body) -> Body:
    """The bank of the card would not take it: its money is back on our balance."""
    back = _move(store, "refund_failure", dict(refund, balance_transaction=None), refund["amount"])
    charge = store.get("charge", refund["charge"])
    store.change(charge, amount_refunded=charge["amount_refunded"] - refund["amount"], refunded=False)
    store.change(refund, status="failed", failure_balance_transaction=back["id"], failure_reason="declined")
    tell(store, "refund.failed", refund)
    return refund


def begin_dispute(store: Store, charge: Body, *, amount: int = 0, is_inquiry: bool = False) -> Body:
    """The cardholder disputes a charge, or part of it: its money leaves at once, unless the bank only asks."""
    made = store.add(shapes.dispute(charge, amount=amount or charge["amount"], is_inquiry=is_inquiry))
    tell(store, "charge.dispute.created", made)
    if not is_inquiry:
        _withdraw(store, made)
    return made


def _withdraw(store: Store, dispute: Body) -> None:
    taken = _move(store, "adjustment", dispute, -dispute["amount"], DISPUTE_FEE)
    store.change(dispute, balance_transactions=[*dispute["balance_transactions"], taken])
    store.change(store.get("charge", dispute["charge"]), disputed=True)
    tell(store, "charge.dispute.funds_withdrawn", dispute)


def move_dispute(store: Store, dispute: Body, decided: str) -> Body:
    """`escalated`: an inquiry becomes a dispute; `answered`: the bank has our answer; `won` or `lost`: it has decided;
    `closed`: an inquiry ends. If it is won, its money comes back."""
    if decided == "escalated":
        store.change(dispute, status="needs_response")
        _withdraw(store, dispute)
    elif decided == "won":
        back = _move(store, "adjustment", dispute, dispute["amount"])
        store.change(dispute, balance_transactions=[*dispute["balance_transactions"], back])
        store.change(store.get("charge", dispute["charge"]), disputed=False)
        tell(store, "charge.dispute.funds_reinstated", dispute)
    if decided in ENDINGS:
        store.change(dispute, status=ENDINGS[decided])
        tell(store, "charge.dispute.closed", dispute)
    else:
        store.change(dispute, status="under_review" if decided == "answered" else dispute["status"])
        tell(store, "charge.dispute.updated", dispute)
    return dispute


def pay_out(store: Store, account: str, amount: int, currency: str) -> Body:
    """Money of an account, or of the platform, reaches its bank. Raises Refused beyond what is there."""
    if amount > balance(store, account).get(currency, 0):
        raise Refused("You have insufficient funds in your account for this payout.", code="balance_insufficient")
    made = store.add(shapes.payout(amount=amount, currency=currency), account)
    _book(store, "payout", made, -amount, account)
    tell(store, "payout.created", made, account=account)
    tell(store, "payout.paid", made, account=account)
    return made


def fail_payout(store: Store, account: str, payout: Body) -> Body:
    """The bank sends a payout back, also days after it was paid."""
    _book(store, "payout_failure", payout, payout["amount"], account)
    message = "The bank account is closed."
    store.change(payout, status="failed", failure_code="account_closed", failure_message=message)
    tell(store, "payout.failed", payout, account=account)
    return payout


def restrict(store: Store, account: Body, *due: str) -> Body:
    """The provider wants to know more, and the account receives nothing until then."""
    store.change(
        account,
        payouts_enabled=False,
        capabilities={"transfers": "inactive"},
        requirements=shapes.requirements(*due),
    )
    tell(store, "account.updated", account, account=account["id"])
    return account


def balance(store: Store, account: str = "") -> dict[str, int]:
    """What the platform has, or one of its accounts, by currency."""
    sums: dict[str, int] = {}
    for moved in store.find("balance_transaction", account=account):
        sums[moved["currency"]] = sums.get(moved["currency"], 0) + moved["net"]
    return sums


def _intent(store: Store, session: Body) -> Body:
    if session["payment_intent"]:
        return store.get("payment_intent", session["payment_intent"])
    intent = store.add(shapes.intent(session))
    store.change(session, payment_intent=intent["id"])
    return intent


def _move(store: Store, kind: str, source: Body, amount: int, fee: int = 0) -> Body:
    moved = _book(store, kind, source, amount, "", fee)
    if "balance_transaction" in source:
        store.change(source, balance_transaction=moved["id"])
    return moved


def _book(store: Store, kind: str, source: Body, amount: int, account: str, fee: int = 0) -> Body:
    return store.add(shapes.balance_transaction(kind, source, amount=amount, fee=fee), account)


def _amount(value: Any) -> int:
    try:
        amount = int(value)
    except (TypeError, ValueError):
        raise Refused(f"Invalid integer: {value}", code="parameter_invalid_integer", param="amount") from None
    if not 0 < amount <= AMOUNT_MAX:
        raise Refused("Amount must be positive and no more than 99999999.", code="amount_too_large", param="amount")
    return amount

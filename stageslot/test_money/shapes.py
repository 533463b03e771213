"""New objects, in the shape of Stripe's API of version 2026-10-28. Amounts are in the unit that Stripe counts in."""

import time
from typing import Any

from stageslot.test_money.store import Body, new_id

CARD_PERCENT = 15
"""Thousandths of the amount that a card costs, and a fixed part: as a European card costs at Stripe."""
CARD_FIXED = 25
LONGEST_OPEN = 24 * 3600
LINK_LIVES = 300


def seconds() -> int:
    return int(time.time())


def card_costs(amount: int) -> int:
    """What the payment provider keeps of a card payment."""
    return min(amount, (amount * CARD_PERCENT + 500) // 1000 + CARD_FIXED)


def account(form: dict[str, Any]) -> Body:
    return {
        "id": new_id("acct"),
        "object": "account",
        "type": form.get("type", "express"),
        "business_type": form.get("business_type"),
        "country": form.get("country", "DE"),
        "default_currency": "eur",
        "email": form.get("email"),
        "metadata": form.get("metadata", {}),
        "created": seconds(),
        "charges_enabled": False,
        "payouts_enabled": False,
        "details_submitted": False,
        "capabilities": {"transfers": "inactive"},
        "requirements": requirements("external_account", "individual.first_name", "tos_acceptance.date"),
    }


def requirements(*due: str) -> Body:
    """What an account still lacks, by Stripe's codes."""
    return {
        "currently_due": list(due),
        "eventually_due": list(due),
        "past_due": [],
        "pending_verification": [],
        "errors": [],
        "disabled_reason": "requirements.past_due" if due else None,
        "current_deadline": None,
        "alternatives": [],
    }


def session(form: dict[str, Any], *, amount: int, currency: str, site: str) -> Body:
    id = new_id("cs_test")
    return {
        "id": id,
        "object": "checkout.session",
        "mode": "payment",
        "status": "open",
        "payment_status": "unpaid",
        "amount_subtotal": amount,
        "amount_total": amount,
        "currency": currency,
        "client_reference_id": form.get("client_reference_id"),
        "customer": None,
        "customer_creation": "if_required",
        "customer_email": form.get("customer_email"),
        "created": seconds(),
        "expires_at": int(form.get("expires_at", seconds() + LONGEST_OPEN)),
        "livemode": False,
        "locale": form.get("locale"),
        "metadata": form.get("metadata", {}),
        "payment_intent": None,
        "payment_link": None,
        "payment_method_types": form.get("payment_method_types", ["card"]),
        "payment_method_collection": "if_required",
        "success_url": form["success_url"],
        "cancel_url": form.get("cancel_url"),
        "url": f"{site}/pay/{id}",
        "ui_mode": "hosted_page",
        "redirect_on_completion": None,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": None,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None, "shipping_address": None, "submit": None, "terms_of_service_acceptance": None,
        },
        "invoice": None,
        "origin_context": None,
        "setup_intent": None,
        "shipping_options": [],
        "submit_type": form.get("submit_type"),
        "subscription": None,
        "_intent": form.get("payment_intent_data", {}),
        "_names": [item["price_data"]["product_data"]["name"] for item in form["line_items"]],
    }  # fmt: skip


def intent(paid: Body) -> Body:
    """The payment intent of a Checkout Session."""
    data = paid["_intent"]
    return {
        "id": new_id("pi"),
        "object": "payment_intent",
        "amount": paid["amount_total"],
        "amount_capturable": 0,
        "amount_received": 0,
        "application": None,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic",
        "confirmation_method": "automatic",
        "created": seconds(),
        "currency": paid["currency"],
        "customer": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": data.get("metadata", {}),
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_types": ["card"],
        "payment_record": None,
        "review": None,
        "setup_future_usage": None,
        "source": None,
        "status": "requires_payment_method",
        "transfer_group": data.get("transfer_group"),
    }


def charge(of: Body, *, last4: str) -> Body:
    """The charge of a payment intent that succeeds."""
    return {
        "id": new_id("ch"),
        "object": "charge",
        "amount": of["amount"],
        "amount_captured": of["amount"],
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "balance_transaction": None,
        "billing_details": {"address": None, "email": None, "name": None, "phone": None, "tax_id": None},
        "captured": True,
        "created": seconds(),
        "currency": of["currency"],
        "customer": None,
        "disputed": False,
        "failure_balance_transaction": None,
        "livemode": False,
        "metadata": of["metadata"],
        "on_behalf_of": None,
        "paid": True,
        "payment_intent": of["id"],
        "payment_method_details": {"type": "card", "card": {"brand": "visa", "last4": last4}},
        "refunded": False,
        "review": None,
        "source": None,
        "source_transfer": None,
        "status": "succeeded",
        "transfer": None,
        "transfer_group": of["transfer_group"],
    }


def balance_transaction(kind: str, source: Body, *, amount: int, fee: int = 0) -> Body:
    """What moved on the balance: `amount` before `fee`; negative leaves it."""
    details = [
        {"amount": fee, "application": None, "currency": source["currency"], "description": "", "type": "stripe_fee"}
    ]
    return {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": seconds(),
        "balance_type": "payments",
        "created": seconds(),
        "currency": source["currency"],
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": details if fee else [],
        "net": amount - fee,
        "reporting_category": kind,
        "source": source["id"],
        "status": "available",
        "type": kind,
    }


def transfer(form: dict[str, Any], *, destination: str, amount: int, currency: str) -> Body:
    id = new_id("tr")
    return {
        "id": id,
        "object": "transfer",
        "amount": amount,
        "amount_reversed": 0,
        "balance_transaction": None,
        "created": seconds(),
        "currency": currency,
        "destination": destination,
        "destination_payment": new_id("py"),
        "livemode": False,
        "metadata": form.get("metadata", {}),
        "reversals": page([], f"/v1/transfers/{id}/reversals"),
        "reversed": False,
        "source_transaction": form.get("source_transaction"),
        "transfer_group": form.get("transfer_group"),
    }


def reversal(of: Body, *, amount: int, metadata: dict[str, str]) -> Body:
    return {
        "id": new_id("trr"),
        "object": "transfer_reversal",
        "amount": amount,
        "balance_transaction": None,
        "created": seconds(),
        "currency": of["currency"],
        "destination_payment_refund": None,
        "metadata": metadata,
        "source_refund": None,
        "transfer": of["id"],
    }


def refund(of: Body, *, amount: int, reason: str | None, metadata: dict[str, str]) -> Body:
    return {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": of["id"],
        "created": seconds(),
        "currency": of["currency"],
        "customer": None,
        "failure_balance_transaction": None,
        "metadata": metadata,
        "payment_intent": of["payment_intent"],
        "payment_method": None,
        "pending_reason": None,
        "reason": reason,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


def dispute(of: Body, *, amount: int, is_inquiry: bool) -> Body:
    return {
        "id": new_id("du"),
        "object": "dispute",
        "amount": amount,
        "balance_transactions": [],
        "charge": of["id"],
        "created": seconds(),
        "currency": of["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {},
        "evidence_details": {"due_by": seconds() + 7 * 24 * 3600, "has_evidence": False, "past_due": False,
                             "submission_count": 0},
        "is_charge_refundable": is_inquiry,
        "livemode": False,
        "metadata": {},
        "payment_intent": of["payment_intent"],
        "reason": "fraudulent",
        "status": "warning_needs_response" if is_inquiry else "needs_response",
    }  # fmt: skip


def payout(*, amount: int, currency: str) -> Body:
    return {
        "id": new_id("po"),
        "object": "payout",
        "amount": amount,
        "application_fee": None,
        "arrival_date": seconds(),
        "automatic": True,
        "balance_transaction": None,
        "created": seconds(),
        "currency": currency,
        "destination": None,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "original_payout": None,
        "reconciliation_status": "completed",
        "reversed_by": None,
        "source_type": "card",
        "status": "paid",
        "type": "bank_account",
    }


def event(kind: str, of: Body, *, account: str = "") -> Body:
    made = {
        "id": new_id("evt"),
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": seconds(),
        "data": {"object": of},
        "livemode": False,
        "pending_webhooks": 1,
        "request": None,
        "type": kind,
    }
    return made | ({"account": account} if account else {})


def page(found: list[Body], url: str, *, has_more: bool = False) -> Body:
    """A list, as the API answers it."""
    return {"object": "list", "data": found, "has_more": has_more, "url": url}

"""Money of payees that cannot be sent yet: it stays at the platform, and everybody concerned is told once."""

from django.urls import reverse

from accounts.models import Party, User
from accounts.queries import leaders
from notifications.actions import notify
from payments.hooks import subjects_of
from payments.models import Payment, Wait
from payments.queries.payouts import paid_account
from payments.states import WaitReason

TOLD_TO_PAYEE = {WaitReason.NO_ACCOUNT: "payments.no_account", WaitReason.RESTRICTED: "payments.restricted"}


def money_waits(payment: Payment, payee: Party, reason: WaitReason) -> None:
    """Note why a payee's money waits, and tell its leaders how to get it; the payer too, where an account that could be
    paid cannot be paid any more. Once for each reason. Assumes the lock on the payment."""
    share = payment.shares.get(payee=payee)
    wait, is_new = Wait.objects.get_or_create(share=share, defaults={"reason": reason})
    if not is_new and wait.reason == reason:
        return
    if not is_new:
        wait.reason = reason
        wait.save(update_fields=["reason"])
    data = {"party": str(payee.pk), "payment": str(payment.pk)}
    if account := paid_account(payee, livemode=payment.livemode):
        data["account"] = str(account.pk)
    if kind := TOLD_TO_PAYEE.get(reason):
        notify(users=leaders(payee), kind=kind, path=reverse("payments:payouts", args=[payee.slug]), data=data)
    if reason == WaitReason.RESTRICTED:
        notify(users=leaders(payment.payer), kind="payments.payee_restricted", path=path_of(payment), data=data)


def path_of(payment: Payment) -> str:
    """The page of what a payment is for; empty where no app knows."""
    paths = [told[payment.pk].path for told in subjects_of([payment.pk]) if payment.pk in told]
    return paths[0] if paths else ""


def no_longer_waits(payment: Payment, payee: Party) -> None:
    """The payee's money has been sent, or there is none left to send."""
    Wait.objects.filter(share__payment=payment, share__payee=payee).delete()


def tell_of_debt(payment: Payment, payee: Party, amount_minor: int) -> None:
    """A payee's leaders learn that it owes this much after a refund, or a chargeback."""
    data = {"party": str(payee.pk), "payment": str(payment.pk), "amount_minor": amount_minor}
    path = reverse("payments:payouts", args=[payee.slug])
    notify(users=leaders(payee), kind="payments.in_debt", path=path, data=data)


def tell_staff(occasion: str, payment: Payment, payee: Party, problem: str) -> None:
    """Staff look at what the provider refused: "transfer_refused", "reversal_refused" or "taken_back"."""
    staff = User.objects.filter(is_staff=True, is_active=True).order_by("pk")
    data = {"party": str(payee.pk), "payment": str(payment.pk), "problem": problem}
    notify(users=list(staff), kind=f"payments.{occasion}", data=data)

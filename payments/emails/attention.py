"""What the site's staff are told of payments that need a person's eyes."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from payments.models import Dispute, Refund, WebhookEvent
from payments.states import DisputeState, OutgoingState
from web.money import format_amount


def register_kinds() -> None:
    """Called when the site starts."""
    labels = {"payments.needs_attention": gettext_lazy("A payment needs attention (staff)")}
    registry.register_all(labels, render_all, group=Group.STAFF)


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """What is wrong, for staff; None for everybody else. One query for each table."""
    if not user.is_staff:
        return [None] * len(notifications)
    found: dict[str, dict[str, Any]] = {}
    for name, (model, related, _render) in SAYING.items():
        wanted = {told.data[name] for told in notifications if name in told.data}
        rows = model._default_manager.filter(pk__in=wanted).select_related(*related) if wanted else []
        found[name] = {str(row.pk): row for row in rows}
    return [_text(told, found) for told in notifications]


def _text(told: Notification, found: dict[str, dict[str, Any]]) -> Text | None:
    for name, (_model, _related, render) in SAYING.items():
        if row := found[name].get(told.data.get(name, "")):
            return render(row)
    return None


def _event(event: WebhookEvent) -> Text:
    text = _("The payment provider reported “%(kind)s”. We couldn’t process it: %(problem)s")
    words = {"kind": event.kind, "problem": event.problem}
    return Text(
        _("We couldn’t process a report about a payment"), text % words, _("See the page"), is_over=not event.problem
    )


def _refund(refund: Refund) -> Text:
    amount = format_amount(refund.amount_minor, refund.attempt.payment.currency_id)
    subject = _("A refund of %(amount)s has failed") % {"amount": amount}
    text = _("The payer didn’t get the money. Refund it another way, or ask for other bank details.")
    return Text(
        subject,
        "\n\n".join(filter(None, [text, refund.text, refund.problem])),
        _("See the page"),
        is_over=refund.state != OutgoingState.FAILED,
    )


def _dispute(dispute: Dispute) -> Text:
    amount = format_amount(dispute.amount_minor, dispute.attempt.payment.currency_id)
    subject = DISPUTED.get(DisputeState(dispute.state), gettext_lazy("A card payment of %(amount)s is disputed"))
    lines = [_("Reason given: %(reason)s") % {"reason": dispute.reason}]
    if dispute.respond_by and not dispute.ended_at:
        day = date_format(dispute.respond_by, "DATE_FORMAT")
        lines.append(_("Answer in the provider’s dashboard by %(day)s, or the money is lost.") % {"day": day})
    return Text(str(subject) % {"amount": amount}, "\n\n".join(lines), _("See the page"))


DISPUTED = {
    DisputeState.INQUIRY: gettext_lazy("A bank asks about a card payment of %(amount)s"),
    DisputeState.WON: gettext_lazy("We won the dispute about %(amount)s"),
    DisputeState.LOST: gettext_lazy("We lost the dispute about %(amount)s"),
    DisputeState.CLOSED: gettext_lazy("The bank’s question about %(amount)s is settled"),
}
Render = Callable[[Any], Text]
SAYING: dict[str, tuple[type[Model], tuple[str, ...], Render]] = {
    "event": (WebhookEvent, (), _event),
    "refund": (Refund, ("attempt__payment",), _refund),
    "dispute": (Dispute, ("attempt__payment",), _dispute),
}

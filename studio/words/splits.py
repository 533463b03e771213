"""Splits in words."""

from django.utils.translation import gettext as _

from studio.models import Split
from studio.states import SplitKind, SplitState
from web.dates import say_moment
from web.money import format_amount, format_percent
from web.texts import isolated_words


def say_part(split: Split) -> str:
    """How much it is: "12.5%" or "€40"."""
    if split.kind == SplitKind.PERCENT:
        return format_percent(split.value)
    return format_amount(split.value, split.currency_id or "")


def name_of(split: Split) -> str:
    return split.payee.name if split.payee else split.name


def say_standing(split: Split, zone: str) -> str:
    """From when on a payee takes part, and with whom the part is until then, for the professional."""
    words = {"name": name_of(split), "when": say_moment(split.answered_at, zone) if split.answered_at else ""}
    if split.state == SplitState.ACCEPTED:
        text = _(
            "%(name)s is paid directly from all payments due since %(when)s. You keep this share of earlier payments."
        )
    else:
        text = _("%(name)s hasn’t accepted yet. You keep this share until then; later payments are shared.")
    return text % isolated_words(words)

"""Where a party takes bank transfers."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.access import require_active
from accounts.models import Party, User
from accounts.queries import leaders
from notifications.actions import notify
from payments.data.bank import read_bic, read_iban
from payments.models import BankDetails
from payments.models.outside import HOLDER_MAX, WORDS_MAX
from web.texts import clean_line, clean_text

CHANGED = "payments.bank_changed"


class Account(NamedTuple):
    """An account as it is stored: IBAN and BIC without spaces; `text` where banks have no IBAN."""

    holder: str
    iban: str
    bic: str
    text: str


@transaction.atomic
def set_bank_details(
    *, acting_user: User, party: Party, holder: str, iban: str = "", bic: str = "", text: str = ""
) -> BankDetails:
    """Take transfers on this account from now on. The same once more changes nothing.

    Raises ValidationError at the fields, and NotApproved for a party that is suspended or closed. All who lead the
    party are told: whoever changes where money goes may be nobody who should.
    """
    account = _read(holder, iban, bic, text)
    present = _lock(party)
    if present and account == (present.holder, present.iban, present.bic, present.text):
        return present
    if present:
        _end(present, acting_user)
    made = BankDetails.objects.create(party=party, set_by=acting_user, **account._asdict())
    _tell(party, made)
    return made


@transaction.atomic
def remove_bank_details(*, acting_user: User, party: Party) -> None:
    """Take no transfers any more. Does nothing where there is no account. Raises NotApproved."""
    if present := _lock(party):
        _end(present, acting_user)
        _tell(party, None)


def _lock(party: Party) -> BankDetails | None:
    """The details that count, with the party locked, so that two people change them one after the other."""
    Party.objects.select_for_update(no_key=True).get(pk=party.pk)
    require_active(party)
    return BankDetails.objects.filter(party=party, replaced_at=None).first()


def _read(holder: str, iban: str, bic: str, text: str) -> Account:
    account = Account(
        clean_line("holder", holder, longest=HOLDER_MAX, required=True),
        _number("iban", iban, read_iban, _("This isn’t a valid IBAN. Check it against your bank statement.")),
        _number("bic", bic, read_bic, _("This isn’t a valid BIC. It has 8 or 11 characters.")),
        clean_text("text", text, longest=WORDS_MAX),
    )
    if not account.iban and not account.text:
        raise ValidationError({"iban": _("Enter an IBAN or other bank details.")})
    return account


def _number(field: str, text: str, read, sentence: str) -> str:
    if not text.strip():
        return ""
    try:
        return read(text)
    except ValueError as error:
        raise ValidationError({field: sentence}) from error


def _end(details: BankDetails, user: User) -> None:
    details.replaced_at, details.replaced_by = now(), user
    details.save(update_fields=["replaced_at", "replaced_by"])


def _tell(party: Party, details: BankDetails | None) -> None:
    data = {"party": str(party.pk), "details": str(details.pk) if details else ""}
    notify(users=leaders(party), kind=CHANGED, path=reverse("payments:bank", args=[party.slug]), data=data)

"""What the payment provider still wants of a payee, in words: its codes are for programs.

Codes: https://docs.stripe.com/api/accounts/object#account_object-requirements and
https://docs.stripe.com/connect/required-verification-information.
"""

import re
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from payments.models import PayoutAccount

PERSON = re.compile(r"^(individual|representative|directors|executives|owners|person_\w+|company\.\w*signatory)\.")
BY_CODE: dict[str, str | Promise] = {
    "external_account": gettext_lazy("A bank account for the payouts"),
    "bank_account": gettext_lazy("A bank account for the payouts"),
    "tos_acceptance": gettext_lazy("Your agreement to Stripe's terms"),
    "business_type": gettext_lazy("Whether you are a person, a company or an association"),
    "business_profile.mcc": gettext_lazy("What kind of business you are"),
    "business_profile.url": gettext_lazy("A website, or a page that shows what you do"),
    "business_profile.product_description": gettext_lazy("What you offer, in one or two sentences"),
    "business_profile.support_phone": gettext_lazy("A phone number for payers’ questions"),
    "business_profile.support_email": gettext_lazy("An email address for payers’ questions"),
    "business_profile.name": gettext_lazy("The name of the business"),
    "company.name": gettext_lazy("The name of the company or association"),
    "company.address": gettext_lazy("The address of the company or association"),
    "company.phone": gettext_lazy("The phone number of the company or association"),
    "company.tax_id": gettext_lazy("The tax number of the company or association"),
    "company.vat_id": gettext_lazy("The VAT number of the company or association"),
    "company.registration_number": gettext_lazy("The number in the company register"),
    "company.owners_provided": gettext_lazy("Who owns the company"),
    "company.directors_provided": gettext_lazy("Who runs the company"),
    "company.executives_provided": gettext_lazy("Who runs the company"),
    "company.verification": gettext_lazy("A document that proves the company or association exists"),
    "documents": gettext_lazy("A document"),
    "settings": gettext_lazy("A setting of the payouts"),
}
OF_PERSON: dict[str, str | Promise] = {
    "first_name": gettext_lazy("First name"),
    "last_name": gettext_lazy("Last name"),
    "dob": gettext_lazy("Date of birth"),
    "address": gettext_lazy("Home address"),
    "email": gettext_lazy("Email address"),
    "phone": gettext_lazy("Phone number"),
    "id_number": gettext_lazy("National identity or tax number"),
    "ssn_last_4": gettext_lazy("The last four digits of the social security number"),
    "nationality": gettext_lazy("Nationality"),
    "political_exposure": gettext_lazy("Whether someone holds a high public office"),
    "relationship": gettext_lazy("Someone's role in the company"),
    "verification.document": gettext_lazy("A photo of an identity card or passport"),
    "verification.additional_document": gettext_lazy("A document that shows the home address"),
    "verification": gettext_lazy("A proof of identity"),
}
BY_REASON: dict[str, str | Promise] = {
    "action_required.requested_capabilities": gettext_lazy("Details are still missing."),
    "requirements.past_due": gettext_lazy("Details are missing, and the deadline has passed."),
    "requirements.pending_verification": gettext_lazy("Stripe is checking the details."),
    "under_review": gettext_lazy("Stripe is checking the account."),
    "listed": gettext_lazy("Stripe is checking the account against sanctions lists."),
    "platform_paused": gettext_lazy("Our team has paused the account."),
    "account_invalid": gettext_lazy("The account is no longer connected."),
    "rejected": gettext_lazy("Stripe has closed the account. Ask Stripe why, or connect another one."),
}
BY_FAILURE: dict[str, str | Promise] = {
    "account_closed": gettext_lazy("The bank account is closed."),
    "account_frozen": gettext_lazy("The bank account is frozen."),
    "bank_account_restricted": gettext_lazy("The bank does not allow this kind of payment."),
    "declined": gettext_lazy("The bank declined the payment."),
    "incorrect_account_holder_name": gettext_lazy("The name doesn’t match the bank account."),
    "incorrect_account_holder_details": gettext_lazy("The details don’t match the bank account."),
    "invalid_account_number": gettext_lazy("The account number is wrong."),
    "invalid_currency": gettext_lazy("The bank account does not take this currency."),
    "no_account": gettext_lazy("This bank account doesn’t exist."),
}


def what_is_missing(codes: Iterable[str]) -> list[str]:
    """Sentences for the provider's codes, each once, in their order. A code that we do not know is made readable."""
    return list(dict.fromkeys(_in_words(code) for code in codes))


def _in_words(code: str) -> str:
    table, rest = (OF_PERSON, PERSON.sub("", code)) if PERSON.match(code) else (BY_CODE, code)
    if found := _longest(table, rest):
        return str(found)
    return pgettext("a detail that Stripe asks for, by its technical name", "Another detail: %(name)s") % {
        "name": code.replace(".", ", ").replace("_", " ")
    }


def account_state(account: PayoutAccount | None) -> str:
    """How an account stands, as one sentence."""
    if account is None or (not account.details_submitted and not account.transfers_enabled):
        return _("Not connected yet. Card payments wait until you finish at Stripe.")
    if account.transfers_enabled and not account.payouts_enabled:
        return _("Can receive card payments, but Stripe can’t pay them out yet.")
    if account.transfers_enabled:
        return _("Ready: Stripe pays card payments out to your bank.")
    found = _longest(BY_REASON, account.disabled_reason)
    if account.is_in_review and not account.requirements:
        found = BY_REASON["under_review"]
    return str(found or _("Can’t receive card payments right now."))


def reasons_of_payouts(failure: str) -> str:
    """Why a payout came back, as one sentence; empty for one that did not."""
    if not failure:
        return ""
    return str(BY_FAILURE.get(failure) or _("The bank sent it back.") + f" ({failure})")


def _longest(table: dict[str, str | Promise], code: str) -> str | Promise | None:
    """The entry for a code or for what it begins with: `dob` for `dob.day`."""
    parts = code.split(".")
    return next((table[key] for end in range(len(parts), 0, -1) if (key := ".".join(parts[:end])) in table), None)

"""Money that people name: tips, and parts of what a professional earns."""

from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from accounts.access import get_party_for
from accounts.forms import ActionForm
from accounts.models import Party, User
from accounts.queries import MyParty, team
from catalogue.forms import CurrencyField
from catalogue.models import Currency
from studio.models import NAME_MAX, Professional, Service
from studio.states import SplitKind
from web.errors import Refusal
from web.fields import read_amount
from web.money import parse_amount, parse_percent


class TipForm(ActionForm):
    """How much a client gives beyond the price, in the session's currency; bounds are the action's."""

    fields_of_arguments = {"amount_minor": "amount"}

    amount = forms.CharField(
        label=_("Tip"), max_length=40, help_text=_("All of it goes to the professional once you’ve paid."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )  # fmt: skip

    def __init__(self, *args: Any, currency: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean_amount(self) -> int:
        return read_amount(self.cleaned_data["amount"], self.currency)


BY_PAGE, BY_LINK = "page", "link"


class SplitForm(ActionForm):
    """A part of what a professional earns: for whom, how much, of which sessions."""

    who = forms.ChoiceField(label=_("Who it’s for"), widget=forms.RadioSelect)
    address = forms.CharField(
        label=_("Their page address"), max_length=200, required=False,
        help_text=_("The last part of the page address, like low-end."),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name"), max_length=NAME_MAX, required=False,
        help_text=_("Only you and your team see this name."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("How much"), choices=SplitKind.choices, widget=forms.RadioSelect, initial=SplitKind.PERCENT
    )
    value = forms.CharField(
        label=_("Percentage or amount"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("Amounts come off first, once per session. Percentages apply to the rest."),
    )  # fmt: skip
    currency = CurrencyField(Currency.objects.all(), label=_("Currency of an amount"), required=False, empty_label="–")
    service = forms.ModelChoiceField(
        Service.objects.none(), label=_("Service to split"), required=False, empty_label=_("All services"),
        help_text=_("A service with its own splits ignores the splits for all services."),
    )  # fmt: skip

    fields_of_arguments = {"payee": "who", "member": "who"}

    def __init__(self, *args: Any, professional: Professional, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user
        self.members = {str(each.user_id): each.user for each in team(professional.party) if each.user.is_active}
        fields: dict[str, Any] = self.fields
        fields["who"].choices = [
            *((pk, member.display_name) for pk, member in self.members.items()),
            (BY_PAGE, _("Someone with a page here")),
            (BY_LINK, _("Someone else, by a link")),
        ]
        fields["service"].queryset = professional.services.offered()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("kind") == SplitKind.AMOUNT and not said.get("currency") and "currency" not in self.errors:
            self.add_error("currency", _("Choose a currency."))
        if "value" in said and said.get("kind") and not self.errors:
            said["minor"] = self._value(said)
        if said.get("who") == BY_PAGE:
            said["party"] = self._party(said.get("address", "").strip().strip("/").rpartition("/")[2])
        return said

    def _value(self, said: dict[str, Any]) -> int | None:
        try:
            if said["kind"] == SplitKind.PERCENT:
                return parse_percent(said["value"])
            return parse_amount(said["value"], said["currency"].code)
        except ValueError as error:
            self.add_error("value", str(error))
            return None

    def _party(self, slug: str) -> Party | None:
        try:
            return get_party_for(self.user, slug)
        except (Http404, Refusal):
            self.add_error("address", _("No page has this address."))
            return None

    def offer(self) -> dict[str, Any]:
        """Arguments of `studio.actions.offer_split`, but for user and professional."""
        said = self.cleaned_data
        return {
            "kind": said["kind"],
            "value": said["minor"],
            "currency": said["currency"],
            "service": said["service"],
            "payee": said.get("party"),
            "member": self.members.get(said["who"]),
            "name": said["name"],
        }


class TakeSplitForm(ActionForm):
    """For whom somebody takes the part behind a link: themselves, or a party that they lead."""

    party = forms.ChoiceField(label=_("Who gets it"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, parties: list[MyParty], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.led = {str(mine.party.pk): mine.party for mine in parties if mine.is_led}
        fields: dict[str, Any] = self.fields
        fields["party"].choices = [("", _("Myself")), *((pk, party.name) for pk, party in self.led.items())]

    def payee(self) -> Party | None:
        return self.led.get(self.cleaned_data["party"])

"""An invitation to a spot, to an act by name or by a link; and an act's answer to a link."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.forms.offers import answer_by, days_field
from bookings.models import Spot
from engagements.forms.deposits import DepositFields
from engagements.forms.fees import FeeFields
from engagements.forms.messages import ApplicationForm, message_field

SEARCH_MAX = 80


class ActSearchForm(forms.Form):
    """Which act: its name, or a part of it."""

    q = forms.CharField(
        label=_("Name of the act"),
        required=False,
        max_length=SEARCH_MAX,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class InvitationForm(DepositFields):
    """What a host writes to an act it invites. Without a fee it is that of the spot, also for a deposit."""

    message = message_field(_("Message"), help_text=_("What kind of night it is, and why you want them."))
    days = days_field()

    field_order = ["message", "fee", "fee_currency", "days"]

    def __init__(self, *args, spot: Spot, **kwargs):
        super().__init__(*args, **kwargs)
        self.spot = spot

    def make_deal(self) -> None:
        said = self.cleaned_data
        if said.get("deposit") and not said.get("fee") and self.spot.fee_minor is not None:
            said |= {"fee_minor": self.spot.fee_minor, "fee_currency": self.spot.fee_currency_id}
        super().make_deal()

    def terms(self, call_at: dt.datetime) -> dict[str, object]:
        """The invitation as keyword arguments of `invite_act`, but for spot and act."""
        said = self.cleaned_data
        return {
            "message": said["message"],
            "answer_by": answer_by(said.get("days"), call_at),
            **self.fee_terms(),
            "deal": self.deal,
        }


class LinkForm(FeeFields):
    """A link by which one act comes. `act` is a slug: empty for whoever opens it."""

    act = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    message = message_field(_("Message"), help_text=_("Everyone who opens the link reads it."))
    expires_in_days = forms.IntegerField(
        label=_("Expires after (days)"), min_value=1, max_value=90, initial=14, required=True
    )

    field_order = ["message", "fee", "fee_currency", "expires_in_days"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"auto_id": "link_%s"} | kwargs)

    def terms(self) -> dict[str, object]:
        """The link as keyword arguments of `create_spot_invite`, but for spot and act."""
        said = self.cleaned_data
        return {"message": said["message"], "expires_in_days": said["expires_in_days"], **self.fee_terms()}


class LinkAnswerForm(ApplicationForm):
    """The act that comes by a link, and who plays. `is_named`: the host has chosen the act, so it only says yes."""

    def __init__(self, *args, acts, members, is_named: bool, **kwargs):
        super().__init__(*args, acts=acts, members=[] if is_named else members, **kwargs)
        if is_named:
            del self.fields["message"]

    def terms(self) -> dict[str, object]:
        """The answer as keyword arguments of `use_spot_invite`."""
        said = self.cleaned_data
        return {"act": said["act"], "message": said.get("message", ""), "lineup": said.get("lineup")}

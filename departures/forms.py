"""Forms for leaving and closing: they ask for a confirmation and for somebody to take over."""

from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import ActionForm
from accounts.models import Party, User
from departures.queries import heirs_of_each
from web.texts import isolated

CLOSES = "close"


class SuccessorForm(ActionForm):
    """The member of the team to whom the last owner hands a party over."""

    successor = forms.ChoiceField(label=_("Hand over to"))

    def __init__(self, *args, heirs: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.heirs = {str(heir.pk): heir for heir in heirs}
        self.fields["successor"] = forms.ChoiceField(
            label=_("Hand over to"), choices=[("", "…"), *((pk, heir.display_name) for pk, heir in self.heirs.items())]
        )

    def clean_successor(self) -> User:
        return self.heirs[self.cleaned_data["successor"]]


class CloseForm(ActionForm):
    """Closing a party for good."""

    name = forms.CharField(label=_("Name to confirm"), help_text=_("Type it to confirm."))

    def __init__(self, *args, party: Party, **kwargs):
        super().__init__(*args, **kwargs)
        self.party = party

    def clean_name(self) -> str:
        if " ".join(self.cleaned_data["name"].split()).casefold() != " ".join(self.party.name.split()).casefold():
            raise ValidationError(_("That’s not the name."))
        return self.cleaned_data["name"]


class LeavingForm(ActionForm):
    """Leaving the site. For each party that nobody else owns but that has a team: who answers for it, or that it
    closes."""

    def __init__(self, *args, user: User, parties: list[Party], **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        said_last = list(self.fields)
        self.heirs = {party: heirs for party, heirs in heirs_of_each(parties, user).items() if heirs}
        for party, heirs in self.heirs.items():
            people = [
                (str(heir.pk), _("hand it over to %(name)s") % {"name": isolated(heir.display_name)}) for heir in heirs
            ]
            self.fields[f"party-{party.pk}"] = forms.ChoiceField(
                label=party.name, choices=[("", _("Choose")), *people, (CLOSES, _("close it for good"))]
            )
        self.order_fields([*(name for name in self.fields if name not in said_last), *said_last])

    @property
    def successors(self) -> dict[UUID, User]:
        """Whom the user chose, by the party's id."""
        return {
            party.pk: heir
            for party, heirs in self.heirs.items()
            for heir in heirs
            if str(heir.pk) == self.cleaned_data[f"party-{party.pk}"]
        }

    @property
    def closing(self) -> set[UUID]:
        """The parties that the user chose to close, by id."""
        return {party.pk for party in self.heirs if self.cleaned_data[f"party-{party.pk}"] == CLOSES}


class DeleteAccountForm(LeavingForm):
    """Deleting one's account."""

    email = forms.CharField(label=_("Your email address"), help_text=_("Type it to confirm."))

    def clean_email(self) -> str:
        if self.cleaned_data["email"].lower() != self.user.email.lower():
            raise ValidationError(_("This isn’t the address you sign in with."))
        return self.cleaned_data["email"]


class ShutOutForm(LeavingForm):
    """Shutting a person out, by staff."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("We email this to them, and to teams whose band or venue closes with the account."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )

    @property
    def arguments(self) -> dict[str, object]:
        """What `departures.actions.shut_out` is told."""
        return {"successors": self.successors, "closing": self.closing, "reason": self.cleaned_data["reason"]}


class SuspendForm(ActionForm):
    """Suspending parties, by staff."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Its leaders can read this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )


class DeclineForm(SuspendForm):
    """Declining a newcomer, who must read why."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True


class CloseByStaffForm(CloseForm):
    """Closing a party that is not one's own."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The team can read this."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )

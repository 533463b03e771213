"""What people write."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.naming import NamingForm
from accounts.models import Party, User
from engagements.forms.wallclock import day_field
from media.forms import SentFilesForm
from messaging.models import REASON_MAX, TEXT_MAX


class KeyedForm(forms.Form):
    """A form whose `key` lets it write one message, however often it is sent."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid.uuid4())

    def renew_key(self) -> None:
        """What is in the form now can be sent as another message."""
        self.replace(key=str(uuid.uuid4()))

    def replace(self, **values: str) -> None:
        """Show the form again with other values in these fields."""
        self.data = {name: self.data[name] for name in self.data} | values  # a QueryDict unpacks into lists


class MessageForm(KeyedForm, SentFilesForm):
    """A message; `seen` is the number of the last message that the page shows; its field stands among the messages."""

    text = forms.CharField(
        label=gettext_lazy("Your message"),
        required=False,
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    speaker = forms.ChoiceField(label=gettext_lazy("Write as"), required=False)
    reply_to = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, speakers: list[Party], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._speakers = {str(party.pk): party for party in speakers}
        if len(self._speakers) < 2:
            del self.fields["speaker"]
        else:
            self.fields["speaker"].choices = [(pk, party.name) for pk, party in self._speakers.items()]  # type: ignore[attr-defined]

    @property
    def party(self) -> Party | None:
        """In whose name it is written, where there is a choice."""
        return self._speakers.get(self.cleaned_data.get("speaker") or "")


class EnquiryForm(KeyedForm, NamingForm):
    """A first message to an act or a venue, perhaps about a night, for a party or as oneself."""

    speaker = forms.ChoiceField(label=gettext_lazy("Write as"), required=False)
    night = day_field(gettext_lazy("Is it about a night?"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Your message"), max_length=TEXT_MAX, widget=forms.Textarea(attrs={"rows": 6})
    )

    field_order = ["your_name", "speaker", "night", "text"]

    def __init__(self, *args, user: User, askers: list[Party], **kwargs) -> None:
        super().__init__(*args, user=user, **kwargs)
        self._askers = {str(party.pk): party for party in askers}
        choices = [*((pk, party.name) for pk, party in self._askers.items()), ("", user.name or _("Yourself"))]
        self.fields["speaker"].choices = choices  # type: ignore[attr-defined]
        if not askers:
            self.fields["speaker"].widget = forms.HiddenInput()

    def terms(self) -> dict[str, Any]:
        """The enquiry as keyword arguments of `send_enquiry`."""
        said = self.cleaned_data
        names = ("night", "text", "key", "your_name")
        return {name: said[name] for name in names if name in said} | {
            "asker": self._askers.get(said.get("speaker", ""))
        }


class MessageReportForm(forms.Form):
    """Why staff should look at a message."""

    reason = forms.CharField(
        label=gettext_lazy("What’s wrong with it?"), max_length=REASON_MAX, widget=forms.Textarea(attrs={"rows": 4})
    )


class TextForm(forms.Form):
    """A message that is changed; one with files may lose its text."""

    text = forms.CharField(
        label=gettext_lazy("Your message"),
        required=False,
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args, has_files: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = not has_files

"""An application, an answer, a reason."""

from collections.abc import Collection, Mapping
from typing import TypedDict
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from engagements.queries.people import members_of, roster
from engagements.words.people import player_words
from web.fields import choice_field, row_field

MESSAGE_LENGTH_MAX = 4000


def message_field(label, *, required: bool = False, help_text="") -> forms.CharField:
    """A field for a few sentences."""
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(
        label=label, required=required, max_length=MESSAGE_LENGTH_MAX, help_text=help_text, widget=widget
    )


class MessageForm(forms.Form):
    """A word that goes with an answer."""

    message = message_field(_("Message"))


def conflicts_read(sent: Mapping[str, str]) -> str:
    """The second step: the mark of the conflicts (`LineupCheck.mark`) that whoever sends this has read; empty in the
    first."""
    return sent.get("despite_conflicts", "")


class ReasonForm(forms.Form):
    """Why something is called off; both sides read it."""

    message = message_field(_("Reason"), required=True, help_text=_("Everyone involved reads this."))


class MoveForm(forms.Form):
    """A word that goes with the question whether a gig can be moved."""

    message = message_field(_("Add a message"), help_text=_("The leaders of both sides can read this."))
    message.widget.attrs["rows"] = 2


class RefusalForm(forms.Form):
    """Says no to a player who asks whether a gig can be moved, with an optional message."""

    asked = forms.IntegerField(required=False, widget=forms.HiddenInput)
    message = message_field(_("Add a message"))


class LineupChoices(TypedDict):
    """Who may play, as choices of a form, and what the form begins with."""

    members: list[tuple[str, str]]
    initial: dict[str, object]


def lineup_choices(act: Party | None, *, lineup: Collection[UUID] | None = None, message: str = "") -> LineupChoices:
    """Members and deps of the act. The form begins with the line-up and message that were kept; without one all
    members play. Nobody is to be chosen where one person is the act."""
    if act is None:
        return {"members": [], "initial": {}}
    if act.is_solo:
        return {"members": [], "initial": {"act": act.slug, "message": message}}
    people = roster(act)
    named = members_of(people) if lineup is None else lineup
    choices = [(str(each.user_id), player_words(each)) for each in people.values()]
    initial: dict[str, object] = {"act": act.slug, "lineup": [str(each) for each in named], "message": message}
    return {"members": choices, "initial": initial}


class ApplicationForm(forms.Form):
    """Which act applies, with what words and which people. `acts` are the parties the viewer may apply with,
    `members` the (id, name) of those who play in the chosen act."""

    act: "forms.ModelChoiceField[Party]" = forms.ModelChoiceField(
        label=_("Who plays"), queryset=None, to_field_name="slug", widget=forms.HiddenInput
    )  # fmt: skip
    message = message_field(_("Message"), help_text=_("What you’d play, who comes to see you, what you need on stage."))
    lineup = forms.TypedMultipleChoiceField(
        label=_("Line-up"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "They’re booked once the venue accepts. Deps, and members who want to be asked, have to say yes first."
        ),
    )

    def __init__(self, *args, acts, members, **kwargs):
        super().__init__(*args, **kwargs)
        row_field(self, "act").queryset = acts
        choice_field(self, "lineup").choices = members
        if not members:
            del self.fields["lineup"]

    def terms(self) -> dict[str, object]:
        """The application as keyword arguments of `apply_to_spot`."""
        said = self.cleaned_data
        return {"act": said["act"], "message": said["message"], "lineup": said.get("lineup")}

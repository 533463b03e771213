"""Projects: what they are called and may cost, what stands in them, and links for others."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import ActionForm
from accounts.queries.parties import MyParty
from catalogue.forms import CurrencyField
from catalogue.models import Currency
from media.forms import SentFilesForm
from studio.models import LINK_LABEL_MAX, PROJECT_NAME_MAX, PROJECT_NOTES_MAX, Project, Session
from web.fields import EditForm
from web.money import AmountInvalid, parse_amount, typed_amount


class ProjectForm(EditForm, ActionForm):
    """A project; new (`of_new`) or to be changed (`of`)."""

    sources = {"budget_minor": ("budget", "currency"), "currency": ("budget", "currency")}
    fields_of_arguments = {"budget_minor": "budget"}

    client = forms.ChoiceField(label=_("Whose project"), required=False)
    name = forms.CharField(
        label=_("Name"), max_length=PROJECT_NAME_MAX, help_text=_("“Second album”, “Wedding video”.")
    )
    notes = forms.CharField(
        label=_("Notes"), max_length=PROJECT_NOTES_MAX, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Your team and people with a link can read this."),
    )  # fmt: skip
    budget = forms.CharField(
        label=_("Budget"),
        max_length=40,
        required=False,
        help_text=_("For all sessions together. Leave empty for no budget."),
    )
    currency = CurrencyField(Currency.objects.all(), label=_("Currency"), empty_label="–", required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        text, currency = said.get("budget"), said.get("currency")
        said["budget_minor"] = None
        if text and currency is None and "currency" not in self.errors:
            self.add_error("currency", _("Choose a currency."))
        elif text and currency is not None:
            try:
                said["budget_minor"] = parse_amount(text, currency.code)
            except AmountInvalid as error:
                self.add_error("budget", str(error))
        return said

    def project_fields(self) -> dict[str, Any]:
        """What was touched, as arguments of `studio.actions.projects.change_project`."""
        names = [name for name in ("name", "notes", "budget_minor", "currency") if name in self.cleaned_data]
        return self.changes({name: self.cleaned_data[name] for name in names})

    @classmethod
    def of_new(cls, parties: Iterable[MyParty], data: Any = None, *, client: str = "") -> "ProjectForm":
        """Of one of these parties, or of the person. `client`: the slug of the one to begin with."""
        form = cls(data, initial={"client": client})
        form.is_edit = False
        chosen: Any = form.fields["client"]
        chosen.choices = [("", _("Myself")), *((mine.party.slug, mine.party.name) for mine in parties if mine.is_led)]
        if len(chosen.choices) == 1:
            del form.fields["client"]
        return form

    @classmethod
    def of(cls, project: Project, data: Any = None) -> "ProjectForm":
        initial = {
            "name": project.name,
            "notes": project.notes,
            "budget": typed_amount(project.budget_minor, project.currency_id),
            "currency": project.currency_id,
        }
        form = cls(data, initial=initial)
        del form.fields["client"]
        return form


class ProjectFilesForm(ActionForm, SentFilesForm):
    """Files of the project itself."""

    fields_of_arguments = {"files": "file"}
    field_order = ["file", "sent_files"]


class SessionChoiceForm(ActionForm):
    """A session of the client that is in no project yet."""

    session = forms.TypedChoiceField(label=_("Session"), coerce=UUID)

    fields_of_arguments = {"project": "session"}

    def __init__(self, *args: Any, sessions: Iterable[Session], **kwargs: Any):
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["session"]
        chosen.choices = [(str(each.pk), f"{each.name} · {each.professional.name}") for each in sessions]


class ProjectChoiceForm(ActionForm):
    """In which project of its client a session stands."""

    project = forms.TypedChoiceField(label=_("Project"), coerce=UUID, required=False, empty_value=None)

    def __init__(self, *args: Any, projects: Iterable[Project], **kwargs: Any):
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["project"]
        chosen.choices = [("", pgettext_lazy("project", "None")), *((str(each.pk), each.name) for each in projects)]


class ProjectLinkForm(ActionForm):
    """A new link."""

    label = forms.CharField(label=_("Who it’s for"), max_length=LINK_LABEL_MAX, help_text=_("Only you see this."))
    expires_on = forms.DateField(
        label=_("Works until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave empty to end it yourself."),
    )  # fmt: skip
    shows_budget = forms.BooleanField(label=_("Shows prices and the budget"), required=False)

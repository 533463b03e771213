"""Bringing in a list of shows: the file, which column is what, and what the list leaves open."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.forms.acting import ActionForm
from accounts.models import Party
from accounts.names.zones import zone_choices
from accounts.states import PartyKind
from catalogue.forms import currency_choices
from catalogue.models import Country
from engagements.forms.wallclock import clock_field
from show_imports.lists.bounds import LARGEST, MEGABYTE
from show_imports.lists.choices import AfterMidnight, Choices, Coming, Overlaps
from show_imports.lists.columns import FIELDS, FIELDS_OF
from show_imports.lists.moments import DateOrder, OrderEvidence
from show_imports.models import ShowImport
from venues.models import Stage
from web.fields import choice_field, row_field

LONGEST_MINUTES = 24 * 60
LOAD_IN_MINUTES = 12 * 60
ORDERS = {DateOrder.DAY: _("Day first: 3/4/2027 is 3 April"), DateOrder.MONTH: _("Month first: 3/4/2027 is March 4")}


class ShowListForm(ActionForm):
    """The file itself. What it holds is told by its content, not by its name."""

    content = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,text/csv"}),
        help_text=_("CSV or Excel (.xlsx), up to 5 MB and 10,000 lines. The first line has the column names."),
    )

    def clean_content(self) -> bytes:
        file = self.cleaned_data["content"]
        if file.size > LARGEST:
            raise ValidationError(_("The file is larger than %(megabytes)s MB.") % {"megabytes": LARGEST // MEGABYTE})
        self.file_name = file.name
        return file.read()


class ColumnsForm(ActionForm):
    """Which column is what (`column_date` and so on), and what the list leaves open: `Choices`, field by field."""

    fields_of_arguments = {"date": "column_date"}

    timezone = forms.ChoiceField(
        label=_("Time zone of the list"),
        help_text=_("For towns we don’t know, and for dates with a time zone (…T05:00Z)."),
    )
    date_order = forms.ChoiceField(
        label=_("Dates such as 3/4/2027"), required=False, choices=[("", _("There are none")), *ORDERS.items()]
    )
    after_midnight = forms.ChoiceField(label=_("Times after midnight"), choices=AfterMidnight.choices)
    starts = clock_field(_("Usual start"), required=True, help_text=_("For lines without a time."))
    minutes = forms.IntegerField(
        label=_("Usual length, in minutes"),
        min_value=15,
        max_value=LONGEST_MINUTES,
        help_text=_("For lines without an end."),
    )
    early_starts = clock_field(
        _("Start of an early show"),
        required=True,
        help_text=_("For two lines on one day without times: one early and one late show."),
    )
    load_in_minutes = forms.IntegerField(
        label=_("Load-in, minutes before the start"), min_value=0, max_value=LOAD_IN_MINUTES
    )
    country = forms.ModelChoiceField(
        label=_("Country of towns that name a region only"),
        queryset=Country.objects.all(),
        required=False,
        empty_label=_("Say none"),
        help_text=_("Which country is “CO” in?"),
    )
    currency = forms.ChoiceField(
        label=_("Currency for fees without one"),
        choices=lazy(lambda: [("", _("Say none")), *currency_choices()], list),
        required=False,
    )
    overlaps = forms.ChoiceField(label=_("Past shows that overlap in the list"), choices=Overlaps.choices)
    stage = forms.ModelChoiceField(
        label=_("Stage for lines without one"),
        queryset=Stage.objects.none(),
        required=False,
        empty_label=_("Say none"),
    )
    coming = forms.ChoiceField(label=_("Shows to come become"), choices=Coming.choices, widget=forms.RadioSelect)

    def __init__(self, *args, show_import: ShowImport, evidence: OrderEvidence, **kwargs):
        party = show_import.party
        kwargs["initial"] = _initial(show_import, evidence)
        super().__init__(*args, **kwargs)
        self.evidence = evidence
        self.is_venue = party.kind == PartyKind.VENUE
        choice_field(self, "timezone").choices = zone_choices()
        self._offer_columns(show_import)
        if self.is_venue:
            row_field(self, "stage").queryset = Stage.objects.filter(venue=party.pk)
        for name in ("country", "currency", "overlaps") if self.is_venue else ("stage",):
            del self.fields[name]

    def _offer_columns(self, show_import: ShowImport) -> None:
        headings = [("", _("Not in the list")), *((heading, heading) for heading in show_import.headings)]
        for name in FIELDS_OF[show_import.party.kind]:
            self.fields[f"column_{name}"] = forms.ChoiceField(
                label=FIELDS[name],
                choices=headings,
                required=name == "date",
                initial=show_import.mapping.get(name, ""),
            )

    @property
    def column_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("column_")]

    @property
    def choice_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith("column_")]

    def clean(self) -> dict:
        """No column is two things, and an early show is early."""
        super().clean()
        said = self.cleaned_data
        used: dict[str, str] = {}
        for field in self.column_fields:
            heading = said.get(field.name)
            if heading and heading in used:
                self.add_error(field.name, _("This column is already “%(other)s”.") % {"other": used[heading]})
            elif heading:
                used[heading] = str(field.label)
        if self.evidence.must_be_asked and not said.get("date_order") and not self.errors.get("date_order"):
            self.add_error("date_order", _("Some dates can be read in two ways. Choose one."))
        self._check_hours(said)
        return said

    def _check_hours(self, said: dict) -> None:
        starts, early, minutes = said.get("starts"), said.get("early_starts"), said.get("minutes")
        if starts and early and minutes and _minutes(early) + minutes > _minutes(starts):
            message = _("An early show of %(minutes)d minutes would run into the late one.")
            self.add_error("early_starts", message % {"minutes": minutes})

    def columns(self) -> dict[str, str]:
        """Field -> heading, of those that are in the list."""
        names = ((field.name.removeprefix("column_"), field.name) for field in self.column_fields)
        return {name: self.cleaned_data[field] for name, field in names if self.cleaned_data.get(field)}

    def choices(self) -> Choices:
        said = self.cleaned_data
        texts = {name: said[name] for name in ("timezone", "date_order", "after_midnight", "coming")}
        numbers = {name: said[name] for name in ("minutes", "load_in_minutes")}
        starts, early = (f"{said[name]:%H:%M}" for name in ("starts", "early_starts"))
        choices = Choices(**texts, **numbers, starts=starts, early_starts=early)
        if self.is_venue:
            return replace(choices, stage=str(said["stage"].pk) if said["stage"] else "")
        country = said["country"].pk if said["country"] else ""
        return replace(choices, country=country, overlaps=said["overlaps"], currency=said["currency"])


def _minutes(clock: dt.time) -> int:
    return clock.hour * 60 + clock.minute


def _initial(show_import: ShowImport, evidence: OrderEvidence) -> dict:
    """What was said last time; at first the party's own zone, country and only stage, and what the dates show."""
    if show_import.choices:
        return dict(show_import.choices)
    party: Party = show_import.party
    shown: Sequence[DateOrder] = list(evidence.shown)
    first = Choices(timezone=party.timezone, date_order=shown[0] if len(shown) == 1 else "").stored
    first["currency"] = party.fee_currency_id or ""
    if party.city:
        first["country"] = party.city.country_id
    if party.kind == PartyKind.VENUE:
        stages = list(Stage.objects.filter(venue=party.pk)[:2])
        first["stage"] = str(stages[0].pk) if len(stages) == 1 else ""
    return first

"""Holding a night, its terms, and what one says when a hold is confirmed, released or challenged."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Party
from accounts.states import PartyKind
from engagements.forms.edited_times import StoredTimes
from engagements.forms.fees import FeeFields
from engagements.forms.messages import message_field
from engagements.forms.wallclock import WallClock, clock_field, day_field
from engagements.queries.currencies import likely_currencies
from holds.access.projections import HoldView
from venues.models import Stage, Venue
from venues.states import OtherHolds
from web.fields import EditForm, row_field
from web.lengths import LengthForm

MORE_NIGHTS = ("night_2", "night_3", "night_4", "night_5")
FIELD_OF = {"starts_at": "starts", "ends_at": "ends", "fee_minor": "fee", "act_name": "act", "nights": "night"}
"""Under which field an action's complaint belongs."""
TIMES, FEE = ("starts", "ends"), ("fee", "fee_currency")


class TermsForm(LengthForm, EditForm, FeeFields):
    """When the set would be and for how much: clock times of a night at a venue. None of it has to be said yet.

    `view`: the hold whose terms are changed; what nobody touched of them stays.
    """

    sources = {"starts_at": TIMES, "ends_at": TIMES, "fee_minor": FEE, "fee_currency": FEE}

    starts = clock_field(_("Set starts"))
    ends = clock_field(_("until"))
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The holder and the venue read this."),
    )

    field_order = ["starts", "ends", "fee", "fee_currency", "note"]

    def __init__(self, *args, venue: Venue, night: dt.date | None = None, view: HoldView | None = None, **kwargs):
        super().__init__(*args, currencies=likely_currencies(venue.party), **kwargs)
        self.venue, self.held_night, self.view, self.is_edit = venue, night, view, view is not None
        self.moved: list[str] = []

    def clean(self):
        cleaned = super().clean()
        night, starts, ends = cleaned.get("night", self.held_night), cleaned.get("starts"), cleaned.get("ends")
        if (starts is None) != (ends is None) and not {"starts", "ends"} & self.errors.keys():
            missing = "ends" if starts else "starts"
            self.add_error(missing, _("Enter both the start and the end of the set, or neither."))
        cleaned["starts_at"] = cleaned["ends_at"] = None
        if night and starts is not None and ends is not None:
            clock = WallClock(night, self.venue.party.timezone, self.venue.day_starts_at, moved=self.moved)
            try:
                times = self._stored(night).edited(clock, cleaned, self.touched)
            except OverflowError:
                self.add_error("night" if "night" in self.fields else "starts", _("Choose another date."))
                return cleaned
            cleaned["starts_at"], cleaned["ends_at"] = times["starts"], times["ends"]
            self.ask_about(times, clock.timezone, self.touched)
        return cleaned

    def _stored(self, night: dt.date) -> StoredTimes:
        terms = self.view.terms if self.view else None
        moments = {"starts": terms.starts_at, "ends": terms.ends_at} if terms else {"starts": None, "ends": None}
        return StoredTimes(night, self.venue.party.timezone, moments)

    def times(self) -> dict[str, dt.datetime | None]:
        """The instants of the set, as keyword arguments of an action; two Nones where nothing was said."""
        return {name: self.cleaned_data[name] for name in ("starts_at", "ends_at")}

    def terms(self) -> dict[str, object]:
        """What was touched of the terms, as keyword arguments of `change_hold`."""
        return self.changes(self.times() | self.fee_terms() | {"note": self.cleaned_data["note"]})

    @staticmethod
    def initial_of(view: HoldView, amount: str = "") -> dict[str, object]:
        """What the form starts with for a hold that is there already; `amount`: its fee as it is typed."""
        zone, terms = ZoneInfo(view.timezone), view.terms
        if terms is None:
            return {}
        clocks = {
            name: moment.astimezone(zone).time()
            for name, moment in (("starts", terms.starts_at), ("ends", terms.ends_at))
            if moment
        }
        fee = {"fee": amount, "fee_currency": terms.fee.currency} if terms.fee else {}
        return {**clocks, **fee, "note": view.note}


class HoldForm(TermsForm):
    """Which night of which stage is held, by whom and for whom. `holders` are the parties that the viewer may hold for,
    `acts` those that they lead."""

    holder: "forms.ModelChoiceField[Party]" = forms.ModelChoiceField(
        label=_("Held by"), queryset=None, to_field_name="slug", empty_label=None
    )
    stage: "forms.ModelChoiceField[Stage]" = forms.ModelChoiceField(label=_("Stage"), queryset=None, empty_label=None)
    night = day_field(_("Night"), help_text=_("The evening it starts. Past-midnight times belong to it."))
    act = forms.CharField(
        label=_("Act"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"list": "acts-led", "autocomplete": "off"}),
        help_text=_("Act name (leave blank if open)"),
    )
    night_2 = day_field(_("or"), required=False)
    night_3 = day_field(_("or"), required=False)
    night_4 = day_field(_("or"), required=False)
    night_5 = day_field(_("or"), required=False)
    title = forms.CharField(label=_("Purpose"), required=False, max_length=200)

    field_order = ["holder", "stage", "night", *MORE_NIGHTS, "title", "act", "starts", "ends", "fee", "fee_currency"]

    def __init__(self, *args, venue: Venue, holders: Iterable[Party], **kwargs):
        super().__init__(*args, venue=venue, **kwargs)
        ids = [party.pk for party in holders]
        row_field(self, "holder").queryset = Party.objects.filter(pk__in=ids).order_by("name")
        row_field(self, "stage").queryset = venue.stages.select_related("venue__party__city__country", "calendar")

    @property
    def more_nights(self) -> list[forms.BoundField]:
        return [self[name] for name in MORE_NIGHTS]

    @property
    def has_more_nights(self) -> bool:
        return any(self[name].value() for name in (*MORE_NIGHTS, "title"))

    @property
    def says_terms(self) -> bool:
        """Whether set times or a fee are given, or something is wrong with them."""
        return any(self[name].value() or self[name].errors for name in ("starts", "ends", "fee"))

    def nights(self) -> list[dt.date]:
        """All the nights that were named, the first first."""
        return sorted({night for name in ("night", *MORE_NIGHTS) if (night := self.cleaned_data.get(name))})

    def acting(self, led: Iterable[Party]) -> dict[str, object]:
        """Who is to play, as keyword arguments: an act that one leads, a public one of just this name, or a name."""
        name = self.cleaned_data["act"].strip()
        if not name:
            return {}
        own = [party for party in led if party.name.casefold() == name.casefold()]
        found = own or list(Party.objects.public().filter(kind=PartyKind.BAND, name__iexact=name)[:2])
        return {"act": found[0]} if len(found) == 1 else {"act_name": name}


class ConfirmForm(TermsForm):
    """When the set is, where the hold does not say it yet, and for the venue what becomes of the other holds."""

    proposal = forms.UUIDField(required=False, widget=forms.HiddenInput)
    others = forms.ChoiceField(
        label=_("The other holds on this night"), choices=OtherHolds.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args, view: HoldView, venue: Venue, asks_others: bool, **kwargs):
        super().__init__(*args, venue=venue, night=view.night, **kwargs)
        for name in ("fee", "fee_currency", "note"):
            del self.fields[name]
        if not asks_others:
            del self.fields["others"]
        if view.terms and view.terms.starts_at:
            del self.fields["starts"], self.fields["ends"]
        else:
            self.fields["starts"].required = self.fields["ends"].required = True

    def answer(self) -> dict[str, object]:
        """What was said as keyword arguments of `confirm_hold`."""
        others = self.cleaned_data.get("others")
        said: dict[str, object] = {**self.times()} if "starts" in self.fields else {}
        if proposal := self.cleaned_data.get("proposal"):
            said["proposal"] = proposal
        return said | ({"others": OtherHolds(others)} if others else {})


class ReleaseForm(forms.Form):
    """A word that goes with giving a night back."""

    message = message_field(_("Add a message"))
    message.widget.attrs["rows"] = 2


class ProposalForm(forms.Form):
    """Carries the id of the proposal that was on the page."""

    proposal = forms.UUIDField(required=False, widget=forms.HiddenInput)


class DeclineForm(ProposalForm):
    """A word that goes with declining a proposal."""

    message = message_field(_("Add a message"), help_text=_("The other side reads this."))
    message.widget.attrs["rows"] = 2


class ChallengeForm(forms.Form):
    """A word to the venue that goes with a challenge."""

    message = message_field(_("Add a message"), help_text=_("The venue reads this."))
    message.widget.attrs["rows"] = 2


class RankForm(forms.Form):
    """The rank that a hold is to have."""

    rank = forms.IntegerField(label=_("Position"), min_value=1, max_value=100)

"""A client's request to an act: a date, a place and a fee."""

import datetime as dt

from django import forms
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.forms.naming import NamingForm
from bookings.actions.needs import GUESTS_MAX, SET_UP_MAX, EventNeeds
from bookings.queries.needs import NEEDS
from bookings.states import Power, Setting
from catalogue.forms import CityField
from engagements.forms.deposits import DepositFields
from engagements.forms.messages import message_field
from engagements.forms.tiers import TiersField, tiers_said
from engagements.forms.wallclock import WallClock, clock_field, day_field
from venues.models import usual_tiers
from web.lengths import LengthForm


class RequestForm(NamingForm, LengthForm, DepositFields):
    """When and where an act is wanted. The times are those of the clock where it plays: of the city, else the act's."""

    night = day_field(_("Date"))
    starts = clock_field(_("Set starts"), required=True)
    ends = clock_field(_("until"), required=True, help_text=_("Past-midnight times are fine: 22:00 to 00:30."))
    place = forms.CharField(
        label=_("Place"),
        max_length=300,
        required=False,
        help_text=_("Name and address. Leave blank if you don’t know yet."),
    )
    city = CityField(label=_("City"), required=False)
    guests = forms.IntegerField(label=_("Guests"), required=False, min_value=1, max_value=GUESTS_MAX)
    setting = forms.ChoiceField(
        label=_("Indoors or outdoors"), required=False, choices=[("", _("Not sure yet")), *Setting.choices]
    )
    power = forms.ChoiceField(label=_("Power"), required=False, choices=[("", _("Not sure yet")), *Power.choices])
    set_up_minutes = forms.IntegerField(
        label=_("Time to set up, in minutes"),
        required=False,
        min_value=1,
        max_value=SET_UP_MAX,
        help_text=_("How long the act has before the set."),
    )
    tiers = TiersField(initial=usual_tiers)
    message = message_field(_("Message"), help_text=_("The occasion, the music you want, and what equipment is there."))

    field_order = [
        "your_name",
        "night",
        "starts",
        "ends",
        "place",
        "city",
        *NEEDS,
        "fee",
        "fee_currency",
        "tiers",
        "message",
    ]

    def __init__(self, *args, timezone: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.timezone = timezone
        self.fields["fee"].label = _("Your budget")
        self.fields["fee"].help_text = _("What you offer the act. It can accept, or make a counter-offer.")
        self.moved: list[str] = []

    def clean(self):
        cleaned = super().clean()
        if all(cleaned.get(name) is not None for name in ("night", "starts", "ends")):
            self._set_times(cleaned)
        return cleaned

    def _set_times(self, cleaned: dict) -> None:
        city = cleaned.get("city")
        clock = WallClock(cleaned["night"], city.timezone if city else self.timezone, moved=self.moved)
        start = clock.start(cleaned["starts"])
        try:
            cleaned["starts_at"] = clock.instant(start)
            cleaned["ends_at"] = clock.instant(clock.after(start, cleaned["ends"]))
        except OverflowError:
            self.add_error("night", _("Choose another date."))
            return
        if cleaned["starts_at"] <= now():
            self.add_error("night", _("This date has passed."))
        elif cleaned["ends_at"] <= cleaned["starts_at"]:
            self.add_error("ends", _("The clocks change that night, so this time doesn’t exist."))
        times = {"starts": cleaned["starts_at"], "ends": cleaned["ends_at"]}
        self.ask_about(times, clock.timezone, self.fields)

    def terms(self) -> dict[str, object]:
        """The request as keyword arguments of `request_act`."""
        said = self.cleaned_data
        names = ("starts_at", "ends_at", "place", "city", "message", "your_name")
        terms = {name: said[name] for name in names if name in said} | {"cancellation_tiers": tiers_said(self)}
        needs = EventNeeds(**{name: said[name] for name in NEEDS})
        return terms | self.fee_terms() | {"deal": self.deal, "needs": needs}

    @staticmethod
    def usual_times() -> dict[str, dt.time]:
        """What the form starts with."""
        return {"starts": dt.time(20, 0), "ends": dt.time(22, 0)}


class PlaceForm(forms.Form):
    """Where a private show is, once that is known."""

    place = forms.CharField(label=_("Place"), max_length=300, help_text=_("Name and address of the place."))
    city = CityField(label=_("City"), required=False)

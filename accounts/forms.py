"""Forms about people and parties: they read what was typed; what may be is decided by the actions."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Party
from accounts.states import LEADING_ROLES, PLAYING_ROLES, ROLES_BY_INVITE, PartyKind, Role, TokenScope
from accounts.zones import zone_choices
from availability.ranges import Period, at_wall_clock, evening
from availability.states import BlockKind, SaidKind
from catalogue.forms import CityField, GenresField
from catalogue.models import Currency
from stageslot.web.money import AmountInvalid, currency_digits, parse_amount

Result = TypeVar("Result")

WHOLE_DAY = (dt.time(6), dt.time(6))
EVENING = (dt.time(17), dt.time(3))
DAYS_MAX = 62
SAID_CHOICES = [(kind.value, BlockKind(kind).label) for kind in SaidKind]


class ActionForm(forms.Form):
    """A form that carries out an action and shows, at its fields, what the action refuses.

    `fields_of_arguments` names the field for an argument that is called otherwise.
    """

    fields_of_arguments: Mapping[str, str] = {}

    def act(self, action: Callable[..., Result], **arguments: Any) -> Result | None:
        """What the action returns, or None after a ValidationError, which then stands at the fields it names."""
        try:
            return action(**arguments)
        except ValidationError as error:
            for argument, messages in _by_argument(error).items():
                field = self.fields_of_arguments.get(argument, argument)
                self.add_error(field if field in self.fields else None, messages)
            return None


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self):
        super().__init__(format="%H:%M")


class NewPartyForm(ActionForm):
    """What a band or a venue needs to begin with."""

    name = forms.CharField(label=_("Name"), max_length=300)
    city = CityField(label=_("City"), required=False, help_text=_("Where you are at home: “Hamburg, Germany”."))
    timezone = forms.ChoiceField(label=_("Time zone"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["timezone"].choices = [("", _("That of the city")), *zone_choices()]

    def zone_for(self, user) -> str:
        """The zone chosen, else that of the city, else the person's own."""
        city = self.cleaned_data["city"]
        return self.cleaned_data["timezone"] or (city.timezone if city else user.timezone)


class PartyForm(ActionForm):
    """What the page of a band or a venue says."""

    fields_of_arguments = {"fee_min_minor": "fee_min", "fee_max_minor": "fee_max"}

    name = forms.CharField(label=_("Name"), max_length=300)
    tagline = forms.CharField(
        label=_("In one line"), max_length=200, required=False, help_text=_("What you would shout over a loud bar.")
    )
    bio = forms.CharField(label=_("About"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 6}))
    city = CityField(label=_("City"), required=False)
    timezone = forms.ChoiceField(label=_("Time zone"))
    genres = GenresField(label=_("Genres"), required=False)
    fee_min = forms.CharField(label=_("Usual fee from"), max_length=40, required=False)
    fee_max = forms.CharField(label=_("up to"), max_length=40, required=False)
    fee_currency = forms.ModelChoiceField(Currency.objects.all(), label=_("Currency"), required=False, empty_label="–")
    links = forms.CharField(
        label=_("Links"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, with a name before it if you like: “Bandcamp https://example.bandcamp.com”."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["timezone"].choices = zone_choices()

    def clean(self) -> dict:
        super().clean()
        for end in ("min", "max"):
            self.cleaned_data[f"fee_{end}_minor"] = self._amount(f"fee_{end}")
        return self.cleaned_data

    def party_fields(self) -> dict[str, Any]:
        """The arguments of `accounts.actions.update_party`."""
        names = (
            "name",
            "tagline",
            "bio",
            "city",
            "timezone",
            "genres",
            "fee_min_minor",
            "fee_max_minor",
            "fee_currency",
        )
        lines = [line.split() for line in self.cleaned_data["links"].splitlines() if line.strip()]
        links = [(" ".join(words[:-1]), words[-1]) for words in lines]
        return {name: self.cleaned_data[name] for name in names} | {"links": links}

    def _amount(self, field: str) -> int | None:
        text, currency = self.cleaned_data.get(field), self.cleaned_data.get("fee_currency")
        if not text:
            return None
        if currency is None:
            if "fee_currency" not in self.errors:
                self.add_error("fee_currency", _("Choose the currency of the fee."))
            return None
        try:
            return parse_amount(text, currency.code)
        except AmountInvalid as error:
            self.add_error(field, str(error))
            return None

    @staticmethod
    def initial_of(party: Party) -> dict[str, Any]:
        """What the form shows of a party before it is changed."""
        names = ("name", "tagline", "bio", "city", "timezone", "fee_currency")
        return {name: getattr(party, name) for name in names} | {
            "genres": list(party.genres.all()),
            "fee_min": _typed(party.fee_min_minor, party.fee_currency_id),
            "fee_max": _typed(party.fee_max_minor, party.fee_currency_id),
            "links": "\n".join(f"{link.label} {link.url}" for link in party.links.all()),
        }


class PhotoForm(ActionForm):
    file = forms.FileField(label=_("Photo"), help_text=_("JPEG, PNG or WebP, up to 8 MB."))
    alt = forms.CharField(
        label=_("What it shows"),
        max_length=200,
        help_text=_("For people who cannot see it: “The five of us on a pier”."),
    )
    credit = forms.CharField(label=_("Photographer"), max_length=120, required=False)


class ProfileForm(ActionForm):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("What your bandmates read."))
    timezone = forms.ChoiceField(label=_("Time zone"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["timezone"].choices = zone_choices()


class DeleteAccountForm(ActionForm):
    email = forms.CharField(label=_("Your e-mail address"), help_text=_("Type it to say that you mean it."))

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        if self.cleaned_data["email"].lower() != self.user.email.lower():
            raise ValidationError(_("This is not the address you sign in with."))
        return self.cleaned_data["email"]


class TokenForm(ActionForm):
    name = forms.CharField(label=_("What is it for?"), max_length=100)
    scopes = forms.MultipleChoiceField(
        label=_("It may"), choices=TokenScope.choices, widget=forms.CheckboxSelectMultiple, initial=[TokenScope.READ]
    )


class InviteForm(ActionForm):
    """An invite in a role that the inviter may give."""

    role = forms.ChoiceField(label=_("They join as"))
    uses = forms.IntegerField(label=_("For how many people"), min_value=1, max_value=100, initial=1)
    expires_in_days = forms.IntegerField(label=_("Valid for how many days"), min_value=1, max_value=90, initial=14)

    def __init__(self, *args, party: Party, is_owner: bool, **kwargs):
        super().__init__(*args, **kwargs)
        roles = [role for role in ROLES_BY_INVITE[PartyKind(party.kind)] if is_owner or role not in LEADING_ROLES]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]


class JoinForm(ActionForm):
    """What somebody says on joining: what they play and whether their time may be promised. For leaders, nothing."""

    name = forms.CharField(label=_("What are you called?"), max_length=120, help_text=_("What your bandmates read."))
    instrument = forms.CharField(
        label=_("What do you play?"), max_length=80, required=False, help_text=_("Drums, voice, sound ...")
    )
    may_be_booked = forms.BooleanField(
        label=_("The band may promise my time"),
        required=False,
        initial=True,
        help_text=_("When everybody is free, the band can accept a gig at once. Without it you are asked each time."),
    )

    def __init__(self, *args, role: str, asks_name: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_name:
            del self.fields["name"]
        if role not in PLAYING_ROLES:
            del self.fields["instrument"]
        if role != Role.MEMBER:
            del self.fields["may_be_booked"]


class MembershipForm(JoinForm):
    @staticmethod
    def initial_of(membership: Membership) -> dict[str, Any]:
        return {"instrument": membership.instrument, "may_be_booked": membership.may_be_booked}


class DaysField(forms.MultipleChoiceField):
    """Some days, each by its ISO date."""

    def valid_value(self, value: str) -> bool:
        return _is_day(value)

    def clean(self, value: list[str]) -> list[dt.date]:
        return sorted({dt.date.fromisoformat(text) for text in super().clean(value)})


class PaintForm(ActionForm):
    """Days marked on the month, and what to say of them; "clear" takes back what was said."""

    fields_of_arguments = {"nights": "days"}
    CLEAR = "clear"
    DAY, EVENING = "day", "evening"
    days = DaysField(label=_("Days"), error_messages={"required": _("Mark some days first.")})
    kind = forms.ChoiceField(label=_("What"), choices=[*SAID_CHOICES, (CLEAR, _("Nothing"))])
    part = forms.ChoiceField(
        label=_("Which part"),
        choices=[(DAY, _("whole days")), (EVENING, _("evenings, 17:00 – 03:00"))],
        widget=forms.RadioSelect,
        initial=DAY,
        required=False,
    )

    def clean_days(self) -> list[dt.date]:
        days = self.cleaned_data["days"]
        if len(days) > DAYS_MAX:
            raise ValidationError(_("Mark at most %(count)s days at once.") % {"count": DAYS_MAX})
        return days

    @property
    def times(self) -> tuple[dt.time, dt.time]:
        """From when to when, on the wall clock; an end that is not later is of the next day."""
        return EVENING if self.cleaned_data["part"] == self.EVENING else WHOLE_DAY

    @property
    def said(self) -> str | None:
        kind = self.cleaned_data["kind"]
        return None if kind == self.CLEAR else kind


class SayTimeForm(ActionForm):
    """A stretch of time, once or every week."""

    fields_of_arguments = {"starts_at": "first", "ends_at": "to_time", "rrule": "until"}

    kind = forms.ChoiceField(label=_("I am"), choices=SAID_CHOICES, initial=SaidKind.BUSY)
    first = forms.DateField(label=_("Day"), widget=DateInput())
    from_time = forms.TimeField(label=_("From"), widget=TimeInput())
    to_time = forms.TimeField(label=_("To"), widget=TimeInput(), help_text=_("Earlier than the start: the next day."))
    is_weekly = forms.BooleanField(label=_("Every week"), required=False)
    until = forms.DateField(label=_("Until"), widget=DateInput(), required=False, help_text=_("For every week only."))

    def clean_first(self) -> dt.date:
        return _sane_day(self.cleaned_data["first"])

    def clean_until(self) -> dt.date | None:
        until, first = self.cleaned_data["until"], self.cleaned_data.get("first")
        if until and first and until < first:
            raise ValidationError(_("This is before the first day."))
        return until and _sane_day(until)

    def period(self, timezone: str) -> Period:
        """The first stretch."""
        data = self.cleaned_data
        return evening(data["first"], data["from_time"], data["to_time"], timezone)

    def rrule(self, timezone: str) -> str:
        """Empty for once; UNTIL is the end of the last day, in UTC as RFC 5545, section 3.3.10 wants it."""
        data = self.cleaned_data
        if not data["is_weekly"]:
            return ""
        if not data["until"]:
            return "FREQ=WEEKLY"
        last = at_wall_clock(data["until"] + dt.timedelta(days=1), dt.time(), timezone) - dt.timedelta(seconds=1)
        return f"FREQ=WEEKLY;UNTIL={last:%Y%m%dT%H%M%SZ}"


class KnownForm(ActionForm):
    """Until when all that was not spoken of is free."""

    until = forms.DateField(label=_("The rest is free until"), widget=DateInput())

    def clean_until(self) -> dt.date:
        return _sane_day(self.cleaned_data["until"])


def _is_day(text: str) -> bool:
    try:
        _sane_day(dt.date.fromisoformat(text))
    except (ValueError, ValidationError):
        return False
    return True


def _sane_day(day: dt.date) -> dt.date:
    """A day that calendars and databases of all kinds can count to."""
    if not 2000 <= day.year <= 2100:
        raise ValidationError(_("Enter a day between 2000 and 2100."))
    return day


def _typed(amount_minor: int | None, currency: str | None) -> str:
    """An amount as the person would type it in their language."""
    if amount_minor is None or not currency:
        return ""
    digits = currency_digits(currency)
    whole = amount_minor % 10**digits == 0
    return number_format(Decimal(amount_minor).scaleb(-digits), decimal_pos=0 if whole else digits, use_l10n=True)


def _by_argument(error: ValidationError) -> Mapping[str, list[str]]:
    return error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}

"""Calendars kept elsewhere: where they are, and what their events do to one's time."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.acting import ActionForm
from accounts.names.zones import zone_choices
from availability.imports.sorts import SORTS
from availability.states import ImportEffect, ImportKind
from calendar_imports.errors import Problem
from calendar_imports.fetching.addresses import clean_url, refuse_inside
from calendar_imports.fetching.client import LARGEST, MEGABYTE
from calendar_imports.reading.calendars import DEFAULT_POLICY
from calendar_imports.reading.lines import sniff
from calendar_imports.reading.refusals import Refused
from web.fields import choice_field

ABOUT_THE_PASSWORD = frozenset({"unauthorized", "no_password_here"})


class SourceForm(ActionForm):
    """Where a calendar comes from. What its server says no to stands at the field that it is about."""

    blamed = "url"

    def refuse(self, problem) -> None:
        """Say why a server gave no calendar."""
        at = "secret" if problem.code in ABOUT_THE_PASSWORD and "secret" in self.fields else self.blamed
        self.add_error(at if at in self.fields else None, problem.text)


def _checked(url: str, meant: str) -> str:
    """The address as it was typed; a `ValidationError` where what is `meant` by it is plainly none. The worker finds
    out what stands there."""
    try:
        refuse_inside(clean_url(meant))
    except Problem as problem:
        raise ValidationError(problem.text) from None
    return url


class AddressForm(SourceForm):
    url = forms.CharField(
        label=_("Link"),
        max_length=2000,
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "placeholder": "https://…/calendar.ics"}
        ),
        help_text=_("The calendar’s secret or public iCal link. It usually ends in .ics."),
    )
    username = forms.CharField(
        label=_("User name"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    secret = forms.CharField(
        label=_("Password"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Only if the link needs a password. Stored encrypted."),
    )

    def clean_url(self) -> str:
        return _checked(self.cleaned_data["url"], self.cleaned_data["url"])


class CalDAVForm(SourceForm):
    url = forms.CharField(
        label=_("Server"),
        max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "placeholder": "cloud.example.org"}),
        help_text=_("The server’s name, such as caldav.icloud.com, or the address of one calendar"),
    )
    username = forms.CharField(
        label=_("User name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    secret = forms.CharField(
        label=_("App password"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Create one for StageSlot in that account’s settings. Stored encrypted."),
    )

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        return _checked(url, url if "://" in url else f"https://{url.strip()}")


class FileForm(SourceForm):
    blamed = "content"
    content = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(attrs={"accept": ".ics,.ical,.ifb,text/calendar"}),
        help_text=_("A calendar in iCal format (.ics), up to 10 MB."),
    )

    def clean_content(self) -> bytes:
        return read_file(self.cleaned_data["content"])


class GoogleForm(SourceForm):
    """Google asks all there is to ask."""


SOURCE_FORMS: dict[str, type[SourceForm]] = {
    ImportKind.URL: AddressForm,
    ImportKind.FILE: FileForm,
    ImportKind.CALDAV: CalDAVForm,
    ImportKind.GOOGLE: GoogleForm,
}


class ChoiceForm(SourceForm):
    """Which calendar of an account it is."""

    blamed = "place"
    place = forms.ChoiceField(label=_("Calendar"), widget=forms.RadioSelect)

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.names = {choice.place: choice.name for choice in choices}
        choice_field(self, "place").choices = list(self.names.items())


class ImportForm(ActionForm):
    """Its name, and what its events do to one's time; names of zones that nobody knows are asked for.

    Google tells only when somebody is busy: there is no policy and no clock to choose.
    """

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("Only you see this."))
    timezone = forms.ChoiceField(label=_("Default time zone"), help_text=_("For events without a time zone."))
    all_day = forms.ChoiceField(label=_("All-day events"))
    tentative = forms.ChoiceField(label=_("Tentative events"))
    unanswered = forms.ChoiceField(label=_("Invitations I have not answered"))
    transparent = forms.ChoiceField(label=_("Events marked as free"))
    declined = forms.ChoiceField(label=_("Invitations I declined"))
    cancelled = forms.ChoiceField(label=_("Cancelled events"))

    def __init__(self, *args, kind: str, zones: Iterable[str] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        choice_field(self, "timezone").choices = zone_choices()
        for sort in SORTS:
            choice_field(self, sort).choices = ImportEffect.choices
            self.fields[sort].initial = DEFAULT_POLICY[sort]
        self.zones: dict[str, str] = {}
        for number, name in enumerate(dict.fromkeys(zones)):
            self._ask_for_zone(f"zone_{number}", name)
        if not self.has_policy:
            for field in ("timezone", *SORTS):
                del self.fields[field]

    def _ask_for_zone(self, field: str, name: str) -> None:
        self.zones[field] = name
        self.fields[field] = forms.ChoiceField(
            label=_("Which time zone is “%(name)s”?") % {"name": name},
            choices=[("", _("Choose…")), *zone_choices()],
            initial=self.initial.get("zone_names", {}).get(name, ""),
        )

    @property
    def has_policy(self) -> bool:
        return self.kind != ImportKind.GOOGLE

    @property
    def zone_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.zones]

    @property
    def policy_fields(self) -> list[forms.BoundField]:
        """The weakest sort first: of several that fit, the lowest decides."""
        return [self[sort] for sort in reversed(SORTS) if sort in self.fields]

    @property
    def says_how_to_read(self) -> bool:
        """Whether time zone and policy make sense, whatever else is wrong."""
        return not self.errors.keys() & {"timezone", *SORTS}

    def reading(self) -> dict:
        """How events are to be read, as far as that has been said: time zone, policy, names of zones."""
        told = self.cleaned_data if self.is_bound else {name: self[name].initial for name in self.fields}
        return {
            "timezone": told.get("timezone") or "",
            "policy": {sort: told[sort] for sort in SORTS if told.get(sort)},
            "zone_names": {name: told[field] for field, name in self.zones.items() if told.get(field)},
        }

    def arguments(self) -> dict:
        """What the actions take."""
        reading = self.reading()
        if not self.has_policy:
            return {"name": self.cleaned_data["name"]}
        named = {"name": self.cleaned_data["name"], "timezone": reading["timezone"]}
        return named | {"zone_names": reading["zone_names"]} | reading["policy"]


class EditImportForm(ImportForm):
    """As it is, with a new password or a newer file where it has one."""

    secret = forms.CharField(
        label=_("New password"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Leave blank to keep the current one."),
    )
    content = forms.FileField(
        label=_("Newer file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".ics,.ical,.ifb,text/calendar"}),
        help_text=_("Replaces the current file."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.kind not in (ImportKind.URL, ImportKind.CALDAV):
            del self.fields["secret"]
        if self.kind != ImportKind.FILE:
            del self.fields["content"]

    def clean_content(self) -> bytes:
        file = self.cleaned_data["content"]
        return read_file(file) if file else b""

    def arguments(self) -> dict:
        """Also what was entered anew; what was left empty stays."""
        anew = {name: self.cleaned_data[name] for name in ("secret", "content") if self.cleaned_data.get(name)}
        return super().arguments() | anew


def read_file(file) -> bytes:
    """The bytes of an upload. Raises `ValidationError` where there are too many, or they are plainly no calendar."""
    if file.size > LARGEST:
        raise ValidationError(_("The file is larger than %(megabytes)s MB.") % {"megabytes": LARGEST // MEGABYTE})
    content = bytes(file.read())
    try:
        sniff(content)
    except Refused as refused:
        raise ValidationError(Problem(refused.code, **refused.details).text) from None
    return content

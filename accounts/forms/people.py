"""A person's own: profile, account, tokens."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.forms.acting import ActionForm
from accounts.forms.inputs import TimeInput
from accounts.models import NAME_MAX, User
from accounts.names.zones import zone_choices
from accounts.states import NudgeAnswer, TokenScope
from web.dates import weekday_names
from web.fields import EditForm, choice_field


class ProfileForm(EditForm, ActionForm):
    name = forms.CharField(label=_("Name"), max_length=NAME_MAX, help_text=_("How you appear to bandmates."))
    timezone = forms.ChoiceField(label=_("Time zone"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choice_field(self, "timezone").choices = zone_choices()
        # Who has not said a name yet can go on without; who has one cannot take it back.
        self.fields["name"].required = bool(self.initial.get("name"))


class NudgeSettingsForm(EditForm, ActionForm):
    """On which weekday, and at what time of it, to be asked about a calendar that has aged."""

    weekday = forms.TypedChoiceField(label=_("Ask me on"), coerce=int, required=False, empty_value=None)
    time = forms.TimeField(label=_("At"), widget=TimeInput())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = [(place, full) for place, (_short, full) in enumerate(weekday_names())]
        choice_field(self, "weekday").choices = [("", _("Never")), *names]

    @classmethod
    def of(cls, user: User, data=None) -> "NudgeSettingsForm":
        weekday = "" if user.nudge_weekday is None else user.nudge_weekday
        return cls(data, initial={"weekday": weekday, "time": user.nudge_time})


class NudgeForm(ActionForm):
    """A button's answer to the question about one's time."""

    answer = forms.ChoiceField(choices=NudgeAnswer.choices)


TOKEN_DAYS = (7, 30, 90, 365)


class TokenForm(ActionForm):
    name = forms.CharField(label=_("Purpose"), max_length=100)
    scopes = forms.MultipleChoiceField(
        label=_("Permissions"),
        choices=TokenScope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[TokenScope.READ],
    )
    days = forms.TypedChoiceField(label=_("Lasts for"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        lengths = sorted({*TOKEN_DAYS, settings.API_TOKEN_DAYS})
        texts = [(days, ngettext("%(count)d day", "%(count)d days", days) % {"count": days}) for days in lengths]
        choice_field(self, "days").choices = texts
        self.fields["days"].initial = settings.API_TOKEN_DAYS

"""What people say of their time on the month."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.acting import ActionForm
from accounts.forms.inputs import DateInput, DaysField, TimeInput, sane_day
from availability.ranges import Period, at_wall_clock, evening
from availability.states import BlockKind, SaidKind
from web.fields import EditForm
from web.lengths import LengthForm

WHOLE_DAY = (dt.time(6), dt.time(6))
EVENING = (dt.time(17), dt.time(3))
DAYS_MAX = 62
SAID_CHOICES = [(kind.value, BlockKind(kind).label) for kind in SaidKind]


class PaintForm(ActionForm):
    """Days marked on the month, and what to say of them; "clear" takes back what was said."""

    fields_of_arguments = {"nights": "days"}
    CLEAR = "clear"
    DAY, EVENING = "day", "evening"
    days = DaysField(label=_("Days"), error_messages={"required": _("Select some days first.")})
    kind = forms.ChoiceField(label=_("What"), choices=[*SAID_CHOICES, (CLEAR, _("Clear"))])
    part = forms.ChoiceField(
        label=_("Part of the day"),
        choices=[(DAY, _("whole days")), (EVENING, _("evenings, 17:00 – 03:00"))],
        widget=forms.RadioSelect,
        initial=DAY,
        required=False,
    )

    def clean_days(self) -> list[dt.date]:
        days = self.cleaned_data["days"]
        if len(days) > DAYS_MAX:
            raise ValidationError(_("Select at most %(count)s days at once.") % {"count": DAYS_MAX})
        return days

    @property
    def times(self) -> tuple[dt.time, dt.time]:
        """From when to when, on the wall clock; an end that is not later is of the next day."""
        return EVENING if self.cleaned_data["part"] == self.EVENING else WHOLE_DAY

    @property
    def said(self) -> str | None:
        kind = self.cleaned_data["kind"]
        return None if kind == self.CLEAR else kind


class SayTimeForm(LengthForm, ActionForm):
    """A stretch of time, once or every week. 20:00 to 19:00 is asked about before it is believed."""

    fields_of_arguments = {"starts_at": "first", "ends_at": "to_time", "rrule": "until"}

    kind = forms.ChoiceField(label=_("I am"), choices=SAID_CHOICES, initial=SaidKind.BUSY)
    first = forms.DateField(label=_("Day"), widget=DateInput())
    from_time = forms.TimeField(label=_("From"), widget=TimeInput())
    to_time = forms.TimeField(
        label=_("To"), widget=TimeInput(), help_text=_("If it ends after midnight, just enter the time.")
    )
    is_weekly = forms.BooleanField(label=_("Every week"), required=False)
    until = forms.DateField(
        label=_("Until"), widget=DateInput(), required=False, help_text=_("Only if it repeats every week.")
    )

    def clean(self):
        said = super().clean()
        self.ask_about_clocks("from_time", "to_time")
        return said

    def clean_first(self) -> dt.date:
        return sane_day(self.cleaned_data["first"])

    def clean_until(self) -> dt.date | None:
        until, first = self.cleaned_data["until"], self.cleaned_data.get("first")
        if until and first and until < first:
            raise ValidationError(_("This must be on or after the first day."))
        return until and sane_day(until)

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


SUGGESTED = dt.timedelta(weeks=8)


class KnownForm(EditForm, ActionForm):
    """Until which day blank days count as free."""

    until = forms.DateField(label=_("Blank days are free until"), widget=DateInput())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"auto_id": "known_%s"} | kwargs)

    @classmethod
    def shown(cls, known_day: dt.date | None, today: dt.date) -> "KnownForm":
        """The form with the stored day, or with a suggestion eight weeks ahead that is saved like a typed day."""
        form = cls(initial={"until": known_day or today + SUGGESTED})
        form.is_edit = known_day is not None
        return form

    def clean_until(self) -> dt.date:
        return sane_day(self.cleaned_data["until"])

"""Days and times as browsers let people choose them."""

import datetime as dt
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self):
        super().__init__(format="%H:%M")


class DaysField(forms.MultipleChoiceField):
    """Some days, each by its ISO date."""

    def valid_value(self, value: str) -> bool:
        return _is_day(value)

    def clean(self, value: list[str]) -> list[dt.date]:
        return sorted({dt.date.fromisoformat(text) for text in super().clean(value)})


def days_among(texts: Iterable[str]) -> list[dt.date]:
    """The days that some of these texts are, in order."""
    return sorted(dt.date.fromisoformat(text) for text in set(texts) if _is_day(text))


def sane_day(day: dt.date) -> dt.date:
    """A day that calendars and databases of all kinds can count to."""
    if not 2000 <= day.year <= 2100:
        raise ValidationError(_("Enter a day between 2000 and 2100."))
    return day


def _is_day(text: str) -> bool:
    try:
        sane_day(dt.date.fromisoformat(text))
    except (ValueError, ValidationError):
        return False
    return True

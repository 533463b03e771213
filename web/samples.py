"""What the style guide shows: one sample of everything, long names included."""

import datetime

from django import forms

INSTRUMENTS = [("drums", "Drums"), ("bass", "Bass"), ("voice", "Voice")]


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Name of the act", help_text="As it stands on the poster.", max_length=80)
    email = forms.EmailField(label="E-mail", required=False)
    night = forms.DateField(label="Night", widget=forms.DateInput(attrs={"type": "date"}))
    instrument = forms.ChoiceField(label="Instrument", choices=INSTRUMENTS, required=False)
    plays = forms.MultipleChoiceField(
        label="Also plays", choices=INSTRUMENTS, widget=forms.CheckboxSelectMultiple, required=False
    )
    pitch = forms.CharField(label="Message", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    photo = forms.FileField(label="Photo", required=False, help_text="JPEG, PNG or WebP, up to 8 MB.")
    may_promise = forms.BooleanField(
        label="The band may promise my time", required=False, help_text="You can take this back at any time."
    )


def components_context(today: datetime.date) -> dict[str, object]:
    """The style guide's data, as views would prepare it, around a given day."""
    first = today.replace(day=1)
    return {
        "today": today,
        "weeks": _weeks(first, today),
        "nights": [_cell(first + datetime.timedelta(days=4 + count), today) for count in range(8)],
        "parties": [
            {"value": "me", "label": "Mara Quist", "is_current": False},
            {"value": "1", "label": "Harbour Cellar", "is_current": True},
        ],
        "starts_at": datetime.datetime(2027, 3, 6, 20, tzinfo=datetime.UTC),
        "ends_at": datetime.datetime(2027, 3, 6, 23, 30, tzinfo=datetime.UTC),
        "night": datetime.date(2027, 3, 6),
        "after_midnight": datetime.datetime(2027, 3, 6, 23, 30, tzinfo=datetime.UTC),
        "late_end": datetime.datetime(2027, 3, 7, 1, tzinfo=datetime.UTC),
    }


_STRIPS: dict[int, list[dict[str, object]]] = {
    5: [{"voice": "booked", "label": "Harbour Cellar", "sub": "22:30"}],
    6: [{"voice": "free", "label": "Available"}],
    11: [{"voice": "busy", "label": "Unavailable"}],
    12: [{"voice": "maybe", "label": "If need be"}],
    13: [{"voice": "held", "label": "Iron Weather", "rank": 1}, {"voice": "held", "label": "Noon", "rank": 2}],
    19: [{"voice": "pending", "label": "Pending"}],
    20: [{"voice": "pending", "label": "3 applications", "href": "#month"}, {"voice": "gone", "label": "Matinee"}],
    26: [{"voice": "unknown", "label": "Not said"}],
    27: [{"voice": "booked", "label": "The Extraordinarily Long-Winded Philharmonic Noise Society", "sub": "21:00"}],
}


def _weeks(first: datetime.date, today: datetime.date) -> list[dict[str, object]]:
    start = first - datetime.timedelta(days=first.weekday())
    return [
        {"label": (start + datetime.timedelta(weeks=week)).isocalendar().week, "cells": _days(start, week, today)}
        for week in range(5)
    ]


def _days(start: datetime.date, week: int, today: datetime.date) -> list[dict[str, object]]:
    return [_cell(start + datetime.timedelta(days=7 * week + count), today) for count in range(7)]


def _cell(date: datetime.date, today: datetime.date) -> dict[str, object]:
    is_shown = date.month == today.month
    strips = _STRIPS.get(date.day, []) if is_shown else []
    return {
        "date": date,
        "label": date.day,
        "name": f"{date:%A %-d %B}, {', '.join(str(strip['label']) for strip in strips) or 'nothing said'}",
        "is_today": date == today,
        "in_month": is_shown,
        "is_checked": date.day in (9, 10),
        "href": f"#day-{date.day}" if is_shown else "",
        "strips": strips,
    }

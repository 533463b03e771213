"""What a form about something that exists hands on: what was touched, and nothing else."""

import datetime as dt

import pytest
from django import forms
from django.http import QueryDict

from web.fields import EditForm


class NoteForm(EditForm):
    sources = {"starts_at": ("day", "clock")}

    text = forms.CharField(required=False, widget=forms.Textarea)
    number = forms.IntegerField(required=False)
    is_open = forms.BooleanField(required=False)
    day = forms.DateField(widget=forms.DateInput(format="%Y-%m-%d"))
    clock = forms.TimeField(widget=forms.TimeInput(format="%H:%M"))
    days = forms.TypedMultipleChoiceField(choices=[(1, "1"), (2, "2")], coerce=int, required=False)
    kind = forms.TypedChoiceField(choices=[(0, "no"), (5, "five")], coerce=int)


STORED = {
    "text": "one\ntwo ", "number": 7, "is_open": True, "day": dt.date(2028, 5, 6),
    "clock": dt.time(2, 30, 15, 40, fold=1), "days": [2, 1], "kind": 5,
}  # fmt: skip
SENT = {"text": "one\r\ntwo ", "number": "7", "is_open": "on", "day": "2028-05-06", "clock": "02:30",
        "days": ["1", "2"], "kind": "5"}  # fmt: skip


def posted(**values) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name.replace("initial_", "initial-"), value if isinstance(value, list) else [value])
    return data


def test_a_form_that_is_sent_as_it_was_shown_is_untouched():
    form = NoteForm(posted(**SENT), initial=STORED)
    assert form.is_valid(), form.errors
    assert form.touched == frozenset()
    assert form.changes({"text": "", "number": 7, "starts_at": None}) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", "one"),
        ("number", ""),
        ("number", "seven"),
        ("day", "2028-05-07"),
        ("clock", "02:31"),
        ("clock", "late"),
        ("days", ["1"]),
        ("days", []),
        ("kind", "0"),
    ],
)
def test_what_says_something_else_is_touched(name, value):
    assert NoteForm(posted(**SENT | {name: value}), initial=STORED).touched == {name}


def test_a_box_that_is_no_longer_ticked_is_touched():
    data = posted(**SENT)
    del data["is_open"]
    assert NoteForm(data, initial=STORED).touched == {"is_open"}


def test_an_argument_is_handed_on_when_one_of_its_fields_was_touched():
    form = NoteForm(posted(**SENT | {"clock": "03:00"}), initial=STORED)
    assert form.changes({"starts_at": 1, "text": "", "number": 7}) == {"starts_at": 1}


def test_what_another_changed_meanwhile_is_not_written_back():
    """The page was opened before, and carries along what it showed."""
    shown = {"initial_text": "one\r\ntwo ", "initial_number": "7", "initial_is_open": "True",
             "initial_day": "2028-05-06", "initial_clock": "02:30:15.000040", "initial_days": ["1", "2"],
             "initial_kind": "5"}  # fmt: skip
    now = STORED | {"text": "three", "number": None, "is_open": False, "clock": dt.time(9), "days": [], "kind": 0}
    assert NoteForm(posted(**SENT, **shown), initial=now).touched == frozenset()
    assert NoteForm(posted(**SENT | {"number": "8"}, **shown), initial=now).touched == {"number"}


def test_a_field_shows_along_what_it_showed():
    html = str(NoteForm(initial=STORED)["number"])
    assert html.count("<input") == 2
    assert 'name="initial-number"' in html


def test_a_form_that_makes_something_new_is_touched_throughout():
    class NewForm(NoteForm):
        is_edit = False

    form = NewForm(posted(**SENT), initial=STORED)
    assert form.touched == set(form.fields)
    assert "initial-" not in str(form["number"])

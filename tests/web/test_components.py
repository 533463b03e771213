"""What components promise to those who cannot see them."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

from web import samples, voices

MARCH = dt.date(2027, 3, 6)
TEMPLATES = Path(settings.BASE_DIR) / "templates"
INCLUDE = re.compile(r'\{%\s*include\s+"([^"]+)"(.*?)%\}', re.DOTALL)


def component(name, **context):
    """Render it, with all white space as single spaces."""
    return " ".join(render_to_string(f"components/{name}.html", context, RequestFactory().get("/")).split())


@pytest.mark.parametrize("voice", voices.VOICES.values(), ids=voices.VOICES)
def test_tape_says_its_state_by_class_icon_and_word(voice):
    said = component("tape", voice=voice.name, label="Harbour <Cellar>")
    assert f'class="tape {voice.name}' in said
    assert f"#{voice.icon}" in said
    assert f'<span class="hidden">{voice.word}: </span>Harbour &lt;Cellar&gt;' in said


def test_tape_of_a_hold_shows_its_rank():
    assert '<b class="rank">2</b>' in component("tape", voice="held", rank=2)


def test_field_with_errors_is_tied_to_them_and_keeps_its_value():
    form = samples.SampleForm({"email": "nobody", "night": "2027-03-06"})
    said = component("field", field=form["email"])
    assert 'value="nobody"' in said
    assert 'aria-invalid="true"' in said
    assert 'aria-describedby="id_email_error"' in said
    assert '<p class="error" id="id_email_error">' in said


def test_field_is_described_by_its_help():
    said = component("field", field=samples.SampleForm()["name"])
    assert 'aria-describedby="id_name_helptext"' in said
    assert '<div class="help" id="id_name_helptext">' in said


def test_field_of_many_boxes_is_a_fieldset_with_a_legend():
    said = component("field", field=samples.SampleForm()["plays"])
    assert "<fieldset" in said
    assert "<legend> Also plays" in said


def test_form_sums_its_errors_up_and_takes_the_focus():
    said = component("form", form=samples.SampleForm({}), submit="Send")
    assert "data-focus" in said
    assert '<a href="#id_name">Name of the act</a>: This field is required.' in said
    assert 'enctype="multipart/form-data"' in said


def test_form_without_errors_has_no_summary():
    assert "data-focus" not in component("form", form=samples.SampleForm())


def test_month_has_row_and_column_headers_and_tells_each_days_whole_truth():
    said = component("month", caption="March 2027", **samples.components_context(MARCH))
    assert said.count('scope="col"') == 8
    assert said.count('scope="row"') == 5
    assert 'abbr="Monday"' in said
    assert '<span aria-hidden="true">6</span><span class="hidden">Saturday 6 March, Available</span>' in said
    assert said.count('aria-current="date"') == 1


def test_month_to_mark_is_made_of_plain_check_boxes():
    said = component("month", caption="March 2027", mark="days", **samples.components_context(MARCH))
    assert said.count('type="checkbox"') == 31
    assert 'name="days" value="2027-03-09" checked' in said


def test_pagination_keeps_the_filters():
    page = Paginator(range(30), 10).page(2)
    request = RequestFactory().get("/", {"genre": "doom", "page": "2"})
    said = render_to_string("components/pagination.html", {"page": page}, request)
    assert 'href="?genre=doom&amp;page=3"' in said
    assert "Page 2 of 3" in said


def test_photo_without_a_picture_shows_art_of_its_own():
    assert "art/stage-" in component("photo", seed="low-tide", alt="")


def test_a_form_has_its_token_wherever_its_template_is_included_alone():
    """`only` keeps `csrf_token` from a template too, and the test client asks for none: the form would be a 403."""
    templates = {str(path.relative_to(TEMPLATES)): path.read_text() for path in TEMPLATES.rglob("*.html")}
    included = [(name, *found) for name, text in templates.items() for found in INCLUDE.findall(text)]
    wanting = {name for name, text in templates.items() if "{% csrf_token %}" in text}
    while more := {name for name, part, _rest in included if part in wanting} - wanting:
        wanting |= more
    alone = [(name, part, rest) for name, part, rest in included if part in wanting and rest.split()[-1:] == ["only"]]
    assert len(alone) > 2
    assert [(name, part) for name, part, rest in alone if "csrf_token=csrf_token" not in rest] == []

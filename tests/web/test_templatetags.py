import datetime as dt

import pytest
from django.template import Context, Template

from web import voices
from web.filters import Choice
from web.templatetags import web
from web.templatetags.facets import facet_choices


def render(source, **context):
    return Template(source).render(Context(context)).strip()


def test_icon_is_decoration_unless_it_has_a_label():
    assert 'aria-hidden="true"' in web.icon("check")
    assert 'role="img" aria-label="Back &lt;b&gt;"' in web.icon("left", "Back <b>")


def test_art_is_the_same_for_the_same_seed():
    assert web.art("low-tide") == web.art("low-tide")
    assert len({web.art(seed) for seed in range(100)}) == web.ART_COUNT


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Mara Quist", "MQ"),
        ("Cher", "C"),
        ("Jean Michel van Jarre", "JJ"),
        ("", ""),
        ("élan vital", "ÉV"),
        ("\u202e\u200b\u2066evil", "E"),
        ("\u200b \u2066low\u2069 tide", "LT"),
    ],
)
def test_initials(name, letters):
    assert web.initials(name) == letters


def test_span_is_a_time_that_machines_read_too():
    starts_at = dt.datetime(2027, 3, 6, 20, tzinfo=dt.UTC)
    said = render('{% span a b "UTC" %}', a=starts_at, b=starts_at + dt.timedelta(hours=2))
    assert said.startswith('<time datetime="2027-03-06T20:00:00+00:00">')
    assert "20:00 – 22:00</time>" in said


def test_amount_of_nothing_is_empty():
    assert render('{{ fee|amount:"EUR" }}', fee=None) == ""


def test_nav_url_of_nobody_is_empty():
    assert render('[{% nav_url "nobody:x" 1 as url %}{{ url }}]') == "[]"


def test_include_existing_takes_the_first_that_exists():
    assert render('{% include_existing "no/such.html" "components/badge.html" %}', text="<New>", kind="") == (
        '<span class="badge ">&lt;New&gt;</span>'
    )
    assert render('{% include_existing "no/such.html" %}') == ""


@pytest.mark.parametrize(
    ("status", "name"),
    [
        ("free", "free"),
        ("available", "free"),
        ("confirmed", "booked"),
        ("cancelled", "gone"),
    ],
)
def test_voice_of_a_status(status, name):
    assert voices.find_voice(status).name == name


def test_status_without_a_voice_warns_and_sounds_unknown():
    with pytest.warns(UserWarning, match="nobody named it"):
        assert voices.find_voice("nobody named it").name == "unknown"


def test_facet_choice_is_a_link_that_says_whether_it_is_on():
    chosen, other = (
        Choice(key, key.title(), "12", f"/acts/?genre={key}&q=a", key == "doom") for key in ("doom", "jazz")
    )
    first, second = facet_choices([chosen, other]).split("</li>")[:2]
    assert 'id="facet-doom" href="/acts/?genre=doom&amp;q=a" hx-get="/acts/?genre=doom&amp;q=a"' in first
    assert 'aria-current="true">Doom <span class="number">12</span>' in first
    assert "aria-current" not in second


def test_facet_choice_of_hostile_words_is_text():
    html = facet_choices([Choice('k" onclick="', "<b>'", '"><i>', '/?q="><script>', False)])
    assert not any(sign in html for sign in ("<b>", "<i>", "<script>", '" onclick'))
    assert html.count('"') == 2 * html.count('="')


TURNING = "Zed \u202egnorw"
IN_PLAIN = f"\u2068{TURNING}\u202c\u2069"


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("{% blocktranslate with name=name %}Leave {{ name }}?{% endblocktranslate %}", f"Leave <bdi>{TURNING}</bdi>?"),
        ("{% blocktranslate %}{{ name }} writes:{% endblocktranslate %}", f"<bdi>{TURNING}</bdi> writes:"),
        (
            "{% blocktranslate asvar said with name=name %}Leave {{ name }}?{% endblocktranslate %}{{ said }}",
            f"Leave {IN_PLAIN}?",
        ),
        ('<a title="{% blocktranslate with name=name|isolated %}To {{ name }}{% endblocktranslate %}">', IN_PLAIN),
        ("{% autoescape off %}{% blocktranslate %}Hi {{ name }}!{% endblocktranslate %}{% endautoescape %}", IN_PLAIN),
        ("{% firstof name as first %}{% blocktranslate %}At {{ first }}.{% endblocktranslate %}", "At <bdi>Zed"),
        ("{% blocktranslate %}At {{ plain }}.{% endblocktranslate %}", "At Tom &amp; Ann."),
        ("{% blocktranslate with number=3 %}{{ number }} of them{% endblocktranslate %}", "3 of them"),
        ("{{ message|named }}", f"<bdi>{TURNING}\u202c</bdi> &lt;b&gt;"),
        ("{{ both|names }}", f"{IN_PLAIN}, Tom"),
    ],
)
def test_names_that_turn_are_isolated_in_sentences(source, made):
    words = {"name": TURNING, "plain": "Tom & Ann", "message": f"{IN_PLAIN} <b>", "both": [TURNING, "Tom"]}
    assert made in Template("{% load i18n %}" + source).render(Context(words))

"""What pages show of pictures and sounds."""

import re

import pytest
from django.template import Context, Template

from media.models import Picture, Sound
from tests.media.making import make_document, make_picture, make_sound

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_here")]


def said(template, **context):
    return Template(template).render(Context(context))


def test_a_picture_offers_every_format_and_width_and_keeps_its_room():
    page = said(
        '{% picture pic sizes="50vw" shape="wide" %}', pic=make_picture(alt="Us & them", focus_x=20, focus_y=84)
    )
    assert re.findall(r'type="(\S+)" srcset', page) == ["image/avif", "image/webp"]
    assert re.findall(r"\.webp (\d+w)", page) == ["320w", "640w", "800w"]
    assert page.count('sizes="50vw"') == 2
    assert re.search(r'<img src="/media/pictures/\S+\.jpeg" alt="Us &amp; them" width="800" height="600"', page)
    assert 'class="fx-2 fy-8"' in page
    assert 'class="photo wide"' in page
    assert 'loading="lazy"' in page
    assert "style=" not in page


def test_what_one_sees_first_is_fetched_first():
    page = said("{% picture pic is_eager=True %}", pic=make_picture())
    assert 'fetchpriority="high"' in page
    assert "lazy" not in page


@pytest.mark.parametrize("pic", [None, "", Picture(alt="Soon")], ids=["none", "no photo", "waiting"])
def test_art_stands_where_there_is_no_picture_yet(pic):
    page = said("{% picture pic seed='the-anchors' %}", pic=pic)
    assert re.search(r'<img src="/static/art/stage-\d\.svg" alt="" width="640" height="480"', page)


def test_hostile_words_stay_words():
    page = said(
        "{% picture pic %}{% player sound %}", pic=make_picture(alt='"><script>'), sound=make_sound(title="<b>")
    )
    assert "<script>" not in page
    assert "<b>" not in page


def test_a_recording_is_played_by_the_browser_itself():
    page = said("{% player sound %}", sound=make_sound(title="Undertow"))
    assert re.findall(r'<source type="([^"]+)"', page) == [
        "audio/ogg; codecs=opus",
        "audio/mp4; codecs=&quot;mp4a.40.2&quot;",
    ]
    assert '<audio controls preload="none" aria-label="Undertow">' in page
    assert "0:02" in page
    assert page.count("v") >= 100


def test_a_recording_may_be_fetched_from_elsewhere():
    page = said("{% player sound addresses='/kit/x/tracks/3' %}", sound=make_sound())
    assert re.findall(r' src="([^"]+)"', page) == ["/kit/x/tracks/3.opus", "/kit/x/tracks/3.m4a"]


@pytest.mark.parametrize("sound", [None, Sound(title="Soon")], ids=["none", "waiting"])
def test_a_recording_that_is_not_ready_is_not_there(sound):
    assert said("{% player sound %}", sound=sound) == ""


@pytest.mark.parametrize(
    ("milliseconds", "words"), [(0, "0:00"), (59_600, "1:00"), (185_000, "3:05"), (900_000, "15:00")]
)
def test_lengths_are_said_in_minutes(milliseconds, words):
    assert said("{{ length|duration }}", length=milliseconds) == words


def test_who_uploaded_it_sees_it_or_how_far_it_is():
    assert "<picture>" in said("{% preparing kept %}", kept=make_picture())
    assert "Technical rider" in said("{% preparing kept %}", kept=make_document())
    waiting = Picture.objects.create(alt="Pier", percent=40)
    page = said("{% preparing kept %}", kept=waiting)
    assert 'value="40"' in page
    assert "Still being prepared." in page

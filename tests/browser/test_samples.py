"""A recording before the work and after it, switched while it plays: by mouse, by keys, without a script."""

import pytest
from playwright.sync_api import Page, expect

from accounts.actions import approve_party
from studio.actions import create_professional
from studio.models import Sample
from tests.factories import UserFactory
from tests.media.making import make_sound

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
APART_MAX = 0.03
"""Seconds."""
MOMENTS = "place => [...place.querySelectorAll('audio')].map((audio) => audio.currentTime)"
PLAYING = "place => [...place.querySelectorAll('audio')].map((audio) => !audio.paused)"
SETTLED = "([place, levels]) => place.comparing.gains.every((each, i) => Math.abs(each.gain.value - levels[i]) < 0.01)"
HALF = 10 ** (-6 / 20)
"""A gain of -6 dB."""


@pytest.fixture
def place(site, page: Page):
    """The page of a professional with one sample, of which the second recording is 6 dB louder."""
    professional = create_professional(
        acting_user=UserFactory(), name="Low End", timezone="Europe/Berlin", disciplines=["mixing"]
    )
    approve_party(acting_user=UserFactory(is_staff=True), party=professional.party)
    sounds = {"before": make_sound(seconds=20), "after": make_sound(seconds=20)}
    for name, loudness in (("before", -20), ("after", -14)):
        sounds[name].loudness = loudness
        sounds[name].save(update_fields=["loudness"])
    Sample.objects.create(professional=professional, title="Salz", **sounds)
    page.goto(f"{site.url}/professionals/{professional.party.slug}/")
    return page.get_by_role("group", name="Salz")


def wait_for(page: Page, place, levels):
    page.wait_for_function(SETTLED, arg=[place.element_handle(), levels])


def apart(place) -> float:
    before, after = place.evaluate(MOMENTS)
    return abs(before - after)


def test_switching_keeps_moment_and_loudness(place, page: Page):
    place.get_by_role("button", name="Play").click()
    page.wait_for_function("place => place.querySelector('audio').currentTime > 1", arg=place.element_handle())
    for name, levels in (("After", [0, HALF]), ("Before", [1, 0]), ("After", [0, HALF])):
        place.get_by_role("button", name=name).click()
        assert apart(place) < APART_MAX
        wait_for(page, place, levels)
        assert apart(place) < APART_MAX
    assert place.evaluate(PLAYING) == [True, True]


def test_everything_works_by_keys(place, page: Page):
    place.get_by_role("button", name="Play").focus()
    page.keyboard.press("Space")
    expect(place.get_by_role("button", name="Pause")).to_be_focused()
    page.keyboard.press("b")
    expect(place.get_by_role("button", name="After")).to_have_attribute("aria-pressed", "true")
    slider = place.get_by_role("slider")
    expect(slider).to_have_count(1)
    slider.press("ArrowRight")
    slider.press("Space")
    expect(place.get_by_role("button", name="Play")).to_be_visible()
    assert place.evaluate(PLAYING) == [False, False]
    assert apart(place) < APART_MAX
    assert min(place.evaluate(MOMENTS)) >= 5


def test_a_browser_that_may_not_mix_turns_by_volume(place, page: Page):
    place.evaluate("place => { place.dataset.elsewhere = ''; }")
    place.get_by_role("button", name="Play").click()
    place.get_by_role("button", name="After").click()
    heard = "place => [...place.querySelectorAll('audio')].map((audio) => [audio.muted, audio.volume])"
    (is_muted, _), (is_other_muted, volume) = place.evaluate(heard)
    assert (is_muted, is_other_muted) == (True, False)
    assert volume == pytest.approx(HALF, abs=0.01)


def test_without_a_script_there_are_two_players(place, page: Page, browser):
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(page.url)
    expect(plain.locator("audio[controls]")).to_have_count(2)
    expect(plain.get_by_role("button", name="Play", exact=True)).to_have_count(0)
    context.close()

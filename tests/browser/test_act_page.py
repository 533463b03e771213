"""The page of an act as it is used: recordings by keyboard, players of others after a press, its calendar elsewhere."""

import threading
from dataclasses import dataclass, replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from bands.actions.press.pieces import make_embed
from bands.embeds.addresses import LISTEN_AT
from bands.models import PressKit
from bookings.actions import accept_booking
from tests.bookings.scenes import Act, a_confirmed_booking, a_house, an_act, an_application, an_open_show, know_all
from tests.browser.keys import Hands
from tests.discovery.kits import write_everything

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASTED = [
    "https://youtu.be/dQw4w9WgXcQ",
    "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC",
    "https://soundcloud.com/north-quay/silt",
    '<iframe src="https://bandcamp.com/EmbeddedPlayer/album=1234567890/size=large/"></iframe>',
]
PLAYING = "wanted => [...document.querySelectorAll('audio')].every((audio, i) => audio.paused !== wanted[i])"
FAULTS = ("error", "warning")
"""Kinds of messages. A browser that finds the line slow says so too."""
POLLED = 61_000
"""Milliseconds after which an open page has asked by itself."""


@pytest.fixture
def act(site) -> Act:
    act = an_act(name="North Quay", slug="north-quay")
    know_all(*act.members)
    return act


@pytest.fixture
def full_act(act) -> Act:
    songs = write_everything(act)
    kit = PressKit.objects.of(act.party).published()
    kit.update(tracks=[replace(track, is_unlisted=False) for track in kit.get().tracks])
    for sound in (songs.listed, songs.unlisted):
        sound.duration_ms = 120_000  # as long as a song for the slider; what is heard of it is two seconds
        sound.save(update_fields=["duration_ms"])
    return act


@dataclass(frozen=True)
class BandSite:
    """A site of somebody else's: a number is another site than "localhost"."""

    url: str
    folder: Path


@pytest.fixture
def band_site(tmp_path):
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        (tmp_path / "favicon.ico").touch()
        yield BandSite(f"http://127.0.0.1:{server.server_port}/", tmp_path)
        server.shutdown()


def test_recordings_are_played_and_sought_by_keyboard_one_at_a_time(site, full_act, page: Page):
    page.goto(f"{site.url}/acts/north-quay/")
    hands = Hands(page)
    hands.tab_to("slider", "Silt")
    first = page.get_by_role("slider", name="Silt")
    for key, seconds in (("ArrowRight", "5"), ("PageUp", "35"), ("ArrowLeft", "30"), ("Home", "0")):
        hands.press(key)
        expect(first).to_have_attribute("aria-valuenow", seconds)
    expect(first).to_have_attribute("aria-valuetext", "0:00 / 2:00")
    page.locator("[data-player] audio").evaluate_all("players => players.forEach((audio) => { audio.loop = true; })")
    hands.enter()
    page.wait_for_function(PLAYING, arg=[True, False])
    hands.tab_to("slider", "Last Ferry")
    hands.enter()
    page.wait_for_function(PLAYING, arg=[False, True])  # the other stops at an event, which comes a moment later
    hands.press(" ")
    page.wait_for_function(PLAYING, arg=[False, False])


def test_a_recording_has_a_button_of_ours_that_says_what_it_does(site, full_act, page: Page):
    page.goto(f"{site.url}/acts/north-quay/")
    expect(page.locator("[data-player] audio[controls]")).to_have_count(0)
    hands = Hands(page)
    hands.tab_to("button", "Play: Silt")
    hands.enter()
    page.wait_for_function(PLAYING, arg=[True, False])
    expect(page.get_by_role("button", name="Pause: Silt")).to_be_focused()
    hands.enter()
    page.wait_for_function(PLAYING, arg=[False, False])
    expect(page.get_by_role("button", name="Play: Silt")).to_be_focused()


def test_players_of_others_are_asked_for_only_after_a_press(site, full_act, page: Page):
    embeds = [make_embed(None, pasted=pasted) for pasted in PASTED]
    PressKit.objects.of(full_act.party).published().update(embeds=embeds)
    asked = []
    for origin in LISTEN_AT.values():
        page.route(f"{origin}/**", lambda route: route.fulfill(body="<p>The player</p>", content_type="text/html"))
    page.on("request", lambda request: asked.append(request) if not request.url.startswith(site.url) else None)
    policy = page.goto(f"{site.url}/acts/north-quay/").headers["content-security-policy"]
    assert f"frame-src 'self' {' '.join(embed.origin for embed in embeds)};" in policy
    page.locator("#listen").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert asked_elsewhere(asked, site) == []

    hands = Hands(page)
    for count, embed in enumerate(embeds, start=1):
        hands.tab_to("link", f"Play from {embed.provider_name}")
        hands.enter()
        expect(page.locator("#listen iframe")).to_have_count(count)
        frame = page.frame_locator(f"#listen iframe[src='{embed.player_url}']")
        expect(frame.get_by_text("The player")).to_be_visible()
    frames = [each for each in asked if each.url.startswith("https:")]
    assert [each.url for each in frames] == [embed.player_url for embed in embeds]
    assert {each.headers.get("referer") for each in frames} == {f"{site.url}/"}
    assert page.context.cookies(list(LISTEN_AT.values())) == []


def asked_elsewhere(requests: list, site) -> list[str]:
    return [each.url for each in requests if not each.url.startswith((site.url, site.live_url))]


def test_page_without_players_lets_nobody_be_framed(site, act, page: Page):
    policy = page.goto(f"{site.url}/acts/north-quay/").headers["content-security-policy"]
    assert "youtube" not in policy


def test_calendar_asks_by_itself_where_there_is_no_stream(site, act, page: Page):
    show = an_open_show(a_house(), title="Album release")
    booking = an_application(act, show)
    page.route(f"{site.live_url}/**", lambda route: route.abort())
    page.clock.install()
    page.goto(f"{site.url}/acts/north-quay/?month=2028-03")
    night = page.locator("#calendar td[data-date='2028-03-04']")
    expect(page.locator("html")).to_have_attribute("data-stream", "closed")
    expect(night).to_contain_text("Pending")
    accept_booking(acting_user=show.owner.memberships.first().user, booking=booking)
    page.clock.fast_forward(POLLED)
    expect(night).to_contain_text("Booked")
    expect(page.get_by_text("Updates every minute").first).to_be_visible()


@pytest.mark.parametrize(("theme", "ground"), [("dark", "rgb(16, 15, 14)"), ("light", "rgb(244, 239, 229)")])
def test_calendar_stands_on_a_site_of_the_band(site, band_site, act, new_context, theme, ground):
    a_confirmed_booking(a_house(), act, title="Album release")
    page = new_context(color_scheme="light" if theme == "dark" else "dark").new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in FAULTS else None)
    address = (
        f"{site.url}{reverse('bookings:calendar_embed', args=['north-quay'])}?from=2028-03-01&theme={theme}&lang=de"
    )
    frame = f'<iframe src="{address}" title="North Quay" width="100%" height="560"></iframe>'
    (band_site.folder / "index.html").write_text(f"<!doctype html><title>Band</title><h1>North Quay</h1>{frame}")
    page.goto(band_site.url)

    calendar = page.frame_locator("iframe")
    expect(calendar.locator("[data-date='2028-03-04']")).to_contain_text("Album release")
    expect(calendar.locator("body")).to_contain_text("März 2028")
    assert calendar.locator("html").evaluate("html => getComputedStyle(html).backgroundColor") == ground
    assert calendar.locator("script").count() == 0
    assert (page.context.cookies(), complaints) == ([], [])
    with page.context.expect_page() as opened:
        calendar.get_by_role("link", name="Album release").click()
    expect(opened.value.locator("h1")).to_have_text("Album release")
    assert page.url == band_site.url

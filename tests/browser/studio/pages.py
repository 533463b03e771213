"""What people do on the pages of a session."""

import re

from playwright.sync_api import Page, expect

from tests.media.making import sound_bytes

PHONE = {"width": 390, "height": 844}


def add_mix(page: Page, title: str, seconds: float) -> None:
    """On the page of the files; waits until it can be heard."""
    page.locator("#mix_title").fill(title)
    file = {"name": f"{title}.wav", "mimeType": "audio/wav", "buffer": sound_bytes(seconds, rate=44_100)}
    form = page.locator("form[action$='/mixes/']")
    form.locator("input[type=file]").set_input_files([file])
    expect(form.locator(".uploads")).to_contain_text("Ready")
    form.get_by_role("button", name="Add the mix").click()


def deliver(page: Page, words: str) -> None:
    page.locator("summary", has_text=re.compile("^Deliver$")).click()
    form = page.locator("form[action$='/deliver/']")
    form.locator("textarea").fill(words)
    form.get_by_role("button", name="Deliver").click()


def state(page: Page, words: str) -> None:
    expect(page.locator("#state")).to_have_text(words)

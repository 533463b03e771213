"""Writing a press kit in a real browser: what is typed saves itself, the preview follows, and nothing is lost."""

import pytest
from django.conf import settings
from django.utils.crypto import get_random_string
from playwright.sync_api import Page, expect

from bands.actions import create_band, publish_kit, set_inputs, set_plot, write_kit
from bands.models.press import InputLine, PlotItem
from bands.queries import edited_kit, press_kit
from tests.browser.looking import faults
from tests.browser.test_accessibility import sign_in
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "Paper Lanterns at the Very Edge of the Provincial Fairground"
CARET = "[document.activeElement.id, document.activeElement.selectionStart]"


@pytest.fixture
def leader(site):
    return UserFactory(name="Åsa Lind")


@pytest.fixture
def party(leader):
    party = create_band(acting_user=leader, name=NAME, timezone="Europe/Berlin").party
    write_kit(acting_user=leader, party=party, bio_short="Five lanterns.", bio_long="Long ago.\n\n" * 80)
    publish_kit(acting_user=leader, party=party)
    return party


@pytest.fixture
def open_editor(new_context, site, leader, party):
    """A page of the editor with its preview unfolded, once that has been loaded."""

    def opened(part="texts/", **wishes) -> Page:
        page = sign_in(new_context(viewport={"width": 1440, "height": 1000}, **wishes), site, leader)
        page.goto(f"{site.url}/bands/{party.slug}/press/{part}")
        page.locator(".press-preview > summary").click()
        expect(preview(page).locator("h1")).to_have_text(NAME)
        return page

    return opened


def preview(page: Page):
    return page.frame_locator(".press-preview iframe")


def said(page: Page):
    return page.locator("#autosave-words")


def type_within(page: Page, label: str, text: str) -> None:
    """Behind the fourth letter of a field, as by hand."""
    page.get_by_label(label).focus()
    page.evaluate("document.activeElement.setSelectionRange(4, 4)")
    page.keyboard.type(text)


def test_preview_follows_typing_and_neither_caret_nor_scroll_moves(open_editor, party):
    page = open_editor()
    frame = page.frames[1]
    frame.evaluate("scrollTo(0, 400)")
    type_within(page, "Short bio", " paper")
    expect(preview(page).locator(".bio-short")).to_have_text("Five paper lanterns.")
    expect(said(page)).to_contain_text("Draft saved")
    assert page.evaluate(CARET) == ["id_bio_short", 10]
    # Perhaps a line more stands above it, and the page holds what it shows in its place.
    frame.wait_for_function("() => Math.abs(scrollY - 400) < 60")
    page.keyboard.type(" red")
    expect(preview(page).locator(".bio-short")).to_have_text("Five paper red lanterns.")
    assert press_kit(party).bio_short == "Five lanterns."


def test_what_cannot_be_saved_says_why_at_its_field_and_the_preview_keeps_the_last_good(open_editor, leader, party):
    set_inputs(acting_user=leader, party=party, lines=[InputLine(channel=1, source="Kick")])
    page = open_editor("inputs/")
    page.get_by_label("Row 2, Instrument").fill("Snare")
    expect(preview(page).locator("td", has_text="Snare")).to_be_attached()
    channel = page.get_by_label("Row 2, Channel")
    channel.fill("1")
    expect(said(page)).to_contain_text("Row 2, Channel: This channel is already used above.")
    expect(channel).to_be_focused()
    expect(channel).to_have_accessible_description("This channel is already used above.")
    assert [line.channel for line in edited_kit(party).inputs] == [1, 2]
    channel.fill("3")
    expect(said(page)).to_contain_text("Draft saved")
    expect(page.locator(".error, [aria-invalid]")).to_have_count(0)
    assert [line.channel for line in edited_kit(party).inputs] == [1, 3]


def test_button_brings_the_page_with_what_is_wrong(open_editor):
    page = open_editor("inputs/")
    page.get_by_label("Row 1, Microphone or DI").fill("SM57")
    page.get_by_role("button", name="Save in draft").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.get_by_label("Row 1, Microphone or DI")).to_have_value("SM57")
    page.get_by_label("Row 1, Instrument").fill("Snare")
    expect(said(page)).to_contain_text("Draft saved")
    expect(page.locator(".error-summary, .error")).to_have_count(0)


def test_words_of_another_leader_stay_until_the_button_is_pressed(open_editor, leader, party):
    page = open_editor()
    write_kit(acting_user=leader, party=party, bio_short="Six lanterns.")
    type_within(page, "Short bio", " red")
    expect(said(page)).to_contain_text("Someone else has changed this")
    expect(preview(page).locator(".bio-short")).to_have_text("Six lanterns.")
    page.get_by_role("button", name="Publish").click()  # which would publish what is not typed here
    expect(said(page)).to_be_focused()
    assert press_kit(party).bio_short == "Five lanterns."
    page.get_by_role("button", name="Save in draft").click()
    expect(page.get_by_text("Saved in your draft.")).to_be_visible()
    assert edited_kit(party).bio_short == "Five red lanterns."


def test_what_is_typed_without_a_connection_is_sent_once_there_is_one(open_editor, party):
    page = open_editor()
    page.context.set_offline(True)
    type_within(page, "Short bio", " red")
    expect(said(page)).to_contain_text("you’re offline")
    page.get_by_role("button", name="Save in draft").click()
    expect(page.get_by_label("Short bio")).to_have_value("Five red lanterns.")
    page.context.set_offline(False)
    expect(said(page)).to_contain_text("Draft saved")
    assert edited_kit(party).bio_short == "Five red lanterns."


def test_what_is_typed_after_the_session_ended_waits_until_one_has_signed_in_elsewhere(open_editor, party):
    page = open_editor()
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    type_within(page, "Short bio", " red")
    expect(said(page)).to_contain_text("you’re signed out")
    page.get_by_role("button", name="Save in draft").click()
    expect(said(page)).to_be_focused()
    expect(page.get_by_label("Short bio")).to_have_value("Five red lanterns.")
    # Signing in brings another session, and another token than the page was made with.
    token = cookies[settings.CSRF_COOKIE_NAME] | {"value": get_random_string(32)}
    page.context.add_cookies([cookies[settings.SESSION_COOKIE_NAME], token])
    page.get_by_role("button", name="Save in draft").click()
    expect(page.get_by_text("Saved in your draft.")).to_be_visible()
    assert edited_kit(party).bio_short == "Five red lanterns."


def test_publishing_takes_along_what_was_typed_the_moment_before(open_editor, leader, party):
    write_kit(acting_user=leader, party=party, exact_fees="600 EUR")
    page = open_editor()
    type_within(page, "Short bio", " red")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published. This is your public press kit.")).to_be_visible()
    assert press_kit(party).bio_short == "Five red lanterns."


def test_leaving_in_the_middle_of_a_word_asks_first(open_editor):
    page = open_editor()
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.route("**/press/texts/", lambda route: route.abort())
    type_within(page, "Short bio", " red")
    with page.expect_event("dialog") as asked:
        page.get_by_role("link", name="Quotes").click()
    assert asked.value.type == "beforeunload"
    expect(page.get_by_label("Short bio")).to_have_value("Five red lanterns.")


def test_page_that_came_back_asks_before_its_words_are_lost(open_editor, leader, party):
    page = open_editor()
    page.on("dialog", lambda dialog: dialog.dismiss())
    write_kit(acting_user=leader, party=party, bio_short="Six lanterns.")
    type_within(page, "Short bio", " red")
    expect(said(page)).to_contain_text("Someone else has changed this")
    write_kit(acting_user=leader, party=party, bio_short="Seven lanterns.")
    page.get_by_role("button", name="Save in draft").click()
    expect(page.locator(".error-summary")).to_contain_text("Someone else has changed this")
    page.get_by_role("button", name="Publish").click()  # what is not typed here
    expect(page.locator(".error-summary")).to_be_focused()
    with page.expect_event("dialog") as asked:
        page.get_by_role("link", name="Quotes").click()
    assert asked.value.type == "beforeunload"
    page.get_by_role("button", name="Save in draft").click()
    expect(page.get_by_text("Saved in your draft.")).to_be_visible()
    assert (edited_kit(party).bio_short, press_kit(party).bio_short) == ("Five red lanterns.", "Five lanterns.")


def test_on_a_slow_line_neither_typing_nor_the_button_overtakes_what_is_on_its_way(open_editor, party):
    page = open_editor()
    line = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 700, "downloadThroughput": -1, "uploadThroughput": -1}
    line.send("Network.emulateNetworkConditions", slow)
    for text in (" red", " paper"):
        type_within(page, "Short bio", text)
        expect(page.get_by_text("Saving…")).to_be_visible()
    page.keyboard.type(" old")
    page.get_by_role("button", name="Save in draft").click()
    expect(page.get_by_text("Saved in your draft.")).to_be_visible()
    assert edited_kit(party).bio_short == "Five paper old red lanterns."


def test_stage_that_is_set_by_keys_is_in_the_preview_at_once(open_editor, leader, party):
    set_plot(acting_user=leader, party=party, items=[PlotItem(kind="drum_kit", x=50, y=20, label="Mats")])
    page = open_editor("plot/")
    page.get_by_role("button", name="Drum kit: Mats").focus()
    page.frames[1].wait_for_function("() => scrollY > 500")  # down to what stands on stage
    for _step in range(6):
        page.keyboard.press("Shift+ArrowRight")
    expect(preview(page).get_by_text("Drum kit: Mats – back right")).to_be_attached()
    assert [item.x for item in edited_kit(party).plot] == [80]


def test_without_scripts_nothing_saves_itself_and_the_button_does(new_context, site, leader, party):
    page = sign_in(new_context(java_script_enabled=False), site, leader)
    page.goto(f"{site.url}/bands/{party.slug}/press/texts/")
    expect(page.locator(".autosave, #press-draft")).to_have_count(2)
    for part in page.locator(".autosave, #press-draft").all():
        expect(part).to_be_hidden()
    page.get_by_label("Short bio").fill("Five red lanterns.")
    page.get_by_role("button", name="Save in draft").click()
    expect(page.get_by_text("Saved in your draft.")).to_be_visible()
    assert edited_kit(party).bio_short == "Five red lanterns."


@pytest.mark.slow
def test_axe_finds_nothing_while_something_is_wrong(open_editor):
    page = open_editor()
    page.get_by_label("Short bio").evaluate("field => field.removeAttribute('maxlength')")
    page.get_by_label("Short bio").fill("x" * 601)
    expect(said(page)).to_contain_text("Not saved")
    assert faults(page) == []

"""The editor of a press kit in a real browser: a stage set by hand, by keys and without scripts, and what axe says."""

import pytest
from playwright.sync_api import Page, expect

from bands.actions import add_piece, create_band, create_kit_link, set_plot, write_kit
from bands.models.press import PlotItem
from bands.queries import edited_kit, tonight
from tests.browser.looking import faults
from tests.browser.test_accessibility import sign_in, tab_to
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "Paper Lanterns at the Very Edge of the Provincial Fairground"
EDITOR = ("", "texts/", "tracks/", "embeds/", "quotes/", "figures/", "rider/", "plot/", "inputs/", "links/")


@pytest.fixture
def leader(site):
    return UserFactory(name="Åsa Lind")


@pytest.fixture
def party(leader):
    party = create_band(acting_user=leader, name=NAME, timezone="Europe/Berlin").party
    items = [PlotItem(kind="drum_kit", x=50, y=20, label="Mats"), PlotItem(kind="power", x=10, y=50)]
    set_plot(acting_user=leader, party=party, items=items)
    return party


def open_plot(new_context, site, leader, party, **wishes) -> Page:
    page = sign_in(new_context(viewport={"width": 1440, "height": 1400}, **wishes), site, leader)
    page.goto(f"{site.url}/bands/{party.slug}/press/plot/")
    return page


def save(page: Page) -> None:
    page.get_by_role("button", name="Save in draft").first.click()
    expect(page.get_by_text("Stage plot saved in your draft.")).to_be_visible()


def test_things_are_dragged_about_on_a_stage(site, new_context, leader, party):
    page = open_plot(new_context, site, leader, party)
    drums = page.get_by_role("button", name="Drum kit: Mats")
    stage, box = page.locator(".plot svg").bounding_box(), drums.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + stage["width"] / 4, box["y"] + box["height"] / 2, steps=6)
    page.mouse.up()
    expect(drums).to_have_accessible_name("Drum kit: Mats: 75 of 100 from the left, 20 of 100 from the back")
    save(page)
    assert edited_kit(party).plot[0] == PlotItem(kind="drum_kit", x=75, y=20, label="Mats")


def test_a_stage_is_set_by_keyboard_alone(site, new_context, leader, party):
    page = open_plot(new_context, site, leader, party)
    tab_to(page, ".plot [aria-label^='Power']")
    page.keyboard.press("Delete")
    expect(page.locator("#announcer")).to_have_text("Power socket removed")
    page.locator("[data-add=keys]").focus()
    page.keyboard.press("Enter")
    for key in ("Shift+ArrowLeft", "ArrowDown", "r", "r"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.keyboard.type('<b>Rhodes & "Juno"</b>')
    expect(page.locator(".plot svg")).to_contain_text('<b>Rhodes & "Juno"</b>')
    save(page)
    keys = edited_kit(party).plot[1]
    assert (keys.kind, keys.rotation, keys.label) == ("keys", 30, '<b>Rhodes & "Juno"</b>')


def test_without_scripts_a_stage_is_a_table(site, new_context, leader, party):
    page = open_plot(new_context, site, leader, party, java_script_enabled=False)
    page.get_by_label("Row 3, What").select_option("riser")
    page.get_by_label("Row 1, Delete").check()
    page.locator("#plot-form").get_by_role("button", name="Save in draft").click()
    assert [item.kind for item in edited_kit(party).plot] == ["power", "riser"]


def test_preview_stays_open_and_shows_what_was_saved(site, new_context, leader, party):
    page = sign_in(new_context(viewport={"width": 1440, "height": 1400}), site, leader)
    page.goto(f"{site.url}/bands/{party.slug}/press/texts/")
    tab_to(page, ".press-preview > summary")
    page.keyboard.press("Enter")
    preview = page.frame_locator(".press-preview iframe")
    expect(preview.locator("h1")).to_have_text(NAME)
    page.get_by_label("Short bio").fill("Five lanterns at the edge.")
    page.get_by_role("button", name="Save in draft").first.click()
    expect(preview.locator(".bio-short")).to_have_text("Five lanterns at the edge.")
    page.goto(f"{site.url}/bands/{party.slug}/press/quotes/")
    expect(preview.locator(".bio-short")).to_be_visible()


@pytest.mark.slow
def test_axe_finds_nothing_in_the_editor(site, new_context, leader, party):
    who = {"acting_user": leader, "party": party}
    write_kit(bio_short="Five people.", rider_text="Power.", **who)
    for source in (NAME, "Ox"):
        add_piece(part="quotes", text="x" * 300, source=source, **who)
    add_piece(part="embeds", pasted="https://youtu.be/dQw4w9WgXcQ", **who)
    create_kit_link(label=NAME, expires_on=tonight(party), **who)
    page = sign_in(new_context(), site, leader)
    found = []
    for part in EDITOR:
        page.goto(f"{site.url}/bands/{party.slug}/press/{part}")
        found += faults(page)
    assert found == []

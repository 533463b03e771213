"""A photo in a browser: uploaded, prepared by the worker while one looks on, placed, and seen by everybody."""

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import PartyPhoto
from accounts.states import Role
from bands.models import Band
from media.models import Picture
from stageslot.embedded.processes import wait_until
from tests.browser.looking import faults
from tests.browser.test_accessibility import sign_in
from tests.factories import MembershipFactory, PartyFactory
from tests.media.making import picture_bytes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ALT = "The five of us on a pier, seen from the ferry: Nele, Jonas, Ida, Wilhelmine and the dog"


@pytest.fixture
def leader(site):
    party = PartyFactory(name="North Quay", slug="north-quay")
    Band.objects.create(party=party)
    return MembershipFactory(party=party, role=Role.OWNER).user


def upload(page: Page, site, alt: str = ALT) -> None:
    page.goto(f"{site.url}/parties/north-quay/photos/")
    page.get_by_label("Photo", exact=True).set_input_files(
        {"name": "pier.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes(1200, 800)}
    )
    page.get_by_label("Description").fill(alt)
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("#photos")).to_contain_text(alt)


def is_drawn(image: Locator) -> None:
    """It has come and is a picture, now or in a moment."""
    expect(image).not_to_have_js_property("naturalWidth", 0)


def is_ready(page: Page) -> bool:
    """Whether the photo is there; where it is not, the page is loaded once more."""
    waiting = page.get_by_text("Still being prepared.")
    expect(waiting.or_(page.get_by_role("img", name=ALT)).first).to_be_visible()
    if is_waiting := waiting.is_visible():
        page.get_by_role("link", name="Reload").click()
    return not is_waiting


def test_photo_appears_as_soon_as_the_worker_has_drawn_it(new_context, site, leader):
    page = sign_in(new_context(), site, leader)
    upload(page, site)
    expect(page.get_by_role("img", name=ALT)).to_be_visible(timeout=30_000)
    expect(page.locator("#announcer")).to_have_text("It is ready.")
    is_drawn(page.get_by_role("img", name=ALT))
    chosen = page.get_by_role("img", name=ALT).evaluate("image => image.currentSrc")
    assert chosen.endswith(".avif")


def test_photo_is_waited_for_without_scripts(new_context, site, leader):
    page = sign_in(new_context(java_script_enabled=False), site, leader)
    upload(page, site)
    assert wait_until(lambda: is_ready(page), seconds=30, every=0.2)
    is_drawn(page.get_by_role("img", name=ALT))


def test_point_in_sight_is_chosen_by_a_press_or_by_keys(new_context, site, leader):
    page = sign_in(new_context(), site, leader)
    upload(page, site)
    expect(page.get_by_role("img", name=ALT)).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="Edit “").click()
    whole = page.locator(".focus-editor .whole")
    expect(whole.locator(".focus-mark")).to_be_visible()  # the script is there
    is_drawn(whole.locator("img"))
    box = whole.bounding_box()
    whole.click(position={"x": box["width"] * 0.21, "y": box["height"] * 0.79})
    expect(page.get_by_label("From the left, in %")).to_have_value("20")
    page.get_by_label("From the top, in %").press("ArrowRight")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Photo saved.")).to_be_visible()
    picture = Picture.objects.get()
    assert (picture.focus_x, picture.focus_y) == (20, 90)
    page.goto(f"{site.url}/acts/north-quay/")
    expect(page.get_by_role("img", name=ALT)).to_have_css("object-position", "20% 90%")


def test_pages_of_photos_are_accessible_and_fit(new_context, site, leader):
    page = sign_in(new_context(), site, leader)
    upload(page, site)
    upload(page, site, alt="x" * 200)
    Picture.objects.filter(alt=ALT).update(state="waiting", percent=40)
    refused = Picture.objects.create(alt="Crowd", state="refused", reason="damaged")
    photo = PartyPhoto.objects.order_by("position").first()
    PartyPhoto.objects.create(party=photo.party, picture=refused, position=9)
    found = []
    for path in ("", f"{photo.pk}/", f"{PartyPhoto.objects.get(picture=refused).pk}/"):
        assert page.goto(f"{site.url}/parties/north-quay/photos/{path}").status == 200
        found += faults(page)
    assert found == []

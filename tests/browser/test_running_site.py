import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_pages_of_the_running_site_open_in_a_browser(site, page):
    answer = page.goto(f"{site.url}/account/login/")

    assert answer.status == 200
    expect(page.get_by_label("Email").first).to_be_visible()

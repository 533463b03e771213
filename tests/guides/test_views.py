import pytest
from django.urls import reverse

from guides.models import SitePage
from guides.queries import search_guides
from guides.states import SitePageKind
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_the_index_lists_every_guide_and_its_lead(client):
    page = client.get("/help/").content.decode()
    assert '<a href="/help/venues/">For venues</a>' in page
    assert "keep every stage free of double bookings" in page


def test_a_search_finds_words_by_their_stems(client):
    page = client.get("/help/", {"q": "cancelling shows"}).content.decode()
    assert '<a href="/help/venues/#cancel">Cancel or move a show</a>' in page


def test_german_is_searched_in_german():
    assert [each.section.anchor for each in search_guides("Kalenderabos Outlook", "de")] == ["feeds"]


def test_a_search_without_a_section_for_all_words_takes_any_of_them():
    assert search_guides("xylophone", "en") == []
    assert "dep" in {each.section.anchor for each in search_guides("xylophone dep", "en")}


def test_a_search_that_finds_nothing_says_so_and_offers_to_write(client):
    page = client.get("/help/", {"q": "xylophone"}).content.decode()
    assert "0 answers" in page
    assert '<a href="/contact/">' in page


@pytest.mark.parametrize("words", ["\0", "x" * 101])
def test_a_search_that_cannot_be_asked_is_refused_at_its_field(client, words):
    response = client.get("/help/", {"q": words})
    assert response.status_code == 422
    assert 'id="q-error"' in response.content.decode()


def test_odd_marks_are_searched_as_plain_text(client):
    assert client.get("/help/", {"q": "' or \" -:*!&|()"}).status_code == 200


def test_searching_is_one_or_two_questions(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/help/", {"q": "deposit"})
    with django_assert_num_queries(2):
        client.get("/help/", {"q": "xylophone"})


def test_a_guide_shows_its_sections_in_the_readers_language(client):
    page = client.get("/help/bands/", headers={"accept-language": "de"}).content.decode()
    assert '<section class="guide-text" id="green-zone">' in page
    assert "Abende für alle finden" in page


def test_an_unknown_guide_is_not_found(client):
    assert client.get("/help/roadies/").status_code == 404


@pytest.mark.parametrize("kind", SitePageKind.values)
def test_a_page_that_is_not_written_says_so_and_to_whom_to_write(client, settings, kind):
    settings.CONTACT_EMAIL = "hello@stageslot.example"
    page = client.get(reverse(f"guides:{kind}")).content.decode()
    assert "have not written this page yet" in page
    assert "mailto:hello@stageslot.example" in page
    assert "/admin/" not in page


def test_staff_are_led_to_where_they_write_it(client):
    client.force_login(UserFactory(is_staff=True))
    assert "/admin/guides/sitepage/add/?kind=terms&amp;language=en" in client.get("/terms/").content.decode()


def test_a_page_is_shown_in_the_readers_language_or_in_the_other(client):
    SitePage.objects.create(kind="imprint", language="de", text="Hafenstraße 1")
    assert "Hafenstraße 1" in client.get("/imprint/").content.decode()
    SitePage.objects.create(kind="imprint", language="en", text="1 Harbour Street")
    assert "1 Harbour Street" in client.get("/imprint/").content.decode()
    assert "Hafenstraße 1" in client.get("/imprint/", headers={"accept-language": "de"}).content.decode()


def test_markdown_is_drawn_and_html_is_not(client):
    text = "## Who\n\n<script>alert(1)</script> [us](javascript:alert(1)) ![x](https://example.org/x.png) [ok](https://example.org)"
    SitePage.objects.create(kind="privacy", language="en", text=text)
    page = client.get("/privacy/").content.decode()
    assert "<h2>Who</h2>" in page
    assert "&lt;script&gt;alert(1)" in page
    assert 'href="javascript' not in page
    assert '<img src="https://example.org' not in page
    assert '<a href="https://example.org">ok</a>' in page


def test_the_footer_leads_to_help_and_all_four_pages(client):
    page = client.get("/").content.decode()
    for path in ("/help/", "/contact/", "/privacy/", "/terms/", "/imprint/"):
        assert f'<a href="{path}">' in page

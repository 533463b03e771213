import pytest
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import override

from accounts.actions import approve_party, rename_party
from accounts.models import Party
from discovery.queries.search import Wish, search_parties
from studio.actions import add_credit, update_professional
from studio.forms.professionals import LanguagesField
from studio.models import Credit, Professional
from studio.queries import language_names
from tests.factories import UserFactory
from tests.studio.test_slots import DAY, HOUR, a_stored_service, open_on

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def text_of(response):
    return response.content.decode()


def approved(professional):
    approve_party(acting_user=UserFactory(is_staff=True), party=professional.party)
    professional.party.refresh_from_db()
    return professional


def test_a_few_fields_make_a_professional(signed_in):
    data = {"name": "Low End", "disciplines": ["mixing"], "city": "Hamburg, Germany", "is_remote": "on"}
    response = signed_in.post(reverse("studio:professional_new"), data)
    assert response.headers["Location"] == reverse("studio:service_new", args=["low-end"])
    made = Professional.objects.select_related("party").get()
    assert (made.party.timezone, made.is_remote, made.is_on_site) == ("Europe/Berlin", True, False)
    assert signed_in.get(response.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("data", "field"),
    [({"disciplines": []}, "disciplines"), ({"is_remote": ""}, "is_on_site"), ({"name": " "}, "name")],
)
def test_what_is_missing_is_an_error_at_its_field(signed_in, data, field):
    whole = {"name": "Low End", "disciplines": ["mixing"], "is_remote": "on"}
    response = signed_in.post(reverse("studio:professional_new"), whole | data)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in text_of(response)
    assert not Party.objects.exists()


def test_editing_the_page(signed_in, professional):
    data = {
        "name": "High End", "timezone": "Europe/Lisbon", "disciplines": ["vocals"], "languages": "german, Português",
        "gear": "Two microphones", "is_remote": "on", "bio": "Since 1999", "links": "Us https://example.org",
    }  # fmt: skip
    response = signed_in.post(reverse("studio:professional_edit", args=["low-end"]), data)
    assert response.headers["Location"] == reverse("studio:professional_edit", args=["high-end"])
    stored = Professional.objects.select_related("party").get()
    assert (stored.disciplines, stored.languages, stored.is_on_site) == (["vocals"], ["de", "pt"], False)
    assert (stored.party.bio, stored.party.links.get().url) == ("Since 1999", "https://example.org")


def test_adding_changing_and_removing_a_credit(signed_in, professional):
    page = reverse("studio:credits", args=["low-end"])
    assert signed_in.post(page, {"artist": "Fuchsbau", "title": "Salz"}).status_code == 302
    assert signed_in.post(page, {"artist": "", "title": "Salz"}).status_code == 422
    credit = Credit.objects.get()
    address = reverse("studio:credit_edit", args=["low-end", credit.pk])
    signed_in.post(address, {"artist": "Fuchsbau", "title": "Salz", "year": "2024", "link": "example.org/salz"})
    credit.refresh_from_db()
    assert (credit.year, credit.link) == (2024, "https://example.org/salz")
    assert "Salz" in text_of(signed_in.get(page))
    signed_in.post(reverse("studio:credit_remove", args=["low-end", credit.pk]))
    assert not Credit.objects.exists()


def test_everybody_reads_the_page_once_it_is_approved(client, user, professional):
    address = reverse("discovery:professional", args=["low-end"])
    assert client.get(address).status_code == 404
    update_professional(
        acting_user=user, professional=approved(professional), gear="A desk", languages=["de"], is_on_site=False
    )
    link = "https://example.org/salz"
    add_credit(acting_user=user, professional=professional, artist="Fuchsbau", title="Salz", year=2024, link=link)
    page = text_of(client.get(address))
    for told in ("Low End", "Mixing", "Mastering", "remotely", "German", "A desk", "Fuchsbau", "2024", link):
        assert told in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_public_page_takes_as_many_queries_whatever_the_credits(
    client, user, professional, count, django_assert_num_queries
):
    approved(professional)
    for number in range(count):
        add_credit(acting_user=user, professional=professional, artist="A", title=str(number))
    address = reverse("discovery:professional", args=["low-end"])
    client.get(address)
    with django_assert_num_queries(9):
        client.get(address)
    a_stored_service(user, professional)
    open_on(user, professional, starts_at=now() + DAY, ends_at=now() + DAY + 8 * HOUR, rrule="")
    with django_assert_num_queries(15):
        assert client.get(address).status_code == 200


def test_an_old_name_leads_to_the_new_one(client, user, professional):
    approved(professional)
    rename_party(acting_user=user, party=professional.party, name="High End")
    response = client.get(reverse("discovery:professional", args=["low-end"]))
    assert (response.status_code, response.headers["Location"]) == (
        301, reverse("discovery:professional", args=["high-end"])
    )  # fmt: skip


def test_professionals_are_found_when_asked_for_and_not_among_acts_and_venues(user, professional):
    approved(professional)
    found = search_parties(user, Wish(kind="professional"))
    assert [hit.party.slug for hit in found.items] == ["low-end"]
    assert search_parties(user, Wish()).items == []


def test_languages_are_named_and_sorted_in_the_reader_s_language():
    with override("de"):
        assert language_names(["en", "de"]) == [("de", "Deutsch"), ("en", "Englisch")]
    with override("en"):
        assert language_names(["de", "en"]) == [("en", "English"), ("de", "German")]


@pytest.mark.parametrize(
    ("typed", "codes"), [("English, german", ["de", "en"]), ("Deutsch,,  EN ", ["de", "en"]), ("", [])]
)
def test_languages_are_typed_as_people_write_them(typed, codes):
    assert sorted(LanguagesField(required=False).clean(typed)) == codes
    with override("de"):
        assert LanguagesField().clean("Englisch") == ["en"]


def test_an_unknown_language_is_named(signed_in, professional):
    data = {
        "name": "Low End",
        "timezone": "UTC",
        "disciplines": ["vocals"],
        "is_remote": "on",
        "languages": "German, Elvish",
    }
    response = signed_in.post(reverse("studio:professional_edit", args=["low-end"]), data)
    assert (response.status_code, "Elvish" in str(response.context["form"].errors["languages"])) == (422, True)

"""What every stranger gets alike is drawn once; what is their own is not."""

import re

import pytest

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
pytestmark = pytest.mark.django_db


def read(client, address: str = "/acts/", **cookies: str) -> str:
    for name, value in cookies.items():
        client.cookies[name] = value
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_stranger_has_a_token_of_their_own(client):
    first, second = read(client, csrftoken="a" * 32), read(client, csrftoken="b" * 32)
    assert len(set(TOKEN.findall(first))) == len(set(TOKEN.findall(second))) == 1
    assert set(TOKEN.findall(first)).isdisjoint(TOKEN.findall(second))


def test_a_token_of_the_bar_is_taken(client):
    [token, *_rest] = TOKEN.findall(read(client))
    client.handler.enforce_csrf_checks = True
    answer = client.post("/theme/", {"theme": "dark", "next": "/acts/", "csrfmiddlewaretoken": token})
    assert answer.status_code == 302
    assert client.cookies["theme"].value == "dark"


def test_forms_lead_back_to_the_page_they_stand_on(client):
    page = read(client, "/venues/?q=a%22b%3Cc&lang=en")
    back = re.findall(r'name="next"\s+value="([^"]*)"', page)
    assert sorted(back) == ["/venues/?q=a%22b%3Cc", "/venues/?q=a%22b%3Cc&amp;lang=en"]


def test_an_address_that_names_a_mark_gets_nothing_for_it(client):
    page = read(client, "/acts/?q=-token-of-the-asker-", csrftoken="c" * 32)
    assert "?q=-token-of-the-asker-" in page


@pytest.mark.parametrize(("address", "label"), [("/acts/", "Find an act"), ("/venues/", "Venues")])
def test_the_place_that_one_is_at_is_marked(client, address, label):
    assert re.findall(r'aria-current="page">(?:<svg.*?</svg>)?([^<]+)</a>', read(client, address)) == [label, label]


def test_theme_and_language_are_the_askers(client):
    read(client)
    page = read(client, "/acts/?lang=de", theme="dark")
    assert re.search(r'value="dark"\s+aria-pressed="true"', page)
    assert "Anmelden" in page
    assert re.search(r'value="system"\s+aria-pressed="true"', read(client, theme="system"))

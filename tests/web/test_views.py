import pytest

pytestmark = pytest.mark.django_db


def test_theme_is_kept_in_a_cookie_and_shown(client):
    response = client.post("/theme/", {"theme": "dark", "next": "/account/login/"})
    assert response["Location"] == "/account/login/"
    assert response.cookies["theme"]["samesite"] == "Lax"
    assert 'data-theme="dark"' in client.get("/account/login/").text


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_theme_switch_leads_nowhere_else(client, address):
    assert client.post("/theme/", {"theme": "light", "next": address})["Location"] == "/"


def test_theme_that_does_not_exist_is_refused(client):
    response = client.post("/theme/", {"theme": '"><script>'})
    assert response.status_code == 400
    assert not response.cookies


def test_cookie_that_names_no_theme_is_ignored(client):
    client.cookies["theme"] = '"><script>'
    assert "data-theme=" not in client.get("/account/login/").text


def test_theme_changes_nothing_on_get(client):
    assert client.get("/theme/").status_code == 405


def test_style_guide_is_for_developers(client, settings):
    settings.COMPONENTS_OPEN = False
    assert client.get("/dev/components/").status_code == 404
    settings.COMPONENTS_OPEN = True
    assert client.get("/dev/components/").status_code == 200


def test_missing_page_says_so_in_our_frame(client):
    response = client.get("/there/is/nothing/here/")
    assert response.status_code == 404
    assert 'class="tape booked big"' in response.text

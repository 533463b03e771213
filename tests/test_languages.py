"""The site in German: the catalogues are whole, and the pages speak them. Written and compiled: docs/languages.md."""

import io
import re
import shutil
from html import unescape
from pathlib import Path

import allauth
import pytest
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

from accounts.states import Role
from holds.states import ChallengeAnswer, HoldNews, HoldState
from tests.factories import BandFactory, MembershipFactory, StageFactory, UserFactory

pytestmark = pytest.mark.slow

CATALOGUES = [Path(folder) / "de" / "LC_MESSAGES" / "django.po" for folder in settings.LOCALE_PATHS]
OURS = CATALOGUES[0]
ENGLISH = Path(settings.LOCALE_PATHS[1]) / "en" / "LC_MESSAGES" / "django.po"
"""Texts of django-allauth in our words."""
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|</?\w+")
FORMAL = re.compile(r"\b(Ihnen|Ihre[mnrs]?|(?<!^)(?<![.:!?] )Sie)\b")
NO_SOURCE = [".*", "bench", "bin", "locale*", "static", "tests", "var", "__pycache__"]
LONG_ENOUGH = 14
"""Shorter texts, such as "Open", stand in names and in addresses too."""

PUBLIC_PAGES = {
    "/": "Livemusik ohne Doppel\u00adbuchungen",
    "/acts/": "Act finden",
    "/venues/": "Spielorte",
    "/open-nights/": "Offene Abende",
    "/account/signup/": "Bei StageSlot mitmachen",
    "/account/login/": "Oder ohne Passwort",
    "/account/login/code/": "Du bekommst einen Code",
    "/account/password/reset/": "Passwort vergessen?",
    "/nowhere/": "Seite nicht gefunden",
}
OWN_PAGES = {
    "/": "Alles erledigt",
    "/welcome/": "Was führt dich her?",
    "/you/": "Deine Bands und Spielorte",
    "/you/feeds/": "Kalender-Abos",
    "/you/tokens/": "API-Tokens",
    "/you/delete/": "Das lässt sich nicht rückgängig machen.",
    "/calendar/": "Leere Tage gelten als",
    "/shows/": "Demnächst",
    "/inbox/": "Postfach",
    "/inbox/preferences/": "Benachrichtigungen",
    "/bands/new/": "Band anlegen",
    "/venues/new/": "Spielort anlegen",
    "/account/email/": "E-Mail-Adressen",
    "/account/password/change/": "Jetziges Passwort",
    "/account/2fa/": "Zwei-Faktor-Authentifizierung",
}
BAND_PAGES = {
    "/bands/{slug}/": "Die nächsten acht Wochen",
    "/bands/{slug}/edit/": "Eure Green Zone",
    "/parties/{slug}/team/": "Einladungslink erzeugen",
    "/parties/{slug}/photos/": "Noch keine Fotos",
    "/acts/{slug}/": "Nächste Samstage",
    "/acts/{slug}/request/": "anfragen",
}
VENUE_PAGES = {
    "/venues/{slug}/": "Freie Slots",
    "/venues/{slug}/desk/": "Dispo: ",
    "/venues/{slug}/edit/": "Ort und Zeit",
    "/venues/{slug}/stages/": "Bühnen",
    "/venues/{slug}/shows/new/": "Neue Show",
}


def messages_of(catalogue: Path) -> dict:
    """By context and text: its German."""
    with catalogue.open("rb") as file:
        return {(each.context, each.id): each for each in read_po(file, locale="de") if each.id}


def read_compiled(file) -> dict:
    return {(each.context, *forms_of(each.id)): forms_of(each.string) for each in read_mo(file) if each.id}


def forms_of(text) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.parts[-4])
class TestCatalogues:
    def test_nothing_is_left_untranslated_or_unsure(self, catalogue):
        messages = messages_of(catalogue).values()
        assert messages
        assert [each.id for each in messages if each.fuzzy or not all(forms_of(each.string))] == []

    def test_nothing_is_left_that_nobody_says_any_more(self, catalogue):
        assert "#~" not in catalogue.read_text()

    def test_each_translation_keeps_the_placeholders_and_tags(self, catalogue):
        for each in messages_of(catalogue).values():
            said, meant = forms_of(each.string), forms_of(each.id)
            assert len(said) == len(meant)
            for german, english in zip(said, meant, strict=True):
                assert sorted(PLACEHOLDER.findall(german)) == sorted(PLACEHOLDER.findall(english)), english

    def test_the_compiled_catalogue_is_that_of_the_written_one(self, catalogue):
        compiled = io.BytesIO()
        with catalogue.open("rb") as file:
            write_mo(compiled, read_po(file, locale="de"))
        compiled.seek(0)
        with catalogue.with_suffix(".mo").open("rb") as file:
            assert read_compiled(file) == read_compiled(compiled)

    def test_everybody_is_called_du(self, catalogue):
        german = [form for each in messages_of(catalogue).values() for form in forms_of(each.string)]
        assert [text for text in german if FORMAL.search(text)] == []


def test_the_english_of_allauth_keeps_placeholders_and_replaces_no_text_of_ours():
    replaced = messages_of(ENGLISH)
    assert replaced
    for each in replaced.values():
        assert each.string
        assert sorted(PLACEHOLDER.findall(each.string)) == sorted(PLACEHOLDER.findall(each.id)), each.id
    assert replaced.keys() & messages_of(OURS).keys() == set()


def test_the_english_of_allauth_replaces_texts_that_it_has():
    theirs = Path(allauth.__file__).parent / "locale" / "de" / "LC_MESSAGES" / "django.po"
    assert messages_of(ENGLISH).keys() - messages_of(theirs).keys() == set()


@pytest.mark.skipif(not shutil.which("xgettext"), reason="needs the gettext tools")
def test_the_catalogue_holds_what_the_code_says_and_nothing_else(tmp_path, settings, monkeypatch):
    source, written = tmp_path / "source", tmp_path / "written"
    written.mkdir()
    shutil.copytree(settings.BASE_DIR, source, ignore=shutil.ignore_patterns(*NO_SOURCE))
    settings.LOCALE_PATHS = [written]
    monkeypatch.chdir(source)
    call_command("makemessages", locale=["de"], verbosity=0)
    found, kept = messages_of(written / "de" / "LC_MESSAGES" / "django.po"), messages_of(OURS)
    assert sorted(map(str, found.keys() - kept.keys())) == []
    assert sorted(map(str, kept.keys() - found.keys())) == []


def assert_german(response, expected: str) -> None:
    """In German throughout: what is expected, and no text of ours that has a translation."""
    html = unescape(response.content.decode())
    assert '<html lang="de"' in html
    assert response.headers["Content-Language"] == "de"
    assert expected in html
    english = {form for _context, text in messages_of(OURS) for form in forms_of(text)}
    shown = " ".join(re.sub(r"<[^>]+>", "\n", html).split("\n"))
    left = [
        text
        for text in english
        if len(text) > LONG_ENOUGH and "%" not in text and text in shown and translation.gettext(text) != text
    ]
    assert left == []


@pytest.fixture
def german():
    """Texts compared with the catalogue are looked up in it."""
    with translation.override("de"):
        yield


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "expected"), PUBLIC_PAGES.items())
def test_a_stranger_reads_german_when_the_browser_asks_for_it(client, german, path, expected):
    assert_german(client.get(path, headers={"accept-language": "de-AT,de;q=0.9,en;q=0.8"}), expected)


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "expected"), OWN_PAGES.items())
def test_a_person_reads_their_own_language_whatever_the_browser_asks_for(client, german, path, expected):
    client.force_login(UserFactory(language="de"))
    assert_german(client.get(path, headers={"accept-language": "en"}), expected)


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "expected"), BAND_PAGES.items())
def test_the_pages_of_a_band_are_german(client, german, path, expected):
    membership = MembershipFactory(party=BandFactory().party, role=Role.OWNER, user__language="de")
    client.force_login(membership.user)
    assert_german(client.get(path.format(slug=membership.party.slug)), expected)


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "expected"), VENUE_PAGES.items())
def test_the_pages_of_a_venue_are_german(client, german, path, expected):
    stage = StageFactory()
    party = stage.venue.party
    membership = MembershipFactory(party=party, role=Role.OWNER, user__language="de")
    client.force_login(membership.user)
    assert_german(client.get(path.format(slug=party.slug)), expected)


@pytest.mark.django_db
def test_the_switch_speaks_to_whoever_uses_it(client, german):
    client.post("/i18n/setlang/", {"language": "de", "next": "/acts/"})
    assert_german(client.get("/acts/", headers={"accept-language": "en"}), "Act finden")


def test_a_released_hold_is_not_called_as_the_end_of_work_is():
    with translation.override("de"):
        assert {str(each.RELEASED.label) for each in (HoldState, ChallengeAnswer, HoldNews)} == {"Zurückgegeben"}

"""The guides are whole in both languages, and what they and the pages link to exists."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import resolve

from guides.admin import DRAFTS
from guides.queries.texts import FOLDER, GUIDES, guides_in
from guides.states import Language, SitePageKind
from tests.wording import ruled_out

LANGUAGES = [code for code, _name in settings.LANGUAGES]
HELP_LINK = re.compile(r'_help_link\.html" with guide="([^"]+)" section="([^"]+)"')


def test_the_languages_are_those_of_the_site():
    assert Language.values == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_is_a_guide_that_is_listed(language):
    assert {file.stem for file in (FOLDER / language).iterdir()} == set(GUIDES)


@pytest.mark.parametrize("slug", GUIDES)
def test_a_guide_has_the_same_sections_in_each_language(slug):
    anchors = [[section.anchor for section in guides_in(language)[slug].sections] for language in LANGUAGES]
    assert anchors[0] == anchors[1]
    assert len(set(anchors[0])) == len(anchors[0]) > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_has_a_title_and_a_text(language):
    sections = [section for guide in guides_in(language).values() for section in guide.sections]
    assert [section for section in sections if not section.title or len(section.text) < 40] == []


def test_a_language_without_guides_reads_english():
    assert guides_in("fr") == guides_in("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_in_guides_lead_to_pages(language):
    texts = [section.text for guide in guides_in(language).values() for section in guide.sections]
    paths = set(re.findall(r"\]\((/[^)#]*)", "\n".join(texts)))
    assert paths
    for path in paths:
        resolve(path)  # raises Resolver404


def test_question_marks_on_pages_lead_to_sections():
    known = {(guide.slug, section.anchor) for guide in guides_in("en").values() for section in guide.sections}
    templates = (Path(settings.BASE_DIR) / "templates").rglob("*.html")
    linked = {pair for file in templates for pair in HELP_LINK.findall(file.read_text())}
    assert linked - known == set()


@pytest.mark.parametrize("language", ["en", "de"])
def test_guides_and_drafts_use_the_words_of_the_glossary(language):
    files = [*(FOLDER / language).iterdir(), *(DRAFTS / language).iterdir()]
    found = {file.name: ruled_out(language).findall(file.read_text()) for file in files}
    assert {name: words for name, words in found.items() if words} == {}


def test_every_site_page_has_a_draft_in_each_language():
    drafts = {(folder.name, file.stem) for folder in DRAFTS.iterdir() for file in folder.iterdir()}
    assert drafts == {(language, kind) for language in LANGUAGES for kind in SitePageKind.values}

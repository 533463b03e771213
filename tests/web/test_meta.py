"""The head of a public page: cut where it is long, safe whatever it says, one address a language."""

import json

import pytest
from django.utils import translation

from web.meta import DESCRIPTION_MAX, PageMeta


def a_meta(**said):
    return PageMeta(**{"title": "Northlight", "description": "Slow.", "canonical": "/acts/northlight/"} | said)


def test_summary_is_one_line_cut_at_a_word():
    summary = a_meta(description="Slow\nand  loud. " * 40).summary
    assert summary.startswith("Slow and loud. Slow")
    assert len(summary) <= DESCRIPTION_MAX + 1
    assert summary.endswith(("loud.…", "and…", "Slow…"))


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--<script", "a & b \u2028"])
def test_nothing_ends_the_element_that_holds_the_facts(text):
    script = a_meta(json_ld={"@type": "MusicGroup", "name": text}).json_ld_script
    assert not set("<>&\u2028") & set(script)
    assert json.loads(script) == {"@context": "https://schema.org", "@type": "MusicGroup", "name": text}


def test_canonical_address_is_absolute_and_knows_the_language_asked_for(rf, settings):
    settings.SITE_URL = "https://stages.example"
    meta = a_meta()
    assert meta.address_for(rf.get("/acts/northlight/?month=2028-03")) == "https://stages.example/acts/northlight/"
    assert meta.address_for(rf.get("/?lang=de")) == "https://stages.example/acts/northlight/?lang=de"
    assert meta.address_for(rf.get("/?lang=xx")) == "https://stages.example/acts/northlight/"


def test_alternates_are_one_a_language_and_one_for_all(settings):
    settings.SITE_URL = "https://stages.example"
    assert a_meta(canonical="/cities/x/?week=2028-W10").alternates == [
        ("en", "https://stages.example/cities/x/?week=2028-W10&lang=en"),
        ("de", "https://stages.example/cities/x/?week=2028-W10&lang=de"),
        ("x-default", "https://stages.example/cities/x/?week=2028-W10"),
    ]


def test_locale_is_that_of_the_page():
    with translation.override("de"):
        assert (a_meta().locale, a_meta().other_locales) == ("de_DE", ["en_GB"])

"""Free text finds professionals by what they do, in both languages."""

import pytest
from django.utils.translation import override

from discovery.queries.checking import search_differences
from discovery.queries.search import Wish
from discovery.queries.search.professionals import search_professionals
from studio.models import Professional
from studio.states import Discipline
from tests.factories import BandFactory
from tests.studio.finding import a_professional

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def names(text):
    found = search_professionals(None, Wish(kind="professional", q=text)).items
    return [each.hit.party.name for each in found]


@pytest.mark.parametrize("text", ["mixing", "Mix engineer", "Abmischen", "mischen"])
def test_who_mixes_is_found_by_words_for_it(text):
    BandFactory(party__name="The Mixing Bowls")
    a_professional("Ada")
    a_professional("Bob", disciplines=["mastering"])
    assert names(text) == ["Ada"]


def test_a_name_stands_before_what_one_does():
    a_professional("Ada", disciplines=["mastering"])
    a_professional("Mastering Works", disciplines=["mixing"])
    assert names("mastering") == ["Mastering Works", "Ada"]
    assert sorted(names("mastering hamburg")) == ["Ada", "Mastering Works"]


def test_the_words_follow_what_a_professional_does():
    made = a_professional("Ada", disciplines=["vocals"])
    assert (names("Sängerin"), names("songwriter")) == (["Ada"], [])
    Professional.objects.filter(pk=made.pk).update(disciplines=["songwriting"])
    assert (names("Sängerin"), names("songwriter")) == ([], ["Ada"])
    assert search_differences() == []


def test_each_discipline_is_found_by_its_label_in_both_languages():
    for discipline in Discipline:
        a_professional(f"Nobody {discipline.name}", disciplines=[discipline.value])
    for language in ("en", "de"):
        with override(language):
            for discipline in Discipline:
                assert f"Nobody {discipline.name}" in names(str(discipline.label)), (language, discipline)

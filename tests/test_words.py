"""docs/words.md is the one glossary: no catalogue holds a form that it rules out."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.test_languages import CATALOGUES, ENGLISH, OURS, forms_of, messages_of

ROWS = [
    line.split("|")[1:-1]
    for line in (Path(settings.BASE_DIR) / "docs" / "words.md").read_text().splitlines()
    if line.startswith("| ")
][1:]


def ruled_out(column: int) -> re.Pattern[str]:
    words = [word for row in ROWS for word in re.findall(r"`([^`]+)`", row[column])]
    return re.compile(r"(?<![-\w])({})(?![-\w])".format("|".join(map(re.escape, words))))


def test_no_english_text_of_ours_holds_a_form_that_is_ruled_out():
    english = [form for each in messages_of(OURS).values() for form in forms_of(each.id)]
    english += [form for each in messages_of(ENGLISH).values() for form in forms_of(each.string)]
    assert [text for text in english if ruled_out(2).search(text.lower())] == []


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.parts[-4])
def test_no_german_text_holds_a_form_that_is_ruled_out(catalogue):
    german = [form for each in messages_of(catalogue).values() for form in forms_of(each.string)]
    assert [text for text in german if ruled_out(3).search(text)] == []

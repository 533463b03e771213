"""docs/words.md is the one glossary: no catalogue holds a form that it rules out.

`tests/matrix` looks for the same forms in every page, in both languages, and in the emails of its world;
`tests/conftest.py` in every email that any test sends.
"""

import pytest
from django.http import HttpResponse

from tests.test_languages import CATALOGUES, ENGLISH, OURS, forms_of, messages_of
from tests.wording import misworded, misworded_page


def test_no_english_text_of_ours_holds_a_form_that_is_ruled_out():
    english = [form for each in messages_of(OURS).values() for form in forms_of(each.id)]
    english += [form for each in messages_of(ENGLISH).values() for form in forms_of(each.string)]
    assert misworded(english, "en") == []


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.parts[-4])
def test_no_german_text_holds_a_form_that_is_ruled_out(catalogue):
    german = [form for each in messages_of(catalogue).values() for form in forms_of(each.string)]
    assert misworded(german, "de") == []


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>Send us an <b>E-mail</b>.</p>", ["E-mail"]),
        ('<img alt="A free spot"> <button aria-label="Log in">Go</button>', ["A free spot", "Log in"]),
        ('<input type="submit" value="Login"> <input value="login">', ["Login"]),
        ("<p>Played by <bdi>The Spot</bdi></p> <textarea>my e-mail</textarea> <code>spot</code>", []),
        ('<script>spot</script> <p>Send an email.</p> <a href="/spots/">Slot</a>', []),
        ('<p><span translate="no">`spot` of the API</span> your spot</p>', ["your spot"]),
        ("<textarea>a <b>spot</textarea> <p>another spot</p>", ["another spot"]),
    ],
)
def test_a_ruled_out_form_is_seen_where_we_wrote_it_and_nowhere_else(html, found):
    assert misworded_page(HttpResponse(html), "en") == found


def test_german_forms_are_looked_for_in_german_only():
    page = HttpResponse("<p>Du bekommst eine Mail.</p>")
    assert misworded_page(page, "de") == ["Du bekommst eine Mail."]
    assert misworded_page(page, "en") == []
    assert misworded_page(HttpResponse("spot", content_type="text/plain"), "en") == []

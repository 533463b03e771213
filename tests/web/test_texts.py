"""Names as they are stored, and as they stand in plain sentences."""

import time

import pytest
from django.core.exceptions import ValidationError

from web.texts import balanced, clean_line, clean_text, isolated, without_links

LRO, RLO, RLE, PDF, FSI, PDI, RLM = "\u202d", "\u202e", "\u202b", "\u202c", "\u2068", "\u2069", "\u200f"


@pytest.mark.parametrize(
    "name", ["\u200b", "\u200b\u2060\ufeff", "\u3164", "\u2800 \u2800", "\u00ad", RLM, RLE, "\u0301", "\ufe0f"]
)
@pytest.mark.parametrize("required", [True, False])
def test_a_line_that_shows_nothing_is_refused(name, required):
    with pytest.raises(ValidationError) as refused:
        clean_line("name", name, longest=300, required=required)
    assert "name" in refused.value.message_dict


@pytest.mark.parametrize("name", ["!!!", "♫", "Æ", "🎸", "\u05d0\u200f", "a\u200db", "\U0001fae8", ""])
def test_a_line_that_shows_something_or_is_empty_stays(name):
    assert clean_line("name", name, longest=300) == name


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (f"A {RLE}band", f"A {RLE}band{PDF}"),
        (f"A{PDF} {PDI}band", "A band"),
        (f"{FSI}a{RLE}b{PDI}c", f"{FSI}a{RLE}b{PDF}{PDI}c"),
        (f"{RLE}{FSI}a", f"{RLE}{FSI}a{PDI}{PDF}"),
        (f"{RLE}a{PDF}b", f"{RLE}a{PDF}b"),
    ],
)
def test_marks_of_direction_in_a_name_are_balanced(typed, stored):
    assert clean_line("name", typed, longest=300) == stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (f"{RLO}citatS nrehtroN", "citatS nrehtroN"),
        (f"{LRO}a{PDF}b", "ab"),
        (f"{FSI}a{RLO}b{PDI}c", f"{FSI}ab{PDI}c"),
        (f"{RLO}\u200b\u2066evil", f"\u200b\u2066evil{PDI}"),
    ],
)
def test_a_name_does_not_override_how_its_letters_are_read(typed, stored):
    assert clean_line("name", typed, longest=300) == stored


def test_a_name_is_isolated_only_where_it_turns():
    assert isolated("Northern Static") == "Northern Static"
    assert isolated("שלום") == f"{FSI}שלום{PDI}"
    assert isolated(f"A {RLO}b") == f"{FSI}A {RLO}b{PDF}{PDI}"


def test_a_required_text_shows_something():
    assert clean_text("text", "\u200b", longest=300) == "\u200b"
    for text in ("\u200b", "\u2800\n\u2800", "\ufe0f"):
        with pytest.raises(ValidationError):
            clean_text("text", text, longest=300, required=True)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\"https://a.example/b\" and 'www.a.example'", "\"(link removed)\" and '(link removed)'"),
        (
            "„https://a.example“, <http://a.example>, »mailto:a@b.example«",
            "„(link removed)“, <(link removed)>, »(link removed)«",
        ),
        ('https://a.example"b.example/c', '(link removed)"(link removed)'),
        (f"{'a' * 65}@b.example and 1http://a.example", f"{'a' * 65}@b[.]example and 1(link removed)"),
        ("...a.example/b -a.example/b .-a.example/b", "...(link removed) (link removed) .(link removed)"),
    ],
)
def test_links_go_and_what_quotes_them_stays(text, shown):
    assert without_links(text) == shown


@pytest.mark.parametrize("part", [":", "a", "-", "--.", "a.", "a@", "www.", "a-.", "x:/"])
def test_links_are_looked_for_in_linear_time(part):
    """Strangers choose the text."""
    before = time.process_time()
    without_links(part * (60_000 // len(part)))
    assert time.process_time() - before < 1


def test_marks_are_balanced_in_linear_time():
    before = time.process_time()
    assert balanced(RLE * 40_000 + PDI * 40_000) == RLE * 40_000 + PDF * 40_000
    assert time.process_time() - before < 1

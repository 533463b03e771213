"""Passwords of other people's servers."""

import pytest

from calendar_imports.errors import Problem
from calendar_imports.fetching.sealing import seal, unseal


def test_sealed_text_tells_nothing_and_opens_again():
    sealed = seal("pässword")
    assert "pässword" not in sealed
    assert seal("pässword") != sealed
    assert unseal(sealed) == "pässword"


def test_empty_text_stays_empty():
    assert (seal(""), unseal("")) == ("", "")


def test_sealed_text_opens_after_the_key_was_rotated(settings):
    sealed = seal("password")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert unseal(sealed) == "password"


@pytest.mark.parametrize("text", ["nonsense", "gAAAAA=="])
def test_sealed_text_that_no_key_opens_is_a_problem(text):
    with pytest.raises(Problem, match="secret_lost"):
        unseal(text)


def test_sealed_text_of_another_installation_is_a_problem(settings):
    sealed = seal("password")
    settings.SECRET_KEY = "another"
    with pytest.raises(Problem) as problem:
        unseal(sealed)
    assert problem.value.text == "Please enter the password again."

import pytest
from django.core.exceptions import ValidationError

from bands.models.press import PlotItem
from bands.press.seen import Seen

BIO, FEES = "Five people.", "600 EUR"


def carried(**content):
    """As it comes back with the form of a page that showed this content."""
    return Seen(str(Seen.of(**content)))


def test_what_was_left_as_it_was_seen_stays_as_others_wrote_it():
    seen = carried(bio=BIO, fees=FEES)
    assert seen.changes({"bio": "Six people.", "fees": FEES}, {"bio": BIO, "fees": "700 EUR"}) == {"fees": "700 EUR"}


def test_what_both_changed_is_refused_by_field_and_then_known():
    seen = carried(bio=BIO, fees=FEES)
    stored, wanted = {"bio": "Six people.", "fees": FEES}, {"bio": "Seven people.", "fees": "700 EUR"}
    with pytest.raises(ValidationError) as refusal:
        seen.changes(stored, wanted)
    assert (list(refusal.value.message_dict), seen.overtaken) == (["bio"], ["bio"])
    assert Seen(str(seen)).changes(stored, wanted) == wanted


def test_what_both_changed_alike_is_no_quarrel():
    assert carried(bio=BIO).changes({"bio": "Six."}, {"bio": "Six."}) == {"bio": "Six."}


def test_own_words_are_known_to_the_next_save_and_those_of_others_are_not():
    seen = carried(bio=BIO, fees=FEES)
    seen.changes({"bio": "Six people.", "fees": FEES}, {"bio": BIO, "fees": "700 EUR"})
    stored = {"bio": "Six people.", "fees": "700 EUR"}
    assert seen.changes(stored, {"bio": BIO, "fees": "800 EUR"}) == {"fees": "800 EUR"}
    with pytest.raises(ValidationError):
        seen.changes(stored, {"bio": "Seven people.", "fees": "800 EUR"})


def test_whoever_does_not_say_what_they_saw_writes_all():
    assert Seen().changes({"bio": "Six."}, {"bio": BIO}) == {"bio": BIO}


def test_things_on_a_stage_are_told_apart():
    moved = (PlotItem(kind="keys", x=51, y=50),)
    for there in ((), (PlotItem(kind="keys", x=50, y=50),)):
        assert carried(plot=there).changes({"plot": there}, {"plot": moved}) == {"plot": moved}
        assert carried(plot=there).changes({"plot": moved}, {"plot": there}) == {}


@pytest.mark.parametrize("sent", ["", "=", "bio", "bio=&bio=&&;", "%ED%A0%80=\0", "bio=" + "x" * 10_000])
def test_whatever_is_sent_as_seen_overwrites_nothing_that_it_names(sent):
    seen = Seen(sent)
    if "bio" in seen.prints:
        with pytest.raises(ValidationError):
            seen.changes({"bio": "Six."}, {"bio": BIO})
    else:
        assert seen.changes({"bio": "Six."}, {"bio": BIO}) == {"bio": BIO}

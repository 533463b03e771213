import io
from random import Random

import pytest
from PIL import Image

from posters.drawing import SHAPES, Drawing, Kind, drawn, drawn_bytes, mood_of
from posters.drawing.drawings import COMPOSITIONS, EVERY
from posters.drawing.letters import rows_of, whole
from posters.drawing.palettes import MOODS, PALETTES, READABLE, contrast
from posters.drawing.rooms import ROOMS
from posters.drawing.sheets import Sheet

LONG = "Paper Lanterns at the Very Edge of the Provincial Fairground"
EVERY_PALETTE = [each for found in [*PALETTES.values(), *ROOMS.values()] for each in found]


@pytest.mark.parametrize("palette", EVERY_PALETTE)
def test_words_can_be_read_on_every_colour_of_a_palette(palette):
    assert contrast(palette.ink, palette.ground) >= READABLE
    for colour in (palette.ground, palette.ink, *palette.accents):
        assert contrast(palette.on(colour), colour) >= READABLE


def test_every_mood_has_compositions_and_palettes():
    assert set(COMPOSITIONS) == set(MOODS)
    assert len(EVERY) >= 14


@pytest.mark.parametrize("kind", Kind)
def test_the_same_is_drawn_for_the_same_and_something_else_for_another_seed(kind):
    first, second, other = (drawn_bytes(Drawing(kind, seed, "Kobolt"), 320) for seed in ("a", "a", "b"))
    assert first == second
    assert first != other


@pytest.mark.parametrize("shape", SHAPES)
def test_a_drawing_is_a_small_webp_of_its_shape(shape):
    made = drawn_bytes(Drawing(Kind.POSTER, "seed", LONG), 320, shape)
    image = Image.open(io.BytesIO(made))
    across, down = SHAPES[shape]
    assert (image.format, image.size) == ("WEBP", (320, round(320 * down / across)))
    assert len(made) < 40_000


@pytest.mark.parametrize("compose", EVERY, ids=lambda each: each.__name__)
@pytest.mark.parametrize("words", ["Ox", LONG, "Ночной трамвай", "", "X" * 100])
def test_every_composition_takes_every_name(compose, words):
    sheet = Sheet((320, 240), PALETTES["rock"][0], Random("seed"))
    compose(sheet, whole(words), "Friday 27 November 2026")
    assert len(sheet.image.getcolors(320 * 240)) > 2


@pytest.mark.parametrize(
    ("name", "printed"),
    [("Föhn 🌬", "Föhn"), ("Ночной трамвай", "Ночной трамвай"), ("مقام الليل", ""), ("東京 Jazz", ""), ("!!!", "!!!")],
)
def test_a_name_is_printed_whole_or_not_at_all(name, printed):
    assert whole(name) == printed


def test_words_break_into_even_rows():
    assert rows_of("Paper Lanterns at the Edge", 2) == ["Paper Lanterns", "at the Edge"]


@pytest.mark.parametrize(
    ("genres", "mood"),
    [(["doom-metal", "post-rock"], "metal"), (["Riot grrrl", "electropunk"], "punk"), (["nu-jazz"], "jazz"), ([], "")],
)
def test_a_genre_has_a_mood(genres, mood):
    assert mood_of(genres) == mood


def test_people_of_a_group_are_as_many_as_are_asked_for():
    two, five = (drawn(Drawing(Kind.GROUP, "s", people=count), (320, 240)) for count in (2, 5))
    assert two.tobytes() != five.tobytes()

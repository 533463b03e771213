import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bands.models.press import PlotItem
from bands.press.plots import SHAPES, describe_stage_plot, label_offsets, render_stage_plot, shape_definitions
from bands.states import PlotKind

SVG = "{http://www.w3.org/2000/svg}"
ITEMS = st.builds(
    PlotItem,
    kind=st.sampled_from(PlotKind.values),
    x=st.integers(0, 100),
    y=st.integers(0, 100),
    rotation=st.integers(0, 359),
    label=st.text(max_size=40),
)


def drawn(*items):
    return ElementTree.fromstring(render_stage_plot(items))  # noqa: S314  our own


def test_everything_that_can_stand_on_a_stage_is_drawn():
    assert set(SHAPES) == set(label_offsets()) == set(PlotKind.values)
    things = drawn(*(PlotItem(kind=kind, x=50, y=50, label="Mats") for kind in PlotKind.values))
    assert len(things.findall(f"{SVG}g")) == len(PlotKind)
    assert ElementTree.fromstring(shape_definitions()).tag == "defs"  # noqa: S314


@settings(max_examples=60)
@given(st.lists(ITEMS, max_size=4))
def test_whatever_a_label_says_the_drawing_is_well_formed_and_only_a_drawing(items):
    elements = list(drawn(*items).iter())
    assert {element.tag.removeprefix(SVG) for element in elements} <= {
        "svg", "g", "rect", "text", "title", "circle", "ellipse", "path",
    }  # fmt: skip
    assert not [name for element in elements for name in element.attrib if name.startswith("on") or "href" in name]


@pytest.mark.parametrize("label", ["</text><script>alert(1)</script>", "\u202egnaL", "a\ufffeb\x07", '" onload="x'])
def test_a_hostile_label_is_a_label(label):
    svg = render_stage_plot([PlotItem(kind="keys", x=10, y=10, label=label)])
    words = [element.text for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314
    assert len(words) == 2
    assert not re.search("[\u202e\ufffe\x07]", svg)


def test_a_long_label_at_the_edge_stays_on_the_drawing():
    text = drawn(PlotItem(kind="keys", x=0, y=10, label="x" * 40)).find(f".//{SVG}text[@font-size='24']")
    assert len(text.text) == 24
    assert int(text.get("x")) == 144


def test_risers_lie_below_what_stands_on_them():
    things = drawn(PlotItem(kind="drum_kit", x=50, y=20), PlotItem(kind="riser", x=50, y=20)).findall(f"{SVG}g")
    assert [thing.find(f"{SVG}title").text for thing in things] == ["Riser", "Drum kit"]


def test_a_plot_is_told_from_the_back_to_the_front_and_from_left_to_right():
    items = [
        PlotItem(kind="monitor", x=80, y=95),
        PlotItem(kind="vocal_mic", x=20, y=80, label="Åsa"),
        PlotItem(kind="drum_kit", x=50, y=10, label="Mats"),
    ]
    assert describe_stage_plot(items) == [
        "Drum kit: Mats – back centre",
        "Vocal microphone: Åsa – front left",
        "Monitor wedge – front right",
    ]

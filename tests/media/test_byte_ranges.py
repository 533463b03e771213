"""Range headers against RFC 9110, section 14.1.2, read out slowly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.files.byte_ranges import Unsatisfiable, read_range


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0", range(1)),
        ("bytes=0-", range(1000)),
        ("bytes=500-999", range(500, 1000)),
        ("bytes=500-9999", range(500, 1000)),
        ("bytes=-200", range(800, 1000)),
        ("bytes=-5000", range(1000)),
        ("Bytes= 5-6 ", range(5, 7)),
    ],
)
def test_a_single_part_is_given(header, expected):
    assert read_range(header, 1000) == expected


@pytest.mark.parametrize(
    "header",
    ["", "bytes", "bytes=", "bytes=-", "bytes=7-5", "bytes=a-b", "bytes=1-2,4-5", "items=0-5", "bytes=٣-٤", "x" * 9999],
)
def test_what_is_malformed_or_more_than_one_part_is_ignored(header):
    assert read_range(header, 1000) is None


@pytest.mark.parametrize(
    ("header", "size"), [("bytes=1000-", 1000), ("bytes=-0", 1000), ("bytes=0-", 0), ("bytes=-5", 0)]
)
def test_a_part_behind_the_end_cannot_be_given(header, size):
    with pytest.raises(Unsatisfiable):
        read_range(header, size)


@given(first=st.none() | st.integers(0, 30), last=st.none() | st.integers(0, 30), size=st.integers(0, 20))
def test_the_part_is_what_counting_the_bytes_gives(first, last, size):
    header = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    if first is None and last is not None:
        expected = [place for place in range(size) if place >= size - last]
    else:
        expected = [place for place in range(size) if place >= (first or 0) and (last is None or place <= last)]
    try:
        found = read_range(header, size)
    except Unsatisfiable:
        assert not expected
    else:
        is_ignored = (first is None and last is None) or (first is not None and last is not None and last < first)
        assert found is None if is_ignored else list(found) == expected

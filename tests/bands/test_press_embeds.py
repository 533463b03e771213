from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from bands.embeds.addresses import LISTEN_AT, parse_embed, player_address

ID = "4uLU6hMCjMI75M1A2tKUQC"
SOUNDCLOUD_FRAME = (
    '<iframe width="100%" src="https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/1234'
    '&amp;color=%23ff5500"></iframe><a href="https://soundcloud.com/low-tide">Low Tide</a>'
)
BANDCAMP_FRAME = (
    '<iframe style="border: 0" src="https://bandcamp.com/EmbeddedPlayer/album=77/size=large/track=42/" seamless>'
    '<a href="https://lowtide.bandcamp.com/album/silt?from=embed">Silt</a></iframe>'
)


@pytest.mark.parametrize(
    ("pasted", "ref", "url"),
    [
        (f"https://open.spotify.com/intl-de/track/{ID}?si=9", f"track/{ID}", f"https://open.spotify.com/track/{ID}"),
        (f"spotify:album:{ID}", f"album/{ID}", f"https://open.spotify.com/album/{ID}"),
        ("youtu.be/dQw4w9WgXcQ?t=3", "dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("https://m.youtube.com/shorts/dQw4w9WgXcQ", "dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        (
            "https://www.youtube.com/playlist?list=PLabcdefghijk",
            "list/PLabcdefghijk",
            "https://www.youtube.com/playlist?list=PLabcdefghijk",
        ),
        ("https://soundcloud.com/low-tide/sets/EP?in=x", "low-tide/sets/ep", "https://soundcloud.com/low-tide/sets/ep"),
        (BANDCAMP_FRAME, "album=77,track=42", "https://lowtide.bandcamp.com/album/silt"),
    ],
)
def test_what_people_paste_is_recognised(pasted, ref, url):
    found = parse_embed(pasted)
    assert (found.ref, found.url) == (ref, url)


def test_the_code_of_a_soundcloud_player_names_its_track_by_number():
    found = parse_embed(SOUNDCLOUD_FRAME)
    assert found.ref == "tracks/1234"
    assert "api.soundcloud.com%2Ftracks%2F1234" in player_address(found.provider, found.ref)


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "javascript:alert(1)",
        "<script>alert(1)</script>",
        '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
        '<iframe src="https://evil.example/embed"></iframe>',
        f"https://open.spotify.com@evil.example/track/{ID}",
        f"https://open.spotify.com.evil.example/track/{ID}",
        f"https://open.spotify.com:8443/track/{ID}",
        f"https://open.spotify.com/track/{ID}/../../x",
        "https://youtu.be/dQw4w9WgXcQ'onload=alert(1)",
        "https://w.soundcloud.com/player/?url=https://evil.example/x",
        "https://w.soundcloud.com/player/?url=https://w.soundcloud.com/player/?url=x",
        "https://soundcloud.com/?" + "&".join(f"a{number}=1" for number in range(50)),
        "http://[::1",
        "x" * 5000,
    ],
)
def test_what_is_no_player_of_the_four_is_refused(pasted):
    with pytest.raises(ValidationError):
        parse_embed(pasted)


@pytest.mark.parametrize(
    ("pasted", "word"),
    [("https://lowtide.bandcamp.com/album/silt", "Share/Embed"), ("https://spotify.link/abc", "short link")],
)
def test_addresses_that_cannot_be_played_say_what_to_paste_instead(pasted, word):
    with pytest.raises(ValidationError) as refusal:
        parse_embed(pasted)
    assert word in refusal.value.messages[0]


PARTS = st.lists(
    st.sampled_from(
        ["https://", "open.spotify.com", "youtu.be", "soundcloud.com", "/", "track/", ID, "?v=", '"', "<", "x"]
    )
    | st.text(max_size=3),
    max_size=8,
)


@settings(max_examples=200)
@given(PARTS.map("".join))
def test_whatever_is_pasted_plays_only_from_the_four_providers(pasted):
    try:
        found = parse_embed(pasted)
    except ValidationError:
        return
    played, page = (urlsplit(url) for url in (player_address(found.provider, found.ref), found.url))
    assert f"{played.scheme}://{played.netloc}" == LISTEN_AT[found.provider]
    assert page.scheme == "https"
    assert not set("<>\"' \\") & set(played.geturl() + found.url)

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from bands.actions import create_band, publish_kit, write_kit
from bands.models import KitLink, PressKit
from bands.models.press import PlotItem
from bands.queries import edited_kit, find_kit_link, press_kit
from tests.factories import UserFactory
from tests.media.making import document_file, sound_file
from web.valkey import valkey

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def leader():
    return UserFactory(name="Åsa Lind")


@pytest.fixture
def party(leader):
    return create_band(acting_user=leader, name="Low Tide Choir", timezone="Europe/Berlin").party


@pytest.fixture
def signed_in(client, leader, party):
    client.force_login(leader)
    return client


@pytest.fixture
def go(signed_in, party):
    """GETs or POSTs a page of the editor by its name; follows no redirect."""

    def to(name, *args, sent=None):
        path = reverse(f"bands:{name}", args=[party.slug, *args])
        return signed_in.get(path) if sent is None else signed_in.post(path, sent)

    return to


def text_of(response):
    return response.content.decode()


def rows(prefix, *lines):
    """A table of forms as a browser without scripts sends it."""
    sent = {f"{prefix}-TOTAL_FORMS": len(lines), f"{prefix}-INITIAL_FORMS": 0}
    return sent | {
        f"{prefix}-{number}-{name}": value for number, line in enumerate(lines) for name, value in line.items()
    }


def test_what_is_saved_waits_in_a_draft_that_is_named_and_published(go, party):
    go("press_texts", sent={"bio_short": "Five people.", "cancellation_terms": "Half."})
    page = text_of(go("press"))
    assert "Short bio, if a show is cancelled" in page
    seen = edited_kit(party).edition_seen
    response = go("press_publish", sent={"seen": seen})
    assert response.headers["Location"] == reverse("bands:press", args=[party.slug])
    assert press_kit(party).bio_short == "Five people."
    assert "press-draft" not in text_of(go("press"))


def test_a_draft_that_somebody_changed_is_not_published_unseen(go, leader, party):
    seen = write_kit(acting_user=leader, party=party, bio_short="Slow.").edition_seen
    write_kit(acting_user=leader, party=party, bio_short="Fast.")
    assert go("press_publish", sent={"seen": seen}).status_code == 409
    assert press_kit(party).bio_short == ""


def test_texts_that_are_too_long_stay_in_their_form(go):
    response = go("press_texts", sent={"bio_short": "x" * 601})
    assert response.status_code == 422
    assert 'id="id_bio_short_error"' in text_of(response)
    assert "x" * 601 in text_of(response)
    assert not PressKit.objects.exists()


def test_line_ends_of_a_browser_are_no_change(go, leader, party):
    write_kit(acting_user=leader, party=party, bio_long="One.\n\nTwo.")
    publish_kit(acting_user=leader, party=party)
    go("press_texts", sent={"bio_long": "One.\r\n\r\nTwo."})
    assert "Everything is published" in text_of(go("press"))


def test_a_list_is_added_to_changed_moved_and_taken_from_by_forms_alone(go, party):
    for source in ("Visions", "Ox"):
        go("press_part", "quotes", sent={"text": "Loud.", "source": source})
    first, second = edited_kit(party).quotes
    go("press_piece_move", "quotes", second.id, sent={"to": "up"})
    go("press_piece", "quotes", first.id, sent={"text": "Louder.", "source": "Spex", "said_on": "2026-05-01"})
    assert [quote.source for quote in edited_kit(party).quotes] == ["Ox", "Spex"]
    go("press_piece_remove", "quotes", second.id, sent={})
    assert [quote.text for quote in edited_kit(party).quotes] == ["Louder."]


def test_a_player_that_is_none_says_so_at_its_field(go):
    response = go("press_part", "embeds", sent={"pasted": "https://lowtide.bandcamp.com/album/silt"})
    assert response.status_code == 422
    assert "Share/Embed" in text_of(response)


def test_hostile_words_are_only_words(go):
    go("press_part", "quotes", sent={"text": "<script>alert(1)</script>", "source": "\u202eevil" + "x" * 100})
    page = text_of(go("press_part", "quotes"))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_recording_waits_for_the_worker_and_can_be_unlisted(go, party):
    go("press_part", "tracks", sent={"file": sound_file(), "title": "Silt", "is_unlisted": "on"})
    (track,) = edited_kit(party).tracks
    assert (track.title, track.is_unlisted) == ("Silt", True)
    assert press_kit(party, draft=True).tracks == ()
    assert "Unlisted" in text_of(go("press_part", "tracks"))


def test_a_rider_comes_as_a_pdf_and_as_nothing_else(go, party):
    assert go("press_rider_document", sent={"file": sound_file()}).status_code == 422
    go("press_rider_document", sent={"file": document_file()})
    assert edited_kit(party).rider_document.name.startswith("Low Tide Choir")
    go("press_rider_document_remove", sent={})
    assert edited_kit(party).rider_document is None


def test_a_stage_plot_is_made_of_rows_without_any_script(go, party):
    keys = {"kind": "keys", "x": "30", "y": "40", "rotation": "90", "label": "Rhodes"}
    response = go("press_plot", sent=rows("items", keys, {"kind": "drum_kit"}, {}, keys | {"DELETE": "on"}))
    assert response.status_code == 302
    assert edited_kit(party).plot == (
        PlotItem(kind="keys", x=30, y=40, rotation=90, label="Rhodes"),
        PlotItem(kind="drum_kit", x=50, y=50),
    )
    assert "Keyboard: Rhodes – middle left" in text_of(go("press_plot"))


def test_a_row_that_is_wrong_is_named_and_keeps_what_was_typed(go, party):
    sent = rows("items", {"kind": "keys", "x": "300"}, {"label": "Whose?"})
    response = go("press_plot", sent=sent)
    assert response.status_code == 422
    for field in ("id_items-0-x", "id_items-1-kind"):
        assert f'href="#{field}"' in text_of(response)
    assert edited_kit(party).plot == ()


def test_an_input_list_is_saved_whole_and_taken_along_as_a_table(go, party):
    lines = (
        {"channel": "2", "source": "=1+1", "is_phantom": "on"},
        {"channel": "1", "source": "Kick"},
        {"channel": "3"},
    )
    assert go("press_inputs", sent=rows("lines", *lines)).status_code == 302
    assert [line.channel for line in edited_kit(party).inputs] == [1, 2]
    response = go("press_inputs_csv")
    assert response.headers["Content-Disposition"] == 'attachment; filename="low-tide-choir-inputs.csv"'
    assert text_of(response).splitlines()[1:] == ["1,Kick,,,,", "2,'=1+1,,,yes,"]


def test_a_channel_is_used_once(go):
    response = go("press_inputs", sent=rows("lines", *({"channel": "1", "source": name} for name in ("Kick", "Snare"))))
    assert response.status_code == 422
    assert 'href="#id_lines-1-channel"' in text_of(response)


def test_a_private_link_is_shown_once_and_ended_at_once(go, party, leader):
    page = text_of(
        go(
            "press_links",
            sent={"label": "Booker", "expires_on": f"{localdate() + dt.timedelta(days=1)}", "shows_exact_fees": "on"},
        )
    )
    link = KitLink.objects.get()
    (address,) = re.findall(r"http://testserver(/kit/[\w-]{43}/)", page)
    assert find_kit_link(address.split("/")[2]) == link
    assert (link.shows_unlisted, link.shows_exact_fees) == (False, True)
    assert address not in text_of(go("press_links"))
    go("press_link_revoke", link.pk, sent={})
    assert "revoked" in text_of(go("press_links"))
    for key in valkey().scan_iter("press:*"):
        valkey().delete(key)


def test_hints_lead_to_the_fields_that_are_empty(go, party):
    page = text_of(go("press"))
    for path in ("texts/#id_bio_short", "tracks/#id_file", "rider/#id_rider_text"):
        assert f'href="/bands/low-tide-choir/press/{path}"' in page
    assert "0 % complete" in page


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_however_long_it_is(go, party, leader, django_assert_max_num_queries, count):
    for number in range(count):
        go("press_part", "quotes", sent={"text": "Loud.", "source": f"Paper {number}"})
    with django_assert_max_num_queries(14):
        page = text_of(go("press_part", "quotes"))
    assert page.count("Paper ") == count

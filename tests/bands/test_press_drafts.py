import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile

from accounts.models import Party
from accounts.states import Role
from bands.actions import (
    add_piece,
    add_track,
    change_piece,
    create_band,
    discard_draft,
    move_piece,
    publish_kit,
    remove_piece,
    set_inputs,
    set_plot,
    write_kit,
)
from bands.errors import DraftChanged, NothingToPublish, PieceGone
from bands.models import KitLink, PressKit, PressSound
from bands.models.press import InputLine, PlotItem, Track
from bands.queries import changed_parts, completeness, edited_kit, find_piece, press_kit
from media.models import Document, Sound
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory
from tests.threads import at_once

pytestmark = pytest.mark.django_db
QUOTE = {"text": "As patient as the tide.", "source": "Visions"}


@pytest.fixture
def leader():
    return UserFactory()


@pytest.fixture
def party(leader):
    return create_band(acting_user=leader, name="Low Tide Choir", timezone="Europe/Berlin").party


def quote(leader, party, source):
    return add_piece(acting_user=leader, party=party, part="quotes", text="Loud.", source=source)


def sources(party):
    return [each.source for each in edited_kit(party).quotes]


def own_sound(party, kit=None, title="Silt", **fields):
    sound = Sound.objects.create(title=title)
    PressSound.objects.create(party=party, sound=sound)
    return Track(sound=str(sound.pk), title=title, **fields)


def test_what_is_written_is_public_only_once_it_is_published(leader, party):
    write_kit(acting_user=leader, party=party, bio_short="Five people from Hamburg.")
    assert (press_kit(party).bio_short, press_kit(party, draft=True).bio_short) == ("", "Five people from Hamburg.")
    publish_kit(acting_user=leader, party=party)
    assert press_kit(party).bio_short == "Five people from Hamburg."
    assert press_kit(party).published_at is not None


def test_publishing_lets_go_of_every_cached_page(leader, party):
    write_kit(acting_user=leader, party=party, bio_short="Slow.")
    before = Party.objects.get(pk=party.pk).version
    publish_kit(acting_user=leader, party=party)
    assert Party.objects.get(pk=party.pk).version == before + 1


def test_a_draft_begins_as_what_is_public_and_names_what_it_changes(leader, party):
    write_kit(acting_user=leader, party=party, bio_short="Slow.", exact_fees="600 EUR")
    publish_kit(acting_user=leader, party=party)
    add_piece(acting_user=leader, party=party, part="quotes", **QUOTE)
    assert edited_kit(party).bio_short == "Slow."
    assert changed_parts(party) == ["press quotes"]


def test_a_discarded_draft_leaves_what_is_public(leader, party):
    write_kit(acting_user=leader, party=party, bio_short="Slow.")
    publish_kit(acting_user=leader, party=party)
    write_kit(acting_user=leader, party=party, bio_short="Fast!")
    discard_draft(acting_user=leader, party=party)
    assert (edited_kit(party).bio_short, changed_parts(party)) == ("Slow.", [])
    with pytest.raises(NothingToPublish):
        publish_kit(acting_user=leader, party=party)


def test_nobody_publishes_what_they_have_not_seen(leader, party):
    seen = write_kit(acting_user=leader, party=party, bio_short="Slow.").edition_seen
    write_kit(acting_user=leader, party=party, bio_short="Someone else was here.")
    with pytest.raises(DraftChanged):
        publish_kit(acting_user=leader, party=party, seen=seen)
    assert press_kit(party).bio_short == ""


def test_what_changes_nothing_is_no_reason_to_look_again(leader, party):
    quoted, other = quote(leader, party, "Ox"), MembershipFactory(party=party, role=Role.MANAGER).user
    set_plot(acting_user=leader, party=party, items=[PlotItem(kind="keys", x=50, y=50)])
    seen = write_kit(acting_user=leader, party=party, bio_short="Slow.").edition_seen
    who = {"acting_user": other, "party": party}
    write_kit(bio_short="Slow.", hero=None, **who)
    change_piece(part="quotes", piece_id=quoted.id, text="Loud.", source="Ox", **who)
    move_piece(part="quotes", piece_id=quoted.id, steps=1, **who)
    set_plot(items=[PlotItem(kind="keys", x=50, y=50)], **who)
    set_inputs(lines=[], **who)
    assert edited_kit(party).changed_by == leader
    publish_kit(acting_user=leader, party=party, seen=seen)
    assert press_kit(party).bio_short == "Slow."


@pytest.mark.parametrize(
    "act",
    [
        lambda **who: write_kit(bio_short="Mine", **who),
        lambda **who: add_piece(part="quotes", **QUOTE, **who),
        lambda **who: set_plot(items=[], **who),
        lambda **who: set_inputs(lines=[], **who),
        publish_kit,
        discard_draft,
    ],
)
def test_only_leaders_write_on_a_press_kit(leader, party, act):
    write_kit(acting_user=leader, party=party, bio_short="Ours")
    with pytest.raises(PermissionDenied):
        act(acting_user=MembershipFactory(party=party, role=Role.MEMBER).user, party=party)
    assert edited_kit(party).bio_short == "Ours"


def test_pieces_move_change_and_go_by_their_ids(leader, party):
    first, second, third = (quote(leader, party, name) for name in ("taz", "Visions", "Ox"))
    args = {"acting_user": leader, "party": party, "part": "quotes"}
    move_piece(piece_id=third.id, steps=-1, **args)
    assert sources(party) == ["taz", "Ox", "Visions"]
    move_piece(piece_id=first.id, steps=9, **args)
    change_piece(piece_id=second.id, text="Louder.", source="Spex", **args)
    remove_piece(piece_id=third.id, **args)
    assert sources(party) == ["Spex", "taz"]
    with pytest.raises(PieceGone):
        remove_piece(piece_id=third.id, **args)


@pytest.mark.django_db(transaction=True)
def test_leaders_who_write_at_once_begin_one_draft_and_lose_nothing(leader, party):
    assert all(
        not isinstance(done, Exception) for done in at_once(4, lambda each: quote(leader, party, f"Paper {each}"))
    )
    assert sorted(sources(party)) == [f"Paper {each}" for each in range(4)]
    assert PressKit.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_draft_is_published_once_however_many_press_the_button(leader, party):
    seen = quote(leader, party, "Visions") and edited_kit(party).edition_seen
    done = at_once(3, lambda _each: publish_kit(acting_user=leader, party=party, seen=seen))
    assert [type(each) for each in done if isinstance(each, Exception)] == [NothingToPublish] * 2
    assert [kit.is_draft for kit in PressKit.objects.all()] == [False]


def test_a_list_has_an_end(leader, party):
    for number in range(20):
        quote(leader, party, f"Paper {number}")
    with pytest.raises(ValidationError):
        quote(leader, party, "One too many")
    assert len(edited_kit(party).quotes) == 20


@pytest.mark.parametrize(
    ("part", "fields", "field"),
    [
        ("quotes", QUOTE | {"text": " "}, "text"),
        ("quotes", QUOTE | {"url": "javascript:alert(1)"}, "url"),
        ("quotes", QUOTE | {"said_on": dt.date(2999, 1, 1)}, "said_on"),
        ("embeds", {"pasted": "https://evil.example"}, "pasted"),
        ("figures", {"kind": "draw", "value": -1, "as_of": dt.date(2026, 1, 1)}, "value"),
        ("figures", {"kind": "other", "value": 1, "as_of": dt.date(2026, 1, 1)}, "label"),
        ("figures", {"kind": "fame", "value": 1, "as_of": dt.date(2026, 1, 1)}, "kind"),
        ("figures", {"kind": "draw", "value": 1, "as_of": None}, "as_of"),
    ],
)
def test_what_no_page_could_show_is_refused_at_its_field(leader, party, part, fields, field):
    with pytest.raises(ValidationError) as refusal:
        add_piece(acting_user=leader, party=party, part=part, **fields)
    assert list(refusal.value.message_dict) == [field]
    assert not PressKit.objects.exists()


def test_a_player_keeps_its_address_when_only_its_title_changes(leader, party):
    embed = add_piece(acting_user=leader, party=party, part="embeds", pasted="https://youtu.be/dQw4w9WgXcQ")
    change_piece(acting_user=leader, party=party, part="embeds", piece_id=embed.id, title="Live in Kiel")
    changed = find_piece(edited_kit(party), "embeds", embed.id)
    assert (changed.ref, changed.title) == ("dQw4w9WgXcQ", "Live in Kiel")


@pytest.mark.parametrize(
    "lines",
    [
        [InputLine(channel=1, source="Kick"), InputLine(channel=1, source="Snare")],
        [InputLine(channel=0, source="Kick")],
        [InputLine(channel=1, source=" ")],
        [InputLine(channel=1, source="x" * 61)],
        [InputLine(channel=number + 1, source="x") for number in range(65)],
    ],
)
def test_an_input_list_that_no_desk_could_be_patched_by_is_refused(leader, party, lines):
    with pytest.raises(ValidationError) as refusal:
        set_inputs(acting_user=leader, party=party, lines=lines)
    assert "inputs" in refusal.value.message_dict


def test_inputs_stand_in_the_order_of_their_channels(leader, party):
    lines = [InputLine(channel=2, source="Snare"), InputLine(channel=1, source="Kick", is_phantom=True)]
    set_inputs(acting_user=leader, party=party, lines=lines)
    assert [line.source for line in edited_kit(party).inputs] == ["Kick", "Snare"]


@pytest.mark.parametrize(
    "item",
    [
        PlotItem(kind="elephant", x=1, y=1),
        PlotItem(kind="keys", x=101, y=1),
        PlotItem(kind="keys", x=1, y=-1),
        PlotItem(kind="text", x=1, y=1),
        PlotItem(kind="keys", x=1, y=1, label="x" * 41),
    ],
)
def test_what_does_not_belong_on_a_stage_is_refused(leader, party, item):
    with pytest.raises(ValidationError):
        set_plot(acting_user=leader, party=party, items=[item])


def test_sounds_go_once_neither_edition_plays_them(leader, party):
    track = own_sound(party)
    PressKit.objects.create(party=party, tracks=(track,), is_draft=False)
    remove_piece(acting_user=leader, party=party, part="tracks", piece_id=track.id)
    assert Sound.objects.filter(pk=track.sound).exists()
    publish_kit(acting_user=leader, party=party)
    assert not Sound.objects.filter(pk=track.sound).exists()


def test_a_document_that_a_draft_replaced_goes_with_publishing(leader, party):
    old, new = (Document.objects.create(name=name) for name in ("old", "new"))
    PressKit.objects.create(party=party, rider_document=old, is_draft=False)
    PressKit.objects.create(party=party, rider_document=new)
    discarded = Document.objects.create(name="kept")
    publish_kit(acting_user=leader, party=party)
    assert set(Document.objects.all()) == {new, discarded}


def test_unlisted_tracks_and_exact_fees_are_for_those_who_were_let_in(leader, party, django_assert_num_queries):
    tracks = (own_sound(party, title="Single"), own_sound(party, title="Secret", is_unlisted=True))
    Sound.objects.update(state="ready", duration_ms=1000, files=[{"format": "opus", "name": "a", "bytes": 1}])
    PressKit.objects.create(party=party, tracks=tracks, exact_fees="600 EUR", is_draft=False)
    link = KitLink(party=party, shows_unlisted=True, shows_exact_fees=False, expires_at=FAR_SATURDAY)
    seen = {}
    for name, args in {"public": {}, "link": {"link": link}, "draft": {"draft": True}}.items():
        with django_assert_num_queries(1):
            kit = press_kit(party, **args)
        seen[name] = ([track.title for track in kit.tracks], kit.exact_fees)
    assert seen == {
        "public": (["Single"], ""),
        "link": (["Single", "Secret"], ""),
        "draft": (["Single", "Secret"], "600 EUR"),
    }


def test_completeness_names_what_is_missing_and_where_it_is_done(leader, party):
    write_kit(acting_user=leader, party=party, bio_short="Slow.", bio_long="Slow, loud and patient.")
    found = completeness(party, edited_kit(party))
    assert found.percent == 20
    assert found.percent + sum(hint.weight for hint in found.hints) == 100
    assert found.hints[0].path.endswith("/press/tracks/#id_file")


def test_a_file_that_is_no_sound_makes_no_track(leader, party):
    with pytest.raises(ValidationError) as refusal:
        add_track(acting_user=leader, party=party, file=ContentFile(b"MZ\x90", name="a.wav"), title="Silt")
    assert list(refusal.value.message_dict) == ["file"]
    assert not PressSound.objects.exists()

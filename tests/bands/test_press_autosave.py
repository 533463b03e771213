"""What somebody types is sent by itself: what the server answers, to whom, and what it never writes over."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.states import Role
from bands.actions import (
    add_piece,
    change_piece,
    create_band,
    discard_draft,
    publish_kit,
    remove_piece,
    set_plot,
    write_kit,
)
from bands.models import PressKit
from bands.models.press import InputLine, PlotItem
from bands.press.seen import Seen
from bands.queries import edited_kit, press_kit
from tests.bands.test_press_views import rows, text_of
from tests.factories import MembershipFactory, UserFactory
from tests.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
SEEN = re.compile(r'name="seen"\s+id="press-seen"\s+value="([^"]*)"')


@pytest.fixture
def leader():
    return UserFactory(name="Åsa Lind")


@pytest.fixture
def other(party):
    return MembershipFactory(party=party, role=Role.MANAGER).user


@pytest.fixture
def party(leader):
    return create_band(acting_user=leader, name="Low Tide Choir", timezone="Europe/Berlin").party


class Form:
    """A form of the editor in somebody's browser: typing into it sends it whole, with what it carries along."""

    def __init__(self, client, user, party, name, *args):
        client.force_login(user)
        self.client, self.path = client, reverse(f"bands:{name}", args=[party.slug, *args])
        self.seen = self._seen_in(client.get(self.path))

    def type(self, **fields):
        response = self.client.post(self.path, fields | {"seen": self.seen}, headers={"HX-Request": "true"})
        self.seen = self._seen_in(response) or self.seen
        return response

    def press(self, **fields):
        """The button, with which the page comes anew."""
        response = self.client.post(self.path, fields | {"seen": self.seen})
        if response.status_code != 302:
            self.seen = self._seen_in(response)
        return response

    @staticmethod
    def _seen_in(response):
        found = SEEN.search(text_of(response))
        return found[1].replace("&amp;", "&") if found else None


@pytest.fixture
def texts(client, leader, party):
    return Form(client, leader, party, "press_texts")


def test_what_is_typed_is_in_the_draft_and_public_nowhere(texts, party):
    page = text_of(texts.type(bio_short="Five people."))
    assert "Draft saved" in page
    assert 'id="press-draft"' in page  # the note with its button to publish, which there was not yet
    assert "<html" not in page
    assert "<textarea" not in page
    assert edited_kit(party).bio_short == "Five people."
    assert press_kit(party).bio_short == ""


def test_typing_on_is_no_quarrel_with_oneself(texts, party):
    for text in ("Five", "Five people", " Five\r\npeople. "):
        assert texts.type(bio_short=text).status_code == 200
    assert texts.press(bio_short="Five\r\npeople. Or six.").status_code == 302
    assert edited_kit(party).bio_short == "Five\npeople. Or six."


def test_what_cannot_be_saved_is_said_at_its_field_and_the_last_good_stays(texts, party):
    texts.type(bio_short="Five people.")
    response = texts.type(bio_short="x" * 601, exact_fees="600 EUR")
    assert response.status_code == 422
    assert 'data-behind="id_bio_short"' in text_of(response)
    assert "x" * 601 not in text_of(response)
    kit = edited_kit(party)
    assert (kit.bio_short, kit.exact_fees) == ("Five people.", "")


def test_two_who_write_in_different_fields_keep_both(texts, party, other):
    write_kit(acting_user=other, party=party, exact_fees="600 EUR")
    assert texts.type(bio_short="Five.", exact_fees="").status_code == 200
    assert texts.type(bio_short="Five people.", exact_fees="").status_code == 200
    kit = edited_kit(party)
    assert (kit.bio_short, kit.exact_fees) == ("Five people.", "600 EUR")


def test_what_another_leader_wrote_meanwhile_is_overwritten_by_no_typing(texts, party, other):
    write_kit(acting_user=other, party=party, bio_short="Six people.")
    response = texts.type(bio_short="Five people.")
    assert response.status_code == 409
    assert "Someone else has changed this" in text_of(response)
    assert "hx-post" not in text_of(response)  # from here on nothing is sent by itself
    assert edited_kit(party).bio_short == "Six people."


@pytest.mark.django_db(transaction=True)
def test_of_two_who_write_at_once_over_the_same_one_is_told(leader, party, other):
    write_kit(acting_user=leader, party=party, bio_short="Five people.")
    users = (leader, other, leader)

    def write(number):
        seen = Seen.of(bio_short="Five people.")
        return write_kit(acting_user=users[number], party=party, seen=seen, bio_short=f"Number {number}.")

    done = at_once(3, write)
    (kept,) = (each for each in done if isinstance(each, PressKit))
    assert sum(isinstance(each, ValidationError) for each in done) == 2
    assert edited_kit(party).bio_short == kept.bio_short


def test_who_was_told_may_put_their_own_in_its_place_with_the_button(texts, party, other):
    write_kit(acting_user=other, party=party, bio_short="Six people.")
    texts.type(bio_short="Five people.")
    assert texts.press(bio_short="Five people.").status_code == 302
    assert edited_kit(party).bio_short == "Five people."


def test_button_of_an_old_page_is_told_before_it_overwrites(texts, party, other):
    write_kit(acting_user=other, party=party, bio_short="Six people.")
    response = texts.press(bio_short="Five people.")
    assert response.status_code == 409
    assert "Five people." in text_of(response)
    assert 'id="id_bio_short_error"' in text_of(response)
    assert "hx-post" not in text_of(response)
    assert edited_kit(party).bio_short == "Six people."
    assert texts.press(bio_short="Five people.").status_code == 302


def test_what_was_wrong_first_does_not_forget_what_was_seen(texts, party, other):
    write_kit(acting_user=other, party=party, bio_short="Six people.")
    assert texts.press(bio_short="x" * 601).status_code == 422
    assert texts.press(bio_short="Five people.").status_code == 409


def test_publishing_meanwhile_begins_a_new_draft_and_discarding_takes_away_what_was_seen(texts, leader, party):
    texts.type(bio_short="Five people.")
    publish_kit(acting_user=leader, party=party)
    assert texts.type(bio_short="Five people!").status_code == 200
    assert press_kit(party).bio_short == "Five people."
    discard_draft(acting_user=leader, party=party)
    response = texts.type(bio_short="Five people!!")
    assert response.status_code == 409
    assert text_of(response).count('hx-swap-oob="true"') == 3  # what is seen, what sent it, and the note about a draft


def test_rider_and_tables_save_themselves_too(client, leader, party):
    Form(client, leader, party, "press_rider").type(rider_text="Power.")
    plot = Form(client, leader, party, "press_plot")
    for x in ("30", "31"):
        assert plot.type(**rows("items", {"kind": "keys", "x": x, "y": "40"}, {})).status_code == 200
    inputs = Form(client, leader, party, "press_inputs")
    for source in ("Sn", "Snare"):
        lines = ({"channel": "2", "source": source}, {"channel": "1", "source": "Kick"})
        assert inputs.type(**rows("lines", *lines)).status_code == 200
    kit = edited_kit(party)
    assert (kit.rider_text, kit.plot) == ("Power.", (PlotItem(kind="keys", x=31, y=40),))
    assert kit.inputs == (InputLine(channel=1, source="Kick"), InputLine(channel=2, source="Snare"))


def test_row_that_is_wrong_is_named_and_its_field_too(client, leader, party):
    form = Form(client, leader, party, "press_inputs")
    response = form.type(**rows("lines", *({"channel": "1", "source": name} for name in ("Kick", "Snare"))))
    assert response.status_code == 422
    assert 'data-behind="id_lines-1-channel"' in text_of(response)
    assert '<a href="#id_lines-1-channel">Row 2, Channel</a>' in text_of(response)


def test_stage_that_somebody_else_has_set_stays(client, leader, party, other):
    form = Form(client, leader, party, "press_plot")
    set_plot(acting_user=other, party=party, items=[PlotItem(kind="drum_kit", x=50, y=20)])
    response = form.type(**rows("items", {"kind": "keys"}))
    assert response.status_code == 409
    assert edited_kit(party).plot[0].kind == "drum_kit"


def test_piece_saves_itself_unless_somebody_else_changed_it(client, leader, party, other):
    who = {"acting_user": other, "party": party, "part": "quotes"}
    quote = add_piece(text="Loud.", source="Ox", **who)
    form = Form(client, leader, party, "press_piece", "quotes", quote.id)
    assert form.type(text="Louder.", source="Ox").status_code == 200
    change_piece(piece_id=quote.id, text="Quiet.", source="Ox", **who)
    assert form.type(text="Loudest.", source="Ox").status_code == 409
    assert edited_kit(party).quotes[0].text == "Quiet."
    remove_piece(piece_id=quote.id, **who)
    assert form.type(text="Loudest.", source="Ox").status_code == 404


def test_piece_that_one_has_only_looked_at_stays_as_somebody_else_changed_it(client, leader, party, other):
    who = {"acting_user": other, "party": party, "part": "quotes"}
    quote = add_piece(text="Loud.", source="Ox", **who)
    form = Form(client, leader, party, "press_piece", "quotes", quote.id)
    change_piece(piece_id=quote.id, text="Quiet.", source="Ox", **who)
    for sent in (form.type, form.press):  # a letter typed and taken back; the button
        sent(text="Loud.", source="Ox")
        assert edited_kit(party).quotes[0].text == "Quiet."


def test_rider_saves_itself_beside_a_pdf_that_was_refused(client, leader, party):
    client.force_login(leader)
    page = text_of(client.post(reverse("bands:press_rider_document", args=[party.slug]), {}))
    assert f'hx-post="{reverse("bands:press_rider", args=[party.slug])}"' in page


def test_adding_to_a_list_waits_for_its_button(client, leader, party):
    client.force_login(leader)
    for part in ("quotes", "embeds", "tracks", "figures"):
        assert "autosaver" not in text_of(client.get(reverse("bands:press_part", args=[party.slug, part])))


@pytest.mark.parametrize(("role", "status"), [(None, 404), (Role.MEMBER, 403), (Role.MANAGER, 200)])
def test_typing_is_for_those_who_lead(client, party, role, status):
    user = MembershipFactory(party=party, role=role).user if role else UserFactory()
    client.force_login(user)
    path = reverse("bands:press_texts", args=[party.slug])
    response = client.post(path, {"bio_short": "Mine."}, headers={"HX-Request": "true"})
    assert response.status_code == status
    assert PressKit.objects.exists() == (status == 200)


def test_whose_session_is_over_is_sent_to_sign_in(client, party):
    path = reverse("bands:press_texts", args=[party.slug])
    response = client.post(path, {"bio_short": "Mine."}, headers={"HX-Request": "true"})
    assert "/account/login/" in response.headers["HX-Redirect"]
    assert not PressKit.objects.exists()


def test_autosave_costs_few_queries(texts, django_assert_max_num_queries):
    texts.type(bio_short="Five")
    with django_assert_max_num_queries(17):
        texts.type(bio_short="Five people.")

"""Settlement, shares and contract as pages: with and without htmx, for each who may see them."""

import hashlib

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bookings.actions import report_booking, resolve_report
from bookings.actions.contracts import make_contract
from bookings.actions.settlements import LineDraft, change_settlement, comment_settlement, sign_settlement
from bookings.actions.shares import ShareDraft, share_settlement
from bookings.models import Contract, ContractSignature, Settlement, SettlementSignature, Share
from bookings.queries.money import money_of
from engagements.states import LineKind, Side
from tests.bookings.money.scenes import a_coming_booking, a_played_booking
from tests.bookings.scenes import a_house, an_act
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
HTMX = {"HX-Request": "true"}
TYPED = {
    "version": "1",
    "takings_1_label": "Tickets",
    "takings_1_quantity": "80",
    "takings_1_amount": "15",
    "costs_1_label": "ignored: no such table",
    "cost_1_label": "Sound <b>",
    "cost_1_amount": "120.50",
}


def url(name, booking, *more):
    return reverse(f"bookings:{name}", args=[booking.pk, *more])


@pytest.fixture
def booking(house, act):
    return a_played_booking(house, act)


@pytest.fixture
def host(client, house):
    client.force_login(house.manager)
    return client


class TestSettlement:
    def test_looking_stores_nothing_and_explains_every_step(self, host, booking):
        text = host.get(url("settlement", booking)).content.decode()

        assert "Artist payout €300" in text
        assert "70% of €0" in text
        assert "the higher of the two" in text
        assert not Settlement.objects.exists()

    def test_change_stores_what_is_typed(self, host, booking):
        response = host.post(url("settlement_change", booking), TYPED, follow=True)

        assert response.redirect_chain == [(url("settlement", booking), 302)]
        text = response.content.decode()
        assert "80 × €15" in text
        assert "Sound &lt;b&gt;" in text
        assert "Artist payout €755.65" in text
        assert Settlement.objects.get().version == 2

    def test_line_is_added_by_a_button_and_stores_nothing(self, host, booking):
        assert 'name="takings_2_label"' not in host.get(url("settlement", booking)).content.decode()

        text = host.post(url("settlement_statement", booking), TYPED | {"add": "takings"}).content.decode()

        assert 'name="takings_2_label"' in text
        assert 'name="cost_2_label"' not in text
        assert not Settlement.objects.exists()

    def test_page_says_who_still_has_to_sign(self, host, booking):
        text = host.get(url("settlement", booking)).content.decode()
        assert "Still to sign" in text
        assert text.index("Artist payout") < text.index("Agreed deal")

    @pytest.mark.parametrize("headers", [{}, HTMX])
    def test_statement_reckons_and_stores_nothing(self, host, booking, headers):
        response = host.post(url("settlement_statement", booking), TYPED, headers=headers)

        text = response.content.decode()
        assert response.status_code == 200
        assert "Artist payout €755.65" in text
        assert "Not saved yet" in text
        assert ("<html" in text) != bool(headers)
        assert not Settlement.objects.exists()

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            ({"takings_1_amount": "much"}, "Enter an amount such as"),
            ({"takings_1_amount": "-5"}, "Enter an amount between"),
            ({"takings_1_label": ""}, "Enter a description."),
            ({"cost_1_amount": ""}, "Enter an amount."),
            ({"takings_1_quantity": "-1"}, "greater than or equal to 0"),
            ({"version": "x"}, "Enter a whole number"),
            ({"takings_1_label": "x" * 201}, "at most 200"),
            ({"takings_1_label": "x\x00"}, "Null characters"),
        ],
    )
    def test_what_is_wrong_is_said_at_the_field_and_kept(self, host, booking, wrong, message):
        for name in ("settlement_change", "settlement_statement"):
            response = host.post(url(name, booking), TYPED | wrong)
            assert response.status_code == 422
            assert message in response.content.decode()
        assert not Settlement.objects.exists()

    def test_change_of_an_old_version_is_refused_and_keeps_what_was_typed(self, host, booking, act):
        lines = [LineDraft(LineKind.TAKINGS, "Tip jar", 1)]
        change_settlement(acting_user=act.leader, booking=booking, version=1, lines=lines)

        response = host.post(url("settlement_change", booking), TYPED)

        text = response.content.decode()
        assert response.status_code == 409
        assert "changed in the meantime" in text
        assert 'value="Tickets"' in text
        assert "Tip jar" in text
        assert host.post(url("settlement_change", booking), TYPED | {"version": "2"}).status_code == 302

    def test_sign_what_one_has_seen(self, host, booking, act):
        signed = {"version": "1", "side": "host", "name": "Ada"}

        assert host.post(url("settlement_sign", booking), signed | {"name": ""}).status_code == 422
        assert host.post(url("settlement_sign", booking), signed | {"version": "7"}).status_code == 409
        assert host.post(url("settlement_sign", booking), signed | {"side": "act"}).status_code == 403
        assert host.post(url("settlement_sign", booking), signed | {"side": "x"}).status_code == 422
        assert host.post(url("settlement_sign", booking), signed).status_code == 302
        assert host.post(url("settlement_sign", booking), signed).status_code == 409
        assert SettlementSignature.objects.get().name == "Ada"
        assert "Ada" in host.get(url("settlement", booking)).content.decode()

    def test_signed_settlement_has_no_form(self, host, booking, house, act):
        for user, side in ((act.leader, Side.ACT), (house.manager, Side.HOST)):
            sign_settlement(acting_user=user, booking=booking, version=1, side=side, name="Kim")

        text = host.get(url("settlement", booking)).content.decode()
        assert "Signed by both sides" in text
        assert url("settlement_change", booking) not in text
        assert host.post(url("settlement_change", booking), TYPED).status_code == 409

    def test_comment_is_read_by_both(self, host, client, booking, act):
        assert host.post(url("settlement_comment", booking), {"text": ""}).status_code == 422
        assert host.post(url("settlement_comment", booking), {"text": "<i>Drinks</i>"}).status_code == 302

        client.force_login(act.leader)
        assert "&lt;i&gt;Drinks&lt;/i&gt;" in client.get(url("settlement", booking)).content.decode()

    def test_booking_still_pending_or_without_a_fee_has_none(self, client, house, act):
        booking = a_played_booking(house, act, deal=None)
        client.force_login(house.manager)

        assert client.get(url("settlement", booking)).status_code == 404


class TestSplit:
    TYPED = {"share_1_name": "Kim", "share_1_weight": "2", "share_2_name": "Jo", "share_2_weight": "1"}

    def test_leader_says_who_gets_what(self, client, booking, act):
        client.force_login(act.leader)
        entries = list(booking.lineup.all())
        typed = self.TYPED | {"share_1_entry": entries[0].pk, "share_2_entry": entries[1].pk}

        assert client.get(url("split", booking)).status_code == 200
        response = client.post(url("split_change", booking), typed, follow=True)

        assert [share.amount_minor for share in Share.objects.all()] == [200_00, 100_00]
        assert act.members[0].display_name in response.content.decode()

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            ({"share_1_fixed": "301"}, "add up to more than the total"),
            ({"share_1_fixed": "x"}, "Enter an amount such as"),
            ({"share_1_entry": "999999"}, "line-up has changed"),
            ({"share_1_weight": "2000"}, "less than or equal to 1000"),
            ({"share_2_name": "", "share_2_fixed": "1"}, "Choose a person"),
        ],
    )
    def test_what_is_wrong_is_said(self, client, booking, act, wrong, message):
        client.force_login(act.leader)
        response = client.post(url("split_change", booking), self.TYPED | wrong)

        assert response.status_code == 422
        assert message in response.content.decode()

    def test_player_reads_their_own_share_and_nobody_elses(self, client, booking, act):
        first, second = booking.lineup.all()
        drafts = [ShareDraft("Kim", first.pk, 2), ShareDraft("Jo", second.pk, 1)]
        share_settlement(acting_user=act.leader, booking=booking, shares=drafts)
        client.force_login(act.members[1])

        text = client.get(url("split", booking)).content.decode()
        assert "€100" in text
        assert "€200" not in text
        assert "€300" not in text
        assert client.post(url("split_change", booking), self.TYPED).status_code == 403
        assert client.get(url("settlement", booking)).status_code == 403

    def test_host_never_sees_it(self, host, booking):
        assert host.get(url("split", booking)).status_code == 403


class TestContract:
    def test_made_read_signed_and_downloaded(self, client, house, act):
        booking = a_coming_booking(house, act)
        client.force_login(house.manager)
        assert "No contract yet" in client.get(url("contract", booking)).content.decode()

        made = client.post(url("contract_make", booking), {"language": "en"}, follow=True)
        assert "Load-in" in made.content.decode()
        contract = Contract.objects.get()
        assert contract.sha256 in made.content.decode()

        signed = {"side": "host", "name": "Ada"}
        sign = url("contract_sign", booking, 1)
        assert client.post(sign, signed | {"name": " "}).status_code == 422
        assert client.post(sign, signed).status_code == 302
        assert client.post(sign, signed).status_code == 409
        assert ContractSignature.objects.get().address == "127.0.0.1"

        pdf = client.get(url("contract_pdf", booking, 1))
        assert pdf["Content-Type"] == "application/pdf"
        assert hashlib.sha256(pdf.content).hexdigest() == contract.sha256
        copy = client.get(url("contract_signed_pdf", booking, 1))
        assert copy.content.startswith(b"%PDF")
        assert copy.content != pdf.content
        assert client.get(url("contract_pdf", booking, 2)).status_code == 404
        assert client.get(url("contract_pdf", booking, 10**12)).status_code == 404

    def test_address_is_the_one_before_the_proxies_that_are_trusted(self, client, house, act):
        booking = a_coming_booking(house, act)
        make_contract(acting_user=house.manager, booking=booking, language="en")
        client.force_login(act.leader)

        with override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1):
            client.post(
                url("contract_sign", booking, 1),
                {"side": "act", "name": "Kim"},
                headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"},
            )

        assert ContractSignature.objects.get().address == "203.0.113.9"

    def test_language_unknown_is_said_at_the_field(self, client, house, act):
        booking = a_coming_booking(house, act)
        client.force_login(house.manager)

        assert client.post(url("contract_make", booking), {"language": "tlh"}).status_code == 422
        assert not Contract.objects.exists()


def count_queries(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_more_lines_comments_and_versions_take_no_more_queries(client, house, act):
    booking = a_coming_booking(house, act)
    client.force_login(house.manager)
    pages = [url("settlement", booking), url("contract", booking)]

    def write_once_more(version):
        lines = [LineDraft(LineKind.TAKINGS, f"Tickets {count}", 1) for count in range(version)]
        change_settlement(acting_user=house.manager, booking=booking, version=version, lines=lines)
        comment_settlement(acting_user=act.leader, booking=booking, text="Hm.")
        make_contract(acting_user=house.manager, booking=booking, language=["en", "de"][version % 2])

    write_once_more(1)
    with_one = [count_queries(client, page) for page in pages]
    write_once_more(2)
    write_once_more(3)

    assert [count_queries(client, page) for page in pages] == with_one


def test_strangers_learn_of_none_of_it(client, booking):
    stranger = an_act(members=1)
    for user in (stranger.leader, a_house().manager):
        client.force_login(user)
        for name in ("settlement", "split", "contract"):
            assert client.get(url(name, booking)).status_code == 404


def test_panel_tells_each_what_is_theirs(booking, house, act, django_assert_max_num_queries):
    first = booking.lineup.first()
    shares = [ShareDraft("Kim", first.pk), ShareDraft("Van")]
    share_settlement(acting_user=act.leader, booking=booking, shares=shares)

    class View:
        my_entry = first

    with django_assert_max_num_queries(8):
        leader = money_of(act.leader, booking, View)
    assert leader.can_share
    assert leader.deal_points[0] == "€300 or 70% of the door, whichever is more"
    assert money_of(house.manager, booking, View).share_minor is None
    assert money_of(act.members[0], booking, View).share_minor == 150_00
    assert money_of(act.members[0], booking, View).deal_points == ()
    assert money_of(act.members[1], booking, View) is None


def test_the_page_says_that_what_was_signed_counts_no_longer_and_why(host, booking, house, act):
    for user, side in ((act.leader, Side.ACT), (house.manager, Side.HOST)):
        sign_settlement(acting_user=user, booking=booking, version=1, side=side, name="Kim")
    filed = report_booking(acting_user=act.leader, booking=booking, kind="dispute", text="No PA.")
    assert "after both sides signed" in host.get(url("settlement", booking)).content.decode()
    resolve_report(acting_user=UserFactory(is_staff=True), report=filed, to="cancelled", text="Indeed no PA.")
    text = host.get(url("settlement", booking)).content.decode()
    for said in ("No longer valid", "Indeed no PA.", "Artist payout would have been €300"):
        assert said in text
    assert "Signed by both sides" not in text
    assert "No longer valid" in host.get(url("booking", booking)).content.decode()


def test_staff_open_again_in_the_office_what_both_have_signed(admin_client, booking, house, act):
    office = reverse("admin:bookings_settlement_reopen", args=[booking.pk])
    sign_settlement(acting_user=act.leader, booking=booking, version=1, side=Side.ACT, name="Kim")
    assert admin_client.post(office, {"reason": "Too early"}).status_code == 422
    sign_settlement(acting_user=house.manager, booking=booking, version=1, side=Side.HOST, name="Ada")

    assert admin_client.get(reverse("admin:bookings_settlement_change", args=[booking.pk])).status_code == 200
    assert admin_client.post(office, {"reason": ""}).status_code == 422
    assert admin_client.post(office, {"reason": "Miscounted"}).status_code == 302
    assert Settlement.objects.get().version == 2
    assert booking.history.last().text == "Miscounted"

"""Both sides write the settlement, and sign the version they have seen."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from bookings.access import booking_view
from bookings.access.money import get_settlement_for, settlement_view
from bookings.actions import cancel_booking, report_booking, resolve_report
from bookings.actions.settlements import (
    LineDraft,
    change_settlement,
    comment_settlement,
    reopen_settlement,
    sign_settlement,
)
from bookings.actions.shares import ShareDraft, share_settlement
from bookings.models import HistoryEntry, Settlement
from bookings.queries.money import is_stored, money_of, settlement_of, signed_sides
from bookings.states import Event, SettlementState
from engagements.errors import ChangedMeanwhile, WrongState
from engagements.states import LineKind, Side
from notifications.models import Notification
from tests.bookings.money.scenes import a_coming_booking, a_played_booking
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

LINES = [
    LineDraft(LineKind.TAKINGS, "Tickets", 15_00, 80),
    LineDraft(LineKind.TAKINGS, "Tip jar", 40_50),
    LineDraft(LineKind.COST, "Sound", 120_00),
]


@pytest.fixture
def booking(house, act):
    return a_played_booking(house, act)


def write(user, booking, version=1, lines=LINES, **values):
    return change_settlement(acting_user=user, booking=booking, version=version, lines=lines, **values)


def seen_by(user, booking):
    return settlement_view(user, get_settlement_for(user, booking.pk))


def sign(user, booking, side, version=1, **values):
    return sign_settlement(
        acting_user=user, booking=booking, version=version, side=side, **{"name": "Kim Doe"} | values
    )  # fmt: skip


def told(user, kind):
    return Notification.objects.filter(user=user, kind=f"bookings.{kind}").count()


def test_settlement_that_nobody_touched_is_the_guarantee_and_not_stored(booking):
    settlement = settlement_of(booking)

    assert (settlement.version, settlement.result_minor) == (1, 300_00)
    assert not is_stored(settlement)
    assert not Settlement.objects.exists()


def test_change_reckons_raises_the_version_and_tells_the_other_side_once(booking, house, act):
    settlement = write(house.manager, booking)

    assert (settlement.version, settlement.result_minor) == (2, (1240_50 - 120_00) * 7 // 10)
    assert [line.label for line in settlement.lines.all()] == ["Sound", "Tickets", "Tip jar"]
    assert told(act.leader, "settlement_changed") == 1
    assert told(house.manager, "settlement_changed") == 0
    entry = HistoryEntry.objects.get(booking=booking, event=Event.SETTLEMENT_CHANGED)
    assert entry.changes == {"result_minor": [300_00, 784_35]}


def test_other_lines_with_the_same_result_show_no_change_of_it(booking, house, act):
    """Found on a walk: the history said "EUR 784.35" before and after."""
    write(house.manager, booking)
    lines = [replace(line, label=f"{line.label}!") for line in LINES]
    change_settlement(acting_user=house.manager, booking=booking, version=2, lines=lines)
    entry = HistoryEntry.objects.filter(booking=booking, event=Event.SETTLEMENT_CHANGED).latest("pk")
    assert entry.changes == {}


def test_the_same_lines_again_change_nothing(booking, house, act):
    write(house.manager, booking)
    sign(act.leader, booking, Side.ACT, version=2)

    settlement = write(act.leader, booking, version=2)

    assert settlement.version == 2
    assert signed_sides(settlement) == {Side.ACT}


def test_change_undoes_signatures(booking, house, act):
    sign(act.leader, booking, Side.ACT)

    settlement = write(house.manager, booking)

    assert signed_sides(settlement) == frozenset()
    assert settlement.signatures.count() == 1


def test_change_of_a_version_that_is_old_is_refused(booking, house, act):
    write(house.manager, booking)

    with pytest.raises(ChangedMeanwhile):
        write(act.leader, booking, lines=LINES[:1])


def test_signatures_of_both_sides_freeze_it(booking, house, act):
    write(act.leader, booking)
    sign(act.leader, booking, Side.ACT, version=2)
    settlement = sign(house.manager, booking, Side.HOST, version=2)

    assert settlement.state == SettlementState.SIGNED
    assert settlement.signed_at
    assert told(act.leader, "settlement_signed") == told(house.manager, "settlement_signed") == 1
    with pytest.raises(WrongState):
        write(house.manager, booking, version=2, lines=[])


def test_sign_wants_the_version_that_stands(booking, house, act):
    write(house.manager, booking)

    with pytest.raises(ChangedMeanwhile):
        sign(act.leader, booking, Side.ACT, version=1)
    assert not Settlement.objects.get().signatures.exists()


def test_sign_again_by_the_same_side_is_refused(booking, act):
    sign(act.leader, booking, Side.ACT)

    with pytest.raises(WrongState):
        sign(act.leader, booking, Side.ACT)


def test_sign_before_the_set_is_over_is_refused(house, act):
    with pytest.raises(WrongState):
        sign(act.leader, a_coming_booking(house, act), Side.ACT)


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "\x00"])
def test_sign_wants_a_name(booking, act, name):
    with pytest.raises(ValidationError):
        sign(act.leader, booking, Side.ACT, name=name)


def test_only_leaders_change_sign_and_comment_and_for_their_own_side_alone(booking, house, act):
    for user in (act.members[0], UserFactory(), UserFactory(is_staff=True)):
        with pytest.raises(PermissionDenied):
            write(user, booking)
        with pytest.raises(PermissionDenied):
            sign(user, booking, Side.ACT)
        with pytest.raises(PermissionDenied):
            comment_settlement(acting_user=user, booking=booking, text="Hm.")
    with pytest.raises(PermissionDenied):
        sign(act.leader, booking, Side.HOST)


def test_comment_stands_with_its_version_and_undoes_nothing(booking, house, act):
    sign(house.manager, booking, Side.HOST)

    comment = comment_settlement(acting_user=act.leader, booking=booking, text="Where are the drinks?")

    assert (comment.side, comment.version) == (Side.ACT, 1)
    assert signed_sides(settlement_of(booking)) == {Side.HOST}
    assert told(house.manager, "settlement_commented") == 1


def test_staff_reopen_what_both_have_signed(booking, house, act):
    sign(act.leader, booking, Side.ACT)
    sign(house.manager, booking, Side.HOST)
    staff = UserFactory(is_staff=True)

    settlement = reopen_settlement(acting_user=staff, booking=booking, reason="A box of tickets turned up.")

    assert (settlement.state, settlement.version, settlement.signed_at) == (SettlementState.OPEN, 2, None)
    assert told(act.leader, "settlement_reopened") == told(house.manager, "settlement_reopened") == 1
    with pytest.raises(WrongState):
        reopen_settlement(acting_user=staff, booking=booking, reason="Again")
    with pytest.raises(PermissionDenied):
        reopen_settlement(acting_user=house.manager, booking=booking, reason="I say so")


def test_nobody_signs_while_a_report_waits_for_staff(booking, house, act):
    report_booking(acting_user=act.leader, booking=booking, kind="dispute", text="No PA.")
    with pytest.raises(WrongState) as refused:
        sign(house.manager, booking, Side.HOST)
    assert "A problem was reported" in str(refused.value.detail)
    booking.refresh_from_db()
    assert seen_by(house.manager, booking).unsigned == []


def test_what_both_signed_counts_no_longer_once_staff_write_the_booking_off(booking, house, act):
    for user, side in ((act.leader, Side.ACT), (house.manager, Side.HOST)):
        sign(user, booking, side)
    filed = report_booking(acting_user=act.leader, booking=booking, kind="dispute", text="No PA.")
    staff = UserFactory(is_staff=True)
    resolve_report(acting_user=staff, report=filed, to="cancelled", text="There was no PA indeed.")
    booking.refresh_from_db()
    view = seen_by(house.manager, booking)
    assert (view.is_signed, view.is_superseded, view.superseded_by) == (False, True, "There was no PA indeed.")
    money = money_of(house.manager, booking, booking_view(house.manager, booking))
    assert (money.is_settled, money.is_superseded, money.result_minor) == (False, True, None)


@pytest.mark.parametrize(
    "line",
    [
        LineDraft(LineKind.TAKINGS, "", 1),
        LineDraft(LineKind.TAKINGS, "x" * 201, 1),
        LineDraft(LineKind.TAKINGS, "Tickets", -1),
        LineDraft(LineKind.TAKINGS, "Tickets", 10**12, 2),
        LineDraft(LineKind.TAKINGS, "Tickets", 1, 1_000_001),
        LineDraft(LineKind.COST, "Sound", 1, 2),
    ],
)
def test_lines_that_make_no_sense_are_refused(booking, house, line):
    with pytest.raises(ValidationError) as refused:
        write(house.manager, booking, lines=[line])

    assert list(refused.value.error_dict) == ["lines"]


def test_booking_without_a_fee_has_nothing_to_settle(house, act):
    booking = a_played_booking(house, act, deal=None)

    assert settlement_of(booking) is None
    with pytest.raises(WrongState):
        write(house.manager, booking)


def test_older_booking_with_a_fee_alone_is_settled_as_a_guarantee(booking, house):
    booking.deal = None
    booking.save(update_fields=["deal"])

    assert write(house.manager, booking).result_minor == 300_00


def test_settlement_of_what_was_called_off_stays_as_it_was(house, act):
    booking = a_coming_booking(house, act)
    write(house.manager, booking)
    cancel_booking(acting_user=house.manager, booking=booking, message="The roof.")

    with pytest.raises(WrongState):
        write(act.leader, booking, version=2, lines=[])
    assert settlement_of(booking).version == 2


class TestShares:
    def share(self, user, booking, shares):
        return share_settlement(acting_user=user, booking=booking, shares=shares)

    def test_shares_sum_up_follow_the_result_and_are_told_to_players(self, booking, house, act):
        first, second = booking.lineup.all()
        drafts = [ShareDraft("Kim", first.pk), ShareDraft("Jo", second.pk), ShareDraft("Van", weight=1)]

        shares = self.share(act.leader, booking, drafts)
        assert [share.amount_minor for share in shares] == [100_00] * 3
        assert [told(player, "share_set") for player in act.members] == [1, 1]

        settlement = write(house.manager, booking)
        amounts = list(settlement.shares.values_list("amount_minor", flat=True))
        assert sum(amounts) == settlement.result_minor
        assert amounts == [261_45] * 3

    def test_who_has_neither_parts_nor_an_amount_is_left_out(self, booking, act):
        shares = self.share(act.leader, booking, [ShareDraft("Kim", weight=0), ShareDraft("Jo", fixed_minor=300_00)])

        assert [share.name for share in shares] == ["Jo"]

    @pytest.mark.parametrize(
        "drafts",
        [
            [ShareDraft("Kim", fixed_minor=300_01)],
            [ShareDraft("Kim", fixed_minor=100_00)],
            [ShareDraft("")],
            [ShareDraft("Kim", entry=10**9)],
            [ShareDraft("Kim", weight=1001)],
            [ShareDraft("Kim")] * 61,
        ],
    )
    def test_shares_that_make_no_sense_are_refused(self, booking, act, drafts):
        with pytest.raises(ValidationError) as refused:
            self.share(act.leader, booking, drafts)

        assert list(refused.value.error_dict) == ["shares"]

    def test_only_the_leaders_of_the_act_share(self, booking, house, act):
        for user in (house.manager, act.members[0], UserFactory(is_staff=True)):
            with pytest.raises(PermissionDenied):
                self.share(user, booking, [ShareDraft("Kim")])

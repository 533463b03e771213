"""Holding nights on pages: by the venue, by bands and agencies, and what each of them reads."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.states import PartyKind, Role
from bookings.actions import cancel_show, publish_show
from bookings.models import Show
from bookings.states import BookingState
from holds.actions import challenge_hold, confirm_hold, place_hold
from holds.emails.holds import render_all
from holds.models import Challenge, Hold, HoldPermission
from holds.states import HoldState
from notifications.models import Notification
from tests.bookings.scenes import an_act, an_open_show
from tests.factories import MembershipFactory, PartyFactory, StageFactory, UserFactory
from tests.holds.scenes import NIGHT, SET, a_hold, house_rules, known, ranks, told
from venues.models import HousePolicy
from venues.states import OtherHolds

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
HTMX = {"HX-Request": "true"}


def new(house):
    return reverse("holds:hold_new", args=[house.party.slug])


def form(house, holder, **values):
    return {"holder": holder.slug, "stage": str(house.stage.pk), "night": "2028-03-04", "fee_currency": "EUR"} | values


def of(hold, name="hold"):
    return reverse(f"holds:{name}", args=[hold.pk])


def held(house, act, **values):
    known(house, act.party)
    return place_hold(acting_user=act.leader, holder=act.party, stage=house.stage, night=NIGHT, **values)


@pytest.fixture
def leader(client, house, act):
    known(house, act.party)
    client.force_login(act.leader)
    return act.leader


@pytest.fixture
def ladder(house, act):
    """Another band is 1st, the act is 2nd."""
    return held(house, an_act(name="Iron Weather")), held(house, act)


def test_band_holds_a_night_with_terms(client, house, act, leader):
    sent = form(house, act.party, starts="21:00", ends="00:30", fee="450", note="Record release")
    response = client.post(new(house), sent)
    hold = Hold.objects.get()
    assert response["Location"] == of(hold)
    assert (hold.holder, hold.act, hold.night, hold.starts_at) == (act.party, act.party, NIGHT, SET["starts_at"])
    assert (hold.fee_minor, hold.agreed_by_act, hold.agreed_by_host) == (45000, True, False)
    assert "You are 1st" in client.get(of(hold)).content.decode()


def test_a_hold_without_times_says_what_is_missing(client, house, act, leader):
    client.post(new(house), form(house, act.party, fee="450"))
    hold = Hold.objects.get()
    text = client.get(of(hold)).content.decode()
    assert "Set times are missing: add them, then propose." in text
    assert "has not agreed to it yet" not in text
    client.force_login(house.manager)
    text = client.get(of(hold)).content.decode()
    assert "The other holds on this night" not in text
    assert "nothing can be agreed before" in text
    held(house, an_act(name="Iron Weather"))
    assert "The other holds on this night" in client.get(of(hold)).content.decode()


def test_who_has_no_hold_left_reads_it_above_the_form(client, house, act, leader):
    house_rules(house, most_holds=1)
    assert "the house allows no more" not in client.get(new(house)).content.decode()
    held(house, act)
    text = client.get(new(house)).content.decode()
    assert "the house allows no more" in text
    assert f'href="{reverse("holds:holds")}"' in text.partition("the house allows no more")[2].partition("<form")[0]
    client.force_login(house.manager)
    assert "the house allows no more" not in client.get(new(house)).content.decode()


def test_several_nights_become_one_offer(client, house, act, leader):
    client.post(new(house), form(house, act.party, night_2="2028-03-11", night_4="2028-03-12", title="Tour stop"))
    holds = Hold.objects.order_by("night")
    assert [hold.night.day for hold in holds] == [4, 11, 12]
    assert {hold.offer.title for hold in holds} == {"Tour stop"}
    assert of(holds[2]) in client.get(of(holds[0])).content.decode()


def test_venue_holds_for_a_name_and_for_an_act_of_that_name(client, house, act):
    client.force_login(house.manager)
    client.post(new(house), form(house, house.party, act="Somebody from the phone book"))
    client.post(new(house), form(house, house.party, act=act.party.name.upper()))
    assert [(hold.act, hold.act_name) for hold in Hold.objects.order_by("created_at")] == [
        (None, "Somebody from the phone book"),
        (act.party, ""),
    ]


def test_agency_holds_for_a_band_that_it_leads(client, house, act, leader):
    agency = MembershipFactory(user=leader, role=Role.OWNER, party=PartyFactory(kind=PartyKind.AGENCY)).party
    client.post(new(house), form(house, agency, act=act.party.name))
    assert Hold.objects.get().act == act.party


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({"night": "2020-01-01"}, "Hold a night to come"),
        ({"night": "9999-12-31", "starts": "21:00", "ends": "01:00"}, "Choose another date."),
        ({"starts": "21:00"}, "Give both the start and the end of the set"),
        ({"fee": "much"}, "Enter an amount"),
        ({"holder": "nobody"}, "Select a valid choice."),
        ({"stage": str(uuid4())}, "Select a valid choice."),
        ({"night_2": "soon"}, "Enter a valid date."),
    ],
)
def test_bad_input_is_told_at_its_field(client, house, act, leader, values, text):
    response = client.post(new(house), form(house, act.party) | values)
    assert (response.status_code, Hold.objects.count()) == (422, 0)
    assert text in response.content.decode()


def test_house_that_holds_for_itself_says_so(client, house, act, leader):
    house_rules(house, may_hold=[])
    assert "places holds itself" in client.get(new(house)).content.decode()
    assert client.post(new(house), form(house, act.party)).status_code == 422


def test_second_hold_of_an_act_on_one_night_is_refused(client, house, act, leader):
    held(house, act)
    response = client.post(new(house), form(house, act.party))
    assert response.status_code == 409
    assert "holds this night already" in response.content.decode()


def test_holder_reads_their_rank_and_never_who_is_above(client, house, ladder, leader):
    for page in (of(ladder[1]), reverse("holds:holds")):
        text = client.get(page).content.decode()
        assert "You are 2nd" in text
        assert "Iron Weather" not in text
    assert client.get(of(ladder[0])).status_code == 404


def test_venue_reads_the_whole_ladder_of_a_night(client, house, act, ladder):
    client.force_login(house.manager)
    text = client.get(reverse("holds:stage_night", args=[house.stage.pk, "2028-03-04"])).content.decode()
    assert text.index("Iron Weather") < text.index(act.party.name)


def test_venue_reorders_a_ladder_from_its_night(client, house, ladder):
    client.force_login(house.manager)
    response = client.post(of(ladder[1], "hold_rank"), {"rank": "1", "back": "night"})
    assert response["Location"] == reverse("holds:stage_night", args=[house.stage.pk, "2028-03-04"])
    assert ranks(house, *ladder) == [2, 1]


def test_rank_is_the_venues_to_give(client, house, ladder, leader):
    assert client.post(of(ladder[1], "hold_rank"), {"rank": "1"}).status_code == 403
    client.force_login(house.manager)
    assert client.post(of(ladder[1], "hold_rank"), {"rank": "0"}).status_code == 422


def test_challenge_is_answered_by_letting_go(client, house, act, ladder):
    first, second = ladder
    client.force_login(act.leader)
    assert "Those above are being asked" in client.post(of(second, "hold_challenge"), headers=HTMX).content.decode()
    client.force_login(first.created_by)
    assert (
        "Challenged: propose the night to the venue or let go until"
        in client.get(reverse("holds:holds")).content.decode()
    )
    client.post(of(first, "hold_release"), {"message": "Not for us."})
    client.force_login(act.leader)
    assert "All above have passed: propose the night to the venue until" in client.get(of(second)).content.decode()


def test_proposal_says_on_both_pages_that_nothing_is_promised(client, house, act, leader):
    hold = held(house, act, **SET)
    assert "Propose to the venue" in client.get(of(hold)).content.decode()
    response = client.post(of(hold, "hold_confirm"), {"read": hold.terms_mark}, follow=True)
    text = response.content.decode()
    assert "Proposed to the venue: they have until" in text
    assert "Confirmed." not in text
    assert not Show.objects.exists()
    client.force_login(house.manager)
    for page in (of(hold), reverse("discovery:landing"), reverse("holds:desk", args=[house.party.slug])):
        assert "Proposed to you: agree or decline until" in client.get(page).content.decode(), page
    text = client.post(of(hold, "hold_decline"), {"message": "No."}, headers=HTMX).content.decode()
    assert "Declined. The other side has been told." in text
    assert client.post(of(hold, "hold_decline")).status_code == 409
    client.force_login(leader)
    text = client.get(of(hold)).content.decode()
    assert "The venue declined the last proposal." in text
    assert "agreed to" not in text


def test_venue_agrees_to_the_proposal_that_it_has_read_and_no_other(client, house, act, leader):
    hold = held(house, act, **SET)
    client.post(of(hold, "hold_confirm"))
    sent = {"proposal": str(hold.proposals.get().pk), "others": "release"}
    client.post(of(hold, "hold_proposal_withdraw"))
    client.force_login(house.manager)
    assert client.post(of(hold, "hold_confirm"), sent).status_code == 409
    client.force_login(leader)
    client.post(of(hold, "hold_confirm"))
    client.force_login(house.manager)
    sent["proposal"] = str(hold.proposals.last().pk)
    assert client.post(of(hold, "hold_confirm"), sent)["Location"] == reverse(
        "bookings:show", args=[Show.objects.get().pk]
    )


def test_an_old_page_declines_and_withdraws_no_later_proposal(client, house, act, leader):
    hold = held(house, act, **SET)
    client.post(of(hold, "hold_confirm"))
    old = {"proposal": str(hold.proposals.get().pk)}
    assert f'name="proposal" value="{old["proposal"]}"' in client.get(of(hold)).content.decode()
    client.post(of(hold, "hold_proposal_withdraw"), old)
    client.post(of(hold, "hold_confirm"))
    assert client.post(of(hold, "hold_proposal_withdraw"), old, headers=HTMX).status_code == 409
    assert client.post(of(hold, "hold_proposal_withdraw"), {"proposal": "nonsense"}, headers=HTMX).status_code == 422
    client.force_login(house.manager)
    assert client.get(of(hold)).content.decode().count('name="proposal"') == 2
    assert client.post(of(hold, "hold_decline"), old, headers=HTMX).status_code == 409
    assert hold.proposals.last().state == "waiting"
    new = {"proposal": str(hold.proposals.last().pk)}
    assert client.post(of(hold, "hold_decline"), new, headers=HTMX).status_code == 200
    assert hold.proposals.last().state == "declined"


def test_stranger_asks_to_be_allowed_and_is_with_one_press(client, house, act):
    client.force_login(act.leader)
    text = client.get(new(house)).content.decode()
    assert f"Ask for {act.party.name}" in text
    assert client.post(new(house), form(house, act.party)).status_code == 422
    ask = reverse("holds:hold_ask", args=[house.party.slug])
    for _time in range(2):
        client.post(ask, {"holder": act.party.slug, "message": "We fill rooms."})
    assert f"{act.party.name} has asked." in client.get(new(house)).content.decode()
    client.force_login(house.manager)
    for page in ("discovery:landing", "holds:desk", "holds:policy_edit"):
        address = reverse(page, args=[] if page == "discovery:landing" else [house.party.slug])
        assert "We fill rooms." in client.get(address).content.decode(), page
    answer = reverse("holds:permission_answer", args=[HoldPermission.objects.get().pk])
    client.post(answer, {"may": "yes"})
    client.force_login(act.leader)
    assert client.post(answer, {"may": "no"}).status_code == 404
    assert client.post(new(house), form(house, act.party)).status_code == 302


def test_challenge_is_withdrawn(client, ladder, leader):
    client.post(of(ladder[1], "hold_challenge"))
    client.post(of(ladder[1], "hold_challenge_withdraw"))
    assert Challenge.objects.get().state == "withdrawn"
    assert client.post(of(ladder[1], "hold_challenge_withdraw")).status_code == 409


def test_withdrawing_what_never_was_is_not_found(client, ladder, leader):
    assert client.post(of(ladder[1], "hold_challenge_withdraw")).status_code == 404


def test_venue_confirms_and_says_what_becomes_of_the_others(client, house, act, ladder):
    client.force_login(house.manager)
    sent = {"starts": "21:00", "ends": "00:30", "others": OtherHolds.KEEP}
    response = client.post(of(ladder[1], "hold_confirm"), sent)
    show = Show.objects.get()
    assert response["Location"] == reverse("bookings:show", args=[show.pk])
    assert show.starts_at == SET["starts_at"]
    assert Hold.objects.get(pk=ladder[0].pk).state == HoldState.STANDING
    assert show.spots.get().bookings.get().act == act.party


def test_hold_that_both_agreed_to_books_its_act_at_once(client, house, act, leader):
    hold = held(house, act, **SET)
    client.force_login(house.manager)
    client.post(of(hold, "hold_agree"))
    client.post(of(hold, "hold_confirm"), {"others": OtherHolds.RELEASE})
    hold.refresh_from_db()
    assert (hold.state, hold.booking.state) == (HoldState.CONFIRMED, BookingState.CONFIRMED)


def test_confirming_without_times_asks_for_them(client, house, act, leader):
    hold = held(house, act)
    response = client.post(of(hold, "hold_confirm"))
    assert (response.status_code, Show.objects.count()) == (422, 0)
    assert "This field is required." in response.content.decode()


def test_second_cannot_confirm(client, ladder, leader):
    response = client.post(of(ladder[1], "hold_confirm"), {"starts": "21:00", "ends": "23:00"})
    assert (response.status_code, Show.objects.count()) == (409, 0)


def test_changed_terms_are_to_be_agreed_to_anew(client, house, act, leader):
    hold = held(house, act, **SET)
    client.force_login(house.manager)
    client.post(of(hold, "hold_agree"))
    page = client.get(of(hold, "hold_change")).content.decode()
    assert 'value="21:00"' in page
    client.post(of(hold, "hold_change"), {"starts": "22:00", "ends": "00:30", "fee": "300", "fee_currency": "EUR"})
    hold.refresh_from_db()
    assert (hold.fee_minor, hold.agreed_by_host, hold.agreed_by_act) == (30000, True, False)


def test_draft_is_published_over_the_holds_that_its_host_names(client, house, ladder):
    client.force_login(house.manager)
    draft = an_open_show(house, publish=False)
    page, publish = (reverse(f"bookings:{name}", args=[draft.pk]) for name in ("show", "show_publish"))
    text = client.get(page).content.decode()
    assert [f'value="{hold.pk}"' in text for hold in ladder] == [True, True]
    assert client.post(publish, {"release": [str(ladder[0].pk), "rubbish"]}).status_code == 409
    assert ranks(house, *ladder) == [1, 2]
    assert client.post(publish, {"release": [str(hold.pk) for hold in ladder]}).status_code == 302
    assert ranks(house, *ladder) == [None, None]


def test_cancelled_show_offers_to_restore_its_ladder(client, house, ladder):
    client.force_login(house.manager)
    client.post(of(ladder[0], "hold_confirm"), {"starts": "21:00", "ends": "00:30", "others": OtherHolds.RELEASE})
    show = Show.objects.get()
    cancel_show(acting_user=house.manager, show=show, reason="The roof leaks.")
    restore = reverse("holds:ladder_restore", args=[show.pk])
    assert restore in client.get(reverse("bookings:show", args=[show.pk])).content.decode()
    client.post(restore)
    assert ranks(house, ladder[1]) == [1]


def test_whoever_held_a_cancelled_night_is_told_and_reads_it_on_the_hold(client, house, act):
    agency = PartyFactory(kind=PartyKind.AGENCY)
    MembershipFactory(user=act.leader, party=agency, role=Role.OWNER)
    known(house, agency)
    place = {"stage": house.stage, "night": NIGHT, "act_name": "The Unknowns"}
    hold = place_hold(acting_user=act.leader, holder=agency, **place, **SET)
    show = confirm_hold(acting_user=house.manager, hold=hold).show
    cancel_show(acting_user=house.manager, show=show, reason="The roof leaks.")
    assert told(act.leader)[-1] == "hold_show_cancelled"
    [text] = render_all([Notification.objects.filter(user=act.leader).latest("id")], act.leader)
    assert "Cancelled" in text.subject
    assert "The roof leaks." in text.text
    client.force_login(act.leader)
    for page in (of(hold), reverse("holds:holds") + "?scope=past"):
        answer = client.get(page).content.decode()
        assert "The show was cancelled" in answer
        assert "</svg>Confirmed" not in answer


def test_a_booked_act_hears_of_a_cancelled_show_once_and_by_its_booking(house, act):
    hold = a_hold(house, act, **SET)
    show = confirm_hold(acting_user=house.manager, hold=hold).show
    cancel_show(acting_user=house.manager, show=show)
    assert told(act.leader)[-1] == "show_cancelled"
    assert "hold_show_cancelled" not in told(act.leader)


def test_a_hold_that_is_saved_unchanged_says_so(client, house, act, leader):
    hold = held(house, act, **SET)
    shown = client.get(of(hold, "hold_change")).context["form"]
    sent = {name: shown[name].value() or "" for name in shown.fields}
    for values, words in ((sent, "Nothing has changed."), (sent | {"fee": "300", "fee_currency": "EUR"}, "Changed.")):
        answer = client.post(of(hold, "hold_change"), values, follow=True).content.decode()
        assert words in answer
        assert ("The other side has been told" in answer) is (words == "Changed.")


def test_panel_is_told_of_alone_and_the_page_without_htmx(client, house, act, leader):
    hold = held(house, act)
    assert "<html" not in client.get(of(hold, "hold_panel"), headers=HTMX).content.decode()
    assert client.get(of(hold, "hold_panel"))["Location"] == of(hold)
    client.force_login(UserFactory())
    assert client.get(of(hold, "hold_panel"), headers=HTMX).status_code == 404


def test_house_rules_are_kept_as_they_were_typed(client, house):
    client.force_login(house.manager)
    address = reverse("holds:policy_edit", args=[house.party.slug])
    assert 'name="tier_1_days" value="30"' in client.get(address).content.decode()
    last = {"tier_3_days": "36", "tier_3_unit": "hours", "tier_3_percent": "100"}
    client.post(address, rules(tier_1_days="30", tier_1_percent="25", **last))
    policy = HousePolicy.objects.get()
    assert (policy.may_hold, policy.ranks_close_up, policy.first_hold_days) == (["agency"], False, 10)
    assert (policy.who_may_hold, policy.most_holds) == ("anybody", 5)
    assert policy.cancellation_tiers == [[30, 25], [36, 100, "hours"]]
    page = client.get(address).content.decode()
    assert 'name="tier_2_days" value="36"' in page
    labels = re.findall(r'<label for="id_tier_\d_\w+">\s*([^<]+?)\s*<', page)
    assert len(set(labels)) == len(labels) == 9
    assert labels[3] == "Tier 2: From"
    assert '<option value="hours" selected>' in page


def rules(**values):
    return {
        "may_hold": ["agency"], "who_may_hold": "anybody", "most_holds": "5",
        "outsiders_from_rank": "2", "newcomers_from_rank": "2", "first_hold_days": "10",
        "other_hold_days": "5", "warn_days": "1", "challenge_window": "business_day", "challenge_hours": "24",
        "other_holds": "keep", "refill": "one_by_one", "refill_hours": "12",
    } | values  # fmt: skip


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"first_hold_days": "0"}, "first_hold_days"),
        ({"challenge_hours": ""}, "challenge_hours"),
        ({"may_hold": ["venue"]}, "may_hold"),
        ({"other_holds": "burn"}, "other_holds"),
        ({"who_may_hold": "nobody"}, "who_may_hold"),
        ({"most_holds": "0"}, "most_holds"),
        ({"tier_2_days": "30"}, "tier_2_percent"),
        ({"tier_1_days": "7", "tier_1_percent": "101"}, "tier_1_percent"),
        ({"tier_1_days": "30", "tier_1_percent": "50", "tier_2_days": "7", "tier_2_percent": "25"}, "tier_1_days"),
    ],
)
def test_house_rules_that_make_no_sense_are_refused_at_their_field(client, house, values, field):
    client.force_login(house.manager)
    response = client.post(reverse("holds:policy_edit", args=[house.party.slug]), rules(**values))
    assert (response.status_code, HousePolicy.objects.count()) == (422, 0)
    assert field in response.context["form"].errors


@pytest.mark.parametrize("count", [1, 3])
def test_holds_take_the_same_queries_for_1_and_3(client, house, act, leader, count, django_assert_num_queries):
    for number in range(count):
        stage = StageFactory(venue=house.stage.venue, position=number)
        place_hold(acting_user=leader, holder=act.party, stage=stage, night=NIGHT)
    with django_assert_num_queries(12):
        assert client.get(reverse("holds:holds")).content.decode().count("You are 1st") == count


def test_a_hold_on_a_booked_night_is_called_a_backup_wherever_it_is_told(client, house, act):
    def told(act, hold):
        pages = [(act.leader, of(hold)), (act.leader, reverse("holds:holds")), (house.manager, of(hold))]
        pages += [(house.manager, reverse("holds:stage_night", args=[house.stage.pk, "2028-03-04"]))]
        pages += [(house.manager, reverse("holds:desk", args=[house.party.slug]) + "?from=2028-03-01")]
        for user, address in pages:
            client.force_login(user)
            page = client.get(address).content.decode()
            yield "The night is booked" in page or "<small>backup" in page

    before = held(house, act)
    assert list(told(act, before)) == [False] * 5
    show = an_open_show(house, publish=False)
    assert list(told(act, before)) == [False] * 5
    publish_show(acting_user=house.manager, show=show, release_holds=[before.pk])
    other = an_act()
    assert list(told(other, held(house, other))) == [True] * 5


def test_a_challenge_says_to_the_venue_who_has_to_answer(client, house, act):
    first, second = held(house, agency := an_act(name="Iron Weather")), held(house, act)
    challenge_hold(acting_user=act.leader, hold=second, message="We have a date.")
    client.force_login(house.manager)
    words = client.get(of(first)).content.decode()
    assert f"Challenged: {agency.party.name} has until" in words
    assert "confirm or let go until" not in words
    assert "The challenger writes to the venue:" in client.get(of(second)).content.decode()
    client.force_login(agency.leader)
    assert "propose the night to the venue or let go until" in client.get(of(first)).content.decode()


def test_a_manager_finds_the_nights_that_the_venue_holds_itself(client, house):
    hold = place_hold(acting_user=house.manager, holder=house.party, stage=house.stage, night=NIGHT)
    client.force_login(house.manager)
    assert of(hold) in client.get(reverse("holds:holds")).content.decode()
    assert f"{house.party.name} at {house.party.name}" not in client.get(of(hold)).content.decode()

"""The pages of a bill: looked at, planned, answered on; and a night that a band puts on itself."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import PartyLink
from bookings.actions import SpotDraft, add_spots, veto_booking
from bookings.models import Show
from bookings.states import BookingState, HeadlinerSays, ShowState, SpotRole
from tests.bookings.bill.scenes import FAR_SATURDAY, MINUTE, a_night, book, clocks, headed
from tests.bookings.scenes import an_act, an_application, an_open_show, know_all
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
WEEK = 7 * 24 * 60 * MINUTE


def sent(show, minutes, *, places=None, **frame):
    """A running order as its form sends it, `minutes` and `places` by the present order."""
    data = {"version": show.version, "first": "21:00", "doors": "20:00", "curfew": "00:30"} | frame
    for place, (spot, length) in enumerate(zip(show.spots.all(), minutes, strict=True)):
        data |= {
            f"position_{spot.pk.hex}": places[place] if places else place + 1,
            f"minutes_{spot.pk.hex}": length,
            f"changeover_{spot.pk.hex}": 15,
            f"soundcheck_{spot.pk.hex}": 20,
        }
    return data


def post_bill(client, user, show, data):
    client.force_login(user)
    return client.post(reverse("bookings:bill", args=[show.pk]), data)


def test_places_and_minutes_make_a_running_order(client, house):
    show = a_night(house)
    answer = post_bill(client, house.manager, show, sent(show, [60, 30, 45], places=[3, 1, 2]))
    assert answer.status_code == 302
    assert clocks(show.spots.all()) == ["21:00-21:30", "21:45-22:30", "22:45-23:45"]
    assert [spot.role for spot in show.spots.all()] == [SpotRole.SUPPORT, SpotRole.HEADLINER, SpotRole.OPENER]


def test_doors_and_curfew_lie_on_the_night(client, house):
    show = a_night(house)
    post_bill(client, house.manager, show, sent(show, [30, 45, 75], first="20:30", doors="19:45", curfew="00:00"))
    show.refresh_from_db()
    assert show.starts_at == FAR_SATURDAY - 30 * MINUTE
    assert show.doors_at == FAR_SATURDAY - 75 * MINUTE
    assert show.curfew_at == FAR_SATURDAY + 180 * MINUTE


def test_another_curfew_leaves_sets_as_they_are_to_the_second(client, house):
    show = a_night(house)
    post_bill(client, house.manager, show, sent(show, [30, 45, 75]))
    last = show.spots.last()
    show.spots.filter(pk=last.pk).update(ends_at=last.ends_at + MINUTE / 3, released_at=last.released_at + MINUTE / 3)
    before = [spot.times for spot in show.spots.all()]
    show.refresh_from_db()
    again = sent(show, [30, 45, 75], curfew="00:45")
    again[f"changeover_{show.spots.first().pk.hex}"] = client.get(
        reverse("bookings:bill", args=[show.pk])
    ).context["page"].form[f"changeover_{show.spots.first().pk.hex}"].value()  # fmt: skip
    assert post_bill(client, house.manager, show, again).status_code == 302
    assert [spot.times for spot in show.spots.all()] == before
    show.refresh_from_db()
    assert show.curfew_at == FAR_SATURDAY + 225 * MINUTE
    early = sent(show, [30, 45, 75], curfew="23:00") | {
        name: again[name] for name in again if name.startswith("changeover")
    }  # fmt: skip
    assert post_bill(client, house.manager, show, early).status_code == 422


def test_what_is_over_the_curfew_is_said_and_what_was_typed_stays(client, house):
    show = a_night(house)
    answer = post_bill(client, house.manager, show, sent(show, [30, 45, 120]))
    assert answer.status_code == 422
    assert "15 minutes too long" in answer.content.decode()
    assert 'value="120"' in answer.content.decode()
    assert clocks(show.spots.all())[0] == "21:00-21:30"


def test_minutes_that_are_none_are_an_error_at_their_field(client, house):
    show = a_night(house)
    answer = post_bill(client, house.manager, show, sent(show, [30, "soon", 0]))
    assert answer.status_code == 422
    assert set(answer.context["page"].form.errors) == {
        f"minutes_{spot.pk.hex}" for spot in list(show.spots.all())[1:]
    }  # fmt: skip


def test_a_bill_that_somebody_else_has_changed_is_shown_anew(client, house):
    show = a_night(house)
    data = sent(show, [30, 45, 75])
    post_bill(client, house.manager, show, sent(show, [35, 45, 75]))
    answer = post_bill(client, house.manager, show, data)
    assert answer.status_code == 409
    assert "changed in the meantime" in answer.content.decode()


def test_beyond_a_promise_the_page_leads_to_a_proposal(client, house, act):
    show = a_night(house)
    book(house, act, show, 0)
    show.refresh_from_db()
    answer = post_bill(client, house.manager, show, sent(show, [90, 30, 30]))
    assert answer.status_code == 409
    assert reverse("bookings:show_move", args=[show.pk]) in answer.content.decode()


def ask_what_changes(client, house, show, data, **headers):
    client.force_login(house.manager)
    return client.post(reverse("bookings:bill_changes", args=[show.pk]), data, headers=headers)


def said_changes(answer):
    return [(act.name, act.times, act.effect) for act in answer.context["changes"].acts]


def test_what_an_order_changes_is_said_for_each_act_and_nothing_is_written(client, house, act):
    show = a_night(house)
    book(house, act, show, 0)
    show.refresh_from_db()
    before = [spot.times for spot in show.spots.all()]
    answer = ask_what_changes(client, house, show, sent(show, [35, 40, 75]), HX_Request="true")
    assert answer.status_code == 200
    assert said_changes(answer) == [
        (act.party.name, "21:00 – 21:30 → 21:00 – 21:35", "booked, we’ll tell them"),
        ("Support", "21:50 – 22:35 → 21:50 – 22:30", "open, no one to tell"),
        ("Headliner", "23:05 – 00:20 → 22:45 – 00:00", "open, no one to tell"),
    ]
    page = answer.content.decode()
    assert "Saving tells 1 act" in page
    assert "<html" not in page
    assert [spot.times for spot in show.spots.all()] == before


def test_an_act_beyond_its_promise_has_to_agree_first(client, house, act):
    show = a_night(house)
    book(house, act, show, 0)
    show.refresh_from_db()
    answer = ask_what_changes(client, house, show, sent(show, [90, 30, 30]))
    assert (act.party.name, "21:00 – 21:30 → 21:00 – 22:30", "has to agree first") in said_changes(answer)
    page = answer.content.decode()
    assert "1 act has to agree first" in page
    assert reverse("bookings:show_move", args=[show.pk]) in page


def test_the_link_to_propose_fills_in_the_times_of_the_bill(client, house, act):
    show = a_night(house)
    book(house, act, show, 0)
    show.refresh_from_db()
    answer = ask_what_changes(client, house, show, sent(show, [90, 30, 30]))
    first = show.spots.all()[0]
    assert f"set_{first.pk.hex}_ends=22%3A30" in answer.context["changes"].proposal
    address = reverse("bookings:show_move", args=[show.pk])
    form = client.get(f"{address}?{answer.context['changes'].proposal}&starts=25:99&nonsense=1").context["form"]
    assert (form.is_valid(), form.errors) == (True, {})
    assert form.terms()["spots"][first.pk]["ends_at"] - first.starts_at == dt.timedelta(minutes=90)
    assert {"set_0_ends"} <= form.touched <= {f"set_{place}_{end}" for place in range(3) for end in ("starts", "ends")}


def test_acts_that_wait_are_told_of_other_doors(client, house, act):
    show = a_night(house)
    an_application(act, show, 1)
    show.refresh_from_db()
    before = client.get(reverse("bookings:bill", args=[show.pk]))
    assert before.status_code == 302
    client.force_login(house.manager)
    form = client.get(reverse("bookings:bill", args=[show.pk])).context["page"].form
    typed = {name: form[name].value() for name in form.fields} | {"doors": "19:30"}
    answer = ask_what_changes(client, house, show, {name: "" if v is None else v for name, v in typed.items()})
    assert [(each.others, each.effect) for each in answer.context["changes"].acts] == [
        (["Doors: 20:00 → 19:30"], "we’ll tell the acts waiting"),
    ]


def test_an_order_that_cannot_be_saved_says_why_before_it_is_sent(client, house):
    show = a_night(house)
    answer = ask_what_changes(client, house, show, sent(show, [30, 45, 120]))
    assert "15 minutes too long" in answer.context["changes"].problems[0]
    assert ask_what_changes(client, house, show, sent(show, [30, "soon", 20])).status_code == 422


def test_a_preview_shows_the_typed_order_and_its_times(client, house):
    show = a_night(house)
    page = ask_what_changes(client, house, show, sent(show, [60, 30, 45], places=[3, 1, 2])).context["page"]
    rows = [(row.name, row.part.minutes, bar.at) for row, bar, _clock in page.timelines[0].sets]
    assert rows == [("Support", 30, "50.00%"), ("Headliner", 45, "59.38%"), ("Opener", 60, "71.88%")]


def test_a_bill_is_drawn_to_scale(client, house):
    show = a_night(house)
    client.force_login(house.manager)
    along, down = client.get(reverse("bookings:bill", args=[show.pk])).context["page"].timelines
    assert [(bar.at, bar.length) for bar in along.gaps] == [("0%", "0%"), ("56.25%", "4.17%"), ("69.79%", "6.25%")]
    assert (along.doors.at, along.limit.at) == ("37.50%", "93.75%")
    assert [tick.word for tick in along.ticks] == ["", "19:00", "20:00", "21:00", "22:00", "23:00", ""]
    assert (down.doors.at, down.limit.at) == ("0.00%", "100.00%")


def test_a_headliner_looks_and_does_not_plan(client, house):
    head = an_act()
    show = headed(house, head)
    client.force_login(head.leader)
    page = client.get(reverse("bookings:bill", args=[show.pk])).content.decode()
    assert head.party.name in page
    assert "Save running order" not in page
    assert post_bill(client, head.leader, show, sent(show, [30, 45, 75])).status_code == 403


def test_sets_that_overlap_are_suggested_with_the_headliner_last_and_keep_their_lengths_when_turned(client, house):
    show = an_open_show(house, spots=[SpotDraft(role=role) for role in ("headliner", "support", "opener")])
    client.force_login(house.manager)
    answer = client.get(reverse("bookings:bill", args=[show.pk]))
    rows = answer.context["page"].rows
    assert [(row.spot.role, row.part.minutes, row.part.changeover) for row in rows] == [
        ("opener", 35, 15), ("support", 45, 15), ("headliner", 90, 15),
    ]  # fmt: skip
    assert "a suggested running order, not sent yet" in answer.content.decode()
    form = answer.context["page"].form
    typed = {name: form[name].value() for name in form.fields}
    turned = {name: "" if value is None else value for name, value in typed.items()} | {"first": "21:00"}
    turned |= {f"position_{row.spot.pk.hex}": 3 - place for place, row in enumerate(rows)}
    assert client.post(reverse("bookings:bill", args=[show.pk]), turned).status_code == 302
    lengths = [(spot.role, (spot.ends_at - spot.starts_at).seconds // 60) for spot in show.spots.order_by("position")]
    assert lengths == [("headliner", 90), ("support", 45), ("opener", 35)]
    first, second, third = show.spots.order_by("position")
    assert [second.starts_at - first.ends_at, third.starts_at - second.ends_at] == [15 * MINUTE] * 2
    again = client.get(reverse("bookings:bill", args=[show.pk])).context["page"].rows
    assert [row.part.changeover for row in again] == [15, 15, 15]


@pytest.mark.parametrize("count", [1, 12])
def test_a_bill_takes_as_many_queries_for_twelve_acts_as_for_one(client, house, count, django_assert_max_num_queries):
    show = an_open_show(house, spots=12)
    for place in range(count):
        act = an_act(members=1)
        PartyLink.objects.create(party=act.party, label="Bandcamp", url="https://example.org/music")
        an_application(act, show, place)
    client.force_login(house.manager)
    with django_assert_max_num_queries(26):
        page = client.get(reverse("bookings:bill", args=[show.pk])).content.decode()
    assert page.count("https://example.org/music") == count


def test_applicants_are_heard_and_answered_on_the_bill(client, house, act):
    show = a_night(house)
    booking = an_application(act, show, 0, message="We would love to.")
    PartyLink.objects.create(party=act.party, label="Bandcamp", url="https://example.org/music")
    client.force_login(house.manager)
    page = client.get(reverse("bookings:bill", args=[show.pk])).content.decode()
    assert "We would love to." in page
    assert "https://example.org/music" in page
    assert reverse("discovery:act", args=[act.party.slug]) in page
    answer = client.post(reverse("bookings:applicant_answer", args=[show.pk, booking.pk]), {"answer": "accept"})
    assert answer.url == reverse("bookings:bill", args=[show.pk])
    booking.refresh_from_db()
    assert booking.state == BookingState.CONFIRMED


def test_a_headliner_with_a_veto_hears_who_applies_but_reads_neither_message_nor_fee(client, house, act):
    head = an_act()
    show = headed(house, head, HeadlinerSays.VETO)
    booking = an_application(act, show, 0, message="For your eyes only.")
    PartyLink.objects.create(party=act.party, label="Bandcamp", url="https://example.org/music")
    client.force_login(head.leader)
    page = client.get(reverse("bookings:bill", args=[show.pk])).content.decode()
    for heard in (act.party.name, reverse("discovery:act", args=[act.party.slug]), "https://example.org/music"):
        assert heard in page
    assert "For your eyes only." not in page
    address = reverse("bookings:applicant_answer", args=[show.pk, booking.pk])
    assert client.post(address, {"answer": "accept"}).status_code == 403
    assert client.post(address, {"answer": "veto"}).status_code == 302
    booking.refresh_from_db()
    assert booking.vetoed_at is not None
    client.post(reverse("bookings:veto_lift", args=[show.pk, booking.pk]))
    booking.refresh_from_db()
    assert booking.vetoed_at is None


def test_accepting_against_a_veto_is_refused_on_the_page(client, house, act):
    head = an_act()
    show = headed(house, head, HeadlinerSays.VETO)
    booking = veto_booking(acting_user=head.leader, booking=an_application(act, show, 0))
    client.force_login(house.manager)
    answer = client.post(reverse("bookings:applicant_answer", args=[show.pk, booking.pk]), {"answer": "accept"})
    assert answer.status_code == 409
    assert "Vetoed by the headliner" in answer.content.decode()


def test_an_answer_that_is_none_is_refused(client, house, act):
    show = a_night(house)
    booking = an_application(act, show, 0)
    client.force_login(house.manager)
    answer = client.post(reverse("bookings:applicant_answer", args=[show.pk, booking.pk]), {"answer": "maybe"})
    assert answer.status_code == 422


def test_looking_for_two_openers_opens_two_spots(client, house):
    show = a_night(house)
    client.force_login(house.manager)
    wish = {"role": "opener", "count": "2", "minutes": "25", "draw_wanted": "50", "fee": "100", "fee_currency": "EUR"}
    assert client.post(reverse("bookings:bill_spots_add", args=[show.pk]), wish).status_code == 302
    made = [spot for spot in show.spots.all() if spot.draw_wanted == 50]
    assert [(spot.role, spot.fee_minor) for spot in made] == [(SpotRole.OPENER, 10_000)] * 2
    answer = client.post(reverse("bookings:bill_spots_add", args=[show.pk]), wish | {"count": "99"})
    assert answer.status_code == 422


def test_a_spot_is_taken_off_the_bill(client, house):
    show = a_night(house)
    spot = show.spots.first()
    client.force_login(house.manager)
    assert client.post(reverse("bookings:spot_remove", args=[spot.pk]), {"message": ""}).status_code == 302
    assert show.spots.count() == 2
    assert client.get(reverse("bookings:spot_apply", args=[spot.pk])).status_code == 404


def test_the_acts_that_fit_are_a_page_and_a_fragment(client, house):
    show, act = a_night(house), an_act()
    know_all(*act.members)
    client.force_login(house.manager)
    address = reverse("bookings:spot_fitting", args=[show.spots.first().pk])
    assert "<html" in client.get(address).content.decode()
    fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert f"?act={act.party.slug}" in fragment


@pytest.mark.parametrize("count", [1, 3])
def test_my_bills_are_those_my_acts_head(client, house, act, count, django_assert_max_num_queries):
    others = an_open_show(house, starts_at=FAR_SATURDAY - WEEK, title="Someone else's")
    for week in range(count):
        book(house, act, an_open_show(house, starts_at=FAR_SATURDAY + week * WEEK, title=f"Night {week}"), 0)
    client.force_login(act.leader)
    with django_assert_max_num_queries(10):
        page = client.get(reverse("bookings:bills")).content.decode()
    assert page.count("Night ") == count
    assert others.title not in page


def test_a_band_puts_on_a_night_at_an_address(client, act):
    client.force_login(act.leader)
    night = {"title": "Us and friends", "place": "Zur Linde", "night": "2028-03-04", "starts": "20:00", "ends": "23:30"}
    answer = client.post(reverse("bookings:bill_new"), night | {"owner": act.party.slug, "publish": "yes"})
    show = Show.objects.get(owner=act.party)
    assert answer.url == reverse("bookings:bill", args=[show.pk])
    assert (show.state, show.place, show.stage, show.starts_at) == (
        ShowState.OPEN, "Zur Linde", None, FAR_SATURDAY - 60 * MINUTE,
    )  # fmt: skip
    add_spots(acting_user=act.leader, show=show, role=SpotRole.OPENER)
    changed = night | {"title": "Us", "place": "Zur Eiche"}
    refused = client.post(reverse("bookings:own_show_edit", args=[show.pk]), changed)
    assert refused.status_code == 409
    kept = client.post(reverse("bookings:own_show_edit", args=[show.pk]), changed | {"place": "Zur Linde"})
    assert kept.status_code == 302
    show.refresh_from_db()
    assert show.title == "Us"


def test_nobody_makes_a_night_for_a_band_of_others(client, act):
    client.force_login(UserFactory())
    assert client.post(reverse("bookings:bill_new"), {"owner": act.party.slug}).status_code == 403
    assert "No band yet" in client.get(reverse("bookings:bill_new")).content.decode()

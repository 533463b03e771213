"""An act that waits for approval: what it keeps, what staff hear, and what happens once it is approved."""

import pytest
from django.urls import reverse

from accounts.actions import approve_party, rename_party
from accounts.models import Party
from accounts.states import Approval
from bands.actions import create_band
from bookings.actions import cancel_show, create_spot_invite
from bookings.models import ApplicationDraft, Booking
from notifications.kinds import registry
from tests.bookings.scenes import a_house, an_act, an_open_show
from tests.factories import MembershipFactory, UserFactory
from tests.holds.scenes import known

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


@pytest.fixture
def band():
    return an_act(approval=Approval.DRAFT, name="Wait \u202eing")


def read(user):
    """What a user is told, by kind."""
    return {told.kind: registry.render(told, user) for told in user.notifications.all()}


def test_staff_hear_of_each_new_party_once_and_see_all_who_wait(client, staff):
    creator, names = UserFactory(), [f"Waiting {number}" for number in range(9)]
    for name in names:
        create_band(acting_user=creator, name=name, timezone="Europe/Berlin")
    assert [told.kind for told in staff.notifications.all()] == ["accounts.waiting"] * 3
    client.force_login(staff)
    text = client.get("/").content.decode()
    assert "9 to answer" in text
    assert sum(name in text for name in names) == 8
    assert all(name in client.get("/?show=all").content.decode() for name in names)
    listed = client.get(reverse("admin:accounts_party_changelist"), {"approval__exact": "draft"})
    assert "9" in listed.content.decode()
    client.force_login(creator)
    assert "to review" not in client.get("/").content.decode()


def test_page_and_api_keep_the_same_draft_with_the_same_words(client, house, staff, band):
    show = an_open_show(house)
    spot = show.spots.get()
    client.force_login(band.leader)
    sent = {"act": band.party.slug, "message": "By page", "lineup": [str(band.members[0].pk)]}
    page = client.post(reverse("bookings:spot_apply", args=[spot.pk]), sent, follow=True)
    [said] = [str(message) for message in page.context["messages"]]
    payload = {"band": band.party.slug, "message": "By program", "lineup": [str(band.members[1].pk)]}
    for key in ("one", "one", "two"):
        answer = client.post(
            f"/api/v1/spots/{spot.pk}/applications", payload, "application/json", headers={"Idempotency-Key": key}
        )  # fmt: skip
        assert answer.status_code == 403
    problem = answer.json()
    assert problem["type"].endswith("/not-approved")
    assert problem["detail"] == said
    assert problem["draft"]["message"] == "By program"
    draft = ApplicationDraft.objects.get()
    assert (draft.message, draft.lineup) == ("By program", [band.members[1].pk])
    assert [told.kind for told in staff.notifications.all()] == ["accounts.waiting"]
    assert not Booking.objects.exists()
    client.force_login(band.members[0])
    refused = client.post(f"/api/v1/spots/{spot.pk}/applications", payload, "application/json")
    assert (refused.status_code, "draft" in refused.json()) == (403, False)
    assert ApplicationDraft.objects.get().message == "By program"


def test_the_leader_of_an_approved_act_finds_what_it_kept_ready_to_send(client, house, staff, band):
    spot = an_open_show(house).spots.get()
    address = reverse("bookings:spot_apply", args=[spot.pk])
    ready = f"{address}?act={band.party.slug}"
    client.force_login(band.leader)
    client.post(address, {"act": band.party.slug, "message": "We know this room."})
    assert ready not in client.get("/").content.decode()
    approve_party(acting_user=staff, party=band.party)
    approve_party(acting_user=staff, party=band.party)
    found = read(band.leader)
    assert found.keys() == {"accounts.approved", "bookings.drafts_ready"}
    assert "1 application ready to send" in found["bookings.drafts_ready"].subject
    assert house.party.name in found["bookings.drafts_ready"].text
    today = client.get("/").content.decode()
    assert "1 to answer" in today
    assert f'href="{ready}"' in today
    assert "We know this room." in client.get(ready).content.decode()
    client.post(address, {"act": band.party.slug, "message": "We know this room."})
    assert Booking.objects.get().message == "We know this room."
    assert read(band.leader)["bookings.drafts_ready"] is None
    assert ready not in client.get("/").content.decode()


def test_nothing_is_ready_for_a_night_that_is_taken(client, house, staff, band):
    spot = an_open_show(house).spots.get()
    client.force_login(band.leader)
    client.post(reverse("bookings:spot_apply", args=[spot.pk]), {"act": band.party.slug})
    cancel_show(acting_user=house.manager, show=spot.show)
    approve_party(acting_user=staff, party=band.party)
    assert read(band.leader).keys() == {"accounts.approved"}
    assert "Ready to send" not in client.get("/").content.decode()


def test_it_is_told_so_before_it_fills_in_a_form(client, house, band):
    spot = an_open_show(house).spots.get()
    _invite, token = create_spot_invite(acting_user=house.manager, spot=spot)
    client.force_login(band.leader)
    for address in (
        reverse("bookings:spot_apply", args=[spot.pk]),
        reverse("bookings:spot_link", args=[token]),
        reverse("holds:hold_new", args=[house.party.slug]),
    ):
        text = client.get(address).content.decode()
        assert "We’re reviewing" in text, address
        form = text.find('<form class="form"')
        assert form < 0 or text.index("We’re reviewing") < form
    Party.objects.filter(pk=band.party.pk).update(approval=Approval.APPROVED)
    for address in (reverse("bookings:spot_link", args=[token]), reverse("holds:hold_new", args=[house.party.slug])):
        assert "We’re reviewing" not in client.get(address).content.decode()


def test_whoever_may_hold_for_another_band_sees_that_form_first(client, house, band, act):
    known(house, act.party)
    MembershipFactory(party=act.party, user=band.leader, role="manager")
    client.force_login(band.leader)
    text = client.get(reverse("holds:hold_new", args=[house.party.slug])).content.decode()
    assert text.count("We’re reviewing") == 1
    assert text.index('id="hold-form"') < text.index("Ask for permission") < text.index("We’re reviewing")


def test_staff_hear_once_that_a_venue_waits_when_it_is_refused(client, staff):
    house = a_house(approval=Approval.DRAFT)
    client.force_login(house.manager)
    draft = an_open_show(house, publish=False)
    for _attempt in range(2):
        refused = client.post(reverse("bookings:show_publish", args=[draft.pk]))
        assert refused.status_code == 403
    assert f"We’re reviewing {house.party.name}." in refused.content.decode()
    [told] = staff.notifications.all()
    assert told.kind == "accounts.waiting"


def test_staff_hear_of_an_approved_act_that_takes_another_name(act):
    staff = UserFactory(is_staff=True)
    former = act.party.name
    for name in ("Low Tide Choir", "Low Tide Quire"):
        rename_party(acting_user=act.leader, party=act.party, name=name)
    [told] = staff.notifications.filter(kind="accounts.renamed")
    assert registry.render(told, staff).subject == f"{former} is now called Low Tide Quire"
    assert registry.render(told, act.leader) is None


def test_once_staff_have_decided_nobody_is_told_of_it_any_more(act):
    staff, other = UserFactory(is_staff=True), UserFactory(is_staff=True)
    first, second = (
        create_band(acting_user=act.leader, name=name, timezone="Europe/Berlin").party for name in ("One", "Two")
    )
    approve_party(acting_user=staff, party=first)
    for each in (staff, other):
        [told] = each.notifications.filter(kind="accounts.waiting")
        assert told.data["party"] == str(second.pk)

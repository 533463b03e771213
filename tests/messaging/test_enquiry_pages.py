"""Pages of enquiries: writing from a public page, what becomes of it, blocking, and reporting."""

import datetime as dt
import re
import uuid

import pytest
import time_machine
from django.urls import reverse
from django.utils.timezone import now

from accounts.actions import update_party
from accounts.models import Party
from accounts.states import Approval
from bookings.actions import accept_booking, withdraw_booking
from bookings.models import Booking
from messaging.actions import delete_message, edit_message, report_message, send_enquiry, send_message
from messaging.models import Block, Message, MessageReport, Thread
from messaging.queries.enquiries import open_spots_between
from notifications.models import Notification
from tests.bookings.scenes import a_house, an_act, an_application, an_open_show
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory
from tests.studio.finding import a_professional, owner_of

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
NIGHT = FAR_SATURDAY.date()


def at(name, *args):
    return reverse(f"messaging:{name}", args=args)


@pytest.fixture
def see(client):
    """What somebody reads at an address."""

    def look(user, address):
        if user:
            client.force_login(user)
        else:
            client.logout()
        return client.get(address).content.decode()

    return look


@pytest.fixture
def enquiry(house, act):
    sent = send_enquiry(
        acting_user=house.manager, party=act.party, asker=house.party, text="Are you free then?", night=NIGHT
    )
    return Thread.objects.get(pk=sent.thread_id)


def test_professionals_are_asked_too_unless_they_do_not_want_it(client, see):
    professional = a_professional("Low End")
    button, page = at("enquiry_new", "low-end"), reverse("discovery:professional", args=["low-end"])
    asker, leader = UserFactory(name="Ada"), owner_of(professional)
    assert button in see(asker, page)
    assert button not in see(leader, page)
    see(asker, button)
    sent = client.post(button, {"speaker": "", "text": "Do you mix doom?", "key": uuid.uuid4()})
    assert sent.status_code == 302
    thread = Thread.objects.get()
    assert (thread.party, thread.asker.kind) == (professional.party, "person")
    assert page in see(asker, reverse("messaging:thread", args=[thread.pk]))
    Party.objects.filter(pk=professional.pk).update(takes_enquiries=False)
    assert button not in see(UserFactory(), page)


def test_from_a_page_one_writes_as_a_party_or_as_oneself_and_goes_on_in_the_same_thread(client, see, house, act):
    for party, kind in ((act.party, "act"), (house.party, "venue")):
        button = at("enquiry_new", party.slug)
        page = reverse(f"discovery:{kind}", args=[party.slug])
        leader = act.leader if kind == "act" else house.manager
        assert button in see(None, page)
        assert button in see(UserFactory(), page)
        assert button not in see(leader, page)

    address = at("enquiry_new", act.party.slug)
    form = see(house.manager, f"{address}?night=2028-05-06")
    assert 'value="2028-05-06"' in form
    assert re.search(rf'value="{house.party.pk}"\s+selected', form)
    key = uuid.uuid4()
    for _ in range(2):
        sent = client.post(
            address, {"speaker": house.party.pk, "text": "Free in May?", "night": "2028-05-06", "key": key}
        )
        assert sent.status_code == 302
    # As after going back: another night under the same key.
    other = {"speaker": house.party.pk, "text": "Free in May?", "night": "2028-05-13", "key": key}
    refused = client.post(address, other)
    assert refused.status_code == 409
    assert "Free in May?</textarea>" in refused.content.decode()
    assert refused.context["form"]["key"].value() != str(key)
    thread = Thread.objects.get()
    assert sent["Location"] == f"{at('thread', thread.pk)}#m1"
    assert (Message.objects.count(), thread.asker) == (1, house.party)
    assert at("thread", thread.pk) in see(house.manager, address)

    text = see(act.leader, at("thread", thread.pk))
    assert "Free in May?" in text
    assert "6 May 2028" in text
    assert house.manager.email not in text
    assert at("thread", thread.pk) in see(act.leader, f"{at('threads')}?folder=enquiries")
    assert at("thread", thread.pk) not in see(UserFactory(), f"{at('threads')}?folder=enquiries")


def test_who_leads_a_party_that_waits_reads_that_they_write_in_their_own_name(client, house, act):
    address, note = at("enquiry_new", house.party.slug), "isn’t approved yet, so you’re writing in your own name"
    new = an_act(approval=Approval.DRAFT)
    client.force_login(new.leader)
    text = client.get(address).content.decode()
    assert note in text
    assert new.party.name in text
    assert client.post(address, {"text": "Free?"}).status_code == 302
    assert Thread.objects.get().asker.kind == "person"

    MembershipFactory(party=act.party, user=new.leader, role="manager")
    assert note not in client.get(address).content.decode()
    client.post(reverse("accounts:acting"), {"party": str(new.party.pk)})
    answer = client.get(address)
    assert note in answer.content.decode()
    assert answer.context["form"].initial["speaker"] == ""


def test_what_is_refused_is_said_on_the_form(client, house, act):
    address, stranger = at("enquiry_new", act.party.slug), UserFactory()
    client.force_login(stranger)
    past = f"{now().date() - dt.timedelta(days=9)}"
    for said, field in (({"text": " "}, "text"), ({"text": "x", "night": past}, "night")):
        answer = client.post(address, said)
        assert answer.status_code == 422
        assert answer.context["form"].errors[field]
    assert client.post(address, {"text": "x", "speaker": house.party.pk}).status_code == 422
    client.force_login(act.leader)
    refused = client.post(address, {"text": "x"})
    assert refused.status_code == 422
    assert "You’re in the team of" in refused.content.decode()

    update_party(acting_user=act.leader, party=act.party, takes_enquiries=False)
    client.force_login(stranger)
    assert address not in client.get(reverse("discovery:act", args=[act.party.slug])).content.decode()
    assert "<textarea" not in client.get(address).content.decode()
    refused = client.post(address, {"text": "What I typed"})
    assert refused.status_code == 403
    assert "What I typed" in refused.content.decode()
    assert "isn’t taking messages right now" in refused.content.decode()
    assert client.get(at("enquiry_new", "nobody")).status_code == 404
    assert not Thread.objects.exists()


def test_an_enquiry_leads_to_a_request_an_invitation_or_an_application_and_back(client, see, house, act, enquiry):
    show = an_open_show(house)
    spot = show.spots.get()
    page = at("thread", enquiry.pk)
    asked = see(house.manager, page)
    request_url = f"/acts/{act.party.slug}/request/?host={house.party.slug}&amp;night=2028-03-04"
    invite_url = f"/spots/{spot.pk}/invite/?act={act.party.slug}"
    apply_url = f"/spots/{spot.pk}/apply/?act={act.party.slug}&amp;next="
    assert request_url in asked
    assert invite_url in asked
    assert apply_url not in asked
    text = see(act.leader, page)
    assert apply_url in text
    assert invite_url not in text
    assert "/request/?host=" not in text

    assert "No open slot" not in asked
    show.title = "Tide <Night>"
    show.save()
    send_enquiry(
        acting_user=house.manager, party=act.party, asker=house.party, text="Or?", night=NIGHT + dt.timedelta(7)
    )
    both = see(house.manager, page)
    assert re.findall(r"night=(2028-03-\d\d)[^>]*>([^<]*)", both) == [
        ("2028-03-04", "Request Sat 4 Mar 2028"), ("2028-03-11", "Request Sat 11 Mar 2028")
    ]  # fmt: skip
    assert "Tide &lt;Night&gt;, Sat 4 Mar 2028, " in both
    assert "Tide" not in see(act.leader, page)
    for night, note in ((None, "No open slot that night"), (NIGHT + dt.timedelta(1), "No open slot on those nights")):
        Message.objects.filter(number=1).update(night=night)
        assert note in see(house.manager, page)
    Message.objects.filter(number=1).update(night=NIGHT)

    form = see(house.manager, request_url.replace("&amp;", "&"))
    assert 'value="2028-03-04"' in form
    assert f'name="host" value="{house.party.slug}"' in form
    said = {"host": house.party.slug, "night": "2028-03-04", "starts": "20:00", "ends": "22:00"}
    sent = client.post(f"/acts/{act.party.slug}/request/", said | tiers_in(form))
    assert sent.status_code == 302, sent.context["form"].errors
    booking = Booking.objects.select_related("spot__show").get()
    assert (booking.spot.show.owner, booking.act) == (house.party, act.party)
    offered = lambda: re.findall(r"night=(2028-03-\d\d)", see(house.manager, page))  # noqa: E731
    assert offered() == ["2028-03-11"]  # the other is asked for already
    for reader in (house.manager, act.leader):
        assert page in see(reader, reverse("bookings:booking", args=[booking.pk]))
        assert page in see(reader, at("thread", booking.pk))
        assert f"/bookings/{booking.pk}/" in see(reader, page)
    withdraw_booking(acting_user=house.manager, booking=booking)
    assert offered() == ["2028-03-04", "2028-03-11"]

    client.force_login(UserFactory())
    assert client.post(f"/acts/{act.party.slug}/request/", said).status_code == 403


def test_spots_on_whose_times_the_act_is_booked_are_offered_to_nobody_who_knows(house, act, enquiry):
    booked = an_open_show(house, starts_at=FAR_SATURDAY + dt.timedelta(days=7))
    accept_booking(acting_user=house.manager, booking=an_application(act, booked))
    here, elsewhere = a_house(), an_open_show(house)
    clash = an_open_show(here, starts_at=booked.starts_at)
    for owner in (house, here):
        for reader in (owner, act):
            found = open_spots_between(host=owner.party, act=act.party, nights=(), reader=reader.party)
            expected = [elsewhere] if owner is house else [] if reader is act else [clash]
            assert [spot.show for spot in found] == expected


def tiers_in(form: str) -> dict:
    return dict(re.findall(r'name="(tiers[^"]*)"[^>]*value="([^"]*)"', form))


def test_a_person_asks_an_act_and_may_only_request(see, act):
    user = UserFactory(name="Ida")
    sent = send_enquiry(acting_user=user, party=act.party, text="Our wedding?")
    text = see(user, at("thread", sent.thread_id))
    assert "/request/?host=ida" in text
    assert "<bdi>Ida</bdi></span></span>" in text
    assert "autofocus" in see(user, f"{at('thread', sent.thread_id)}?sent=1")
    assert "autofocus" not in text
    assert "/invite/" not in text
    text = see(act.leader, at("thread", sent.thread_id))
    assert "/request/" not in text
    assert "Ida can request a date from here" in text


def test_who_has_blocked_says_so_and_who_is_blocked_reads_a_neutral_word(client, see, house, act, enquiry):
    page, button = at("thread", enquiry.pk), at("thread_block", enquiry.pk)
    client.force_login(act.leader)
    for _ in range(2):
        assert client.post(button, {"is": "block"}).status_code == 302
    assert "Unblock" in see(act.leader, page)
    text = see(house.manager, page)
    assert "You can’t write here right now." in text
    assert "Unblock" not in text
    assert 'name="text"' not in text
    for address in (page, at("thread_part", enquiry.pk)):
        text = see(house.manager, address)
        assert ("?reply=" in text, "/change/" in text, "Delete" in text) == (False, False, True)
    ask = at("enquiry_new", act.party.slug)
    assert "isn’t taking messages right now" in see(house.manager, ask)
    assert 'name="text"' not in see(house.manager, ask)
    assert 'name="text"' in see(UserFactory(), ask)
    client.force_login(house.manager)
    assert client.post(page, {"text": "Hello?"}).status_code == 403
    assert client.post(at("enquiry_new", act.party.slug), {"text": "Hello?"}).status_code == 403
    assert client.post(at("thread_typing", enquiry.pk)).status_code == 204

    client.force_login(act.leader)
    client.post(button, {"is": "unblock"})
    assert not Block.objects.exists()
    assert 'name="text"' in see(house.manager, page)


def test_staff_read_a_reported_message_with_those_around_it_and_nothing_else(client, see, house, act, enquiry, say):
    staff = UserFactory(is_staff=True, is_superuser=True)
    for number in range(2, 31):
        say(act.leader if number % 2 else house.manager, enquiry.pk, f"line-{number:02}")
    message = Message.objects.get(thread=enquiry, number=15)
    address = at("message_report", message.pk)
    assert address in see(house.manager, at("thread", enquiry.pk))
    assert client.post(address, {"reason": " "}).status_code == 422
    for reason in ("Insults", "Insults again"):
        assert client.post(address, {"reason": reason}).status_code == 302
    assert "You’ve reported this message" in see(house.manager, address)
    edit_message(acting_user=act.leader, message=message, text="harmless")
    delete_message(acting_user=act.leader, message=message)
    delete_message(acting_user=house.manager, message=Message.objects.get(thread=enquiry, number=14))

    assert "You’ve reported this message" in see(house.manager, address)
    report = MessageReport.objects.get()
    assert (report.reason, report.text) == ("Insults", "line-15")
    page = reverse("admin:messaging_messagereport_change", args=[report.pk])
    assert Notification.objects.get(kind="messaging.reported").user == staff
    assert "Reported message" in see(staff, "/")
    text = see(staff, page)
    assert {number for number in range(2, 31) if f"line-{number:02}" in text} == set(range(5, 26)) - {14}
    assert text.count("Deleted message") == 2
    assert "harmless" in text
    assert client.get(at("thread", enquiry.pk)).status_code == 404
    settle = reverse("admin:messaging_messagereport_settle", args=[report.pk])
    assert client.post(settle, {"text": " "}).status_code == 422
    assert client.post(settle, {"text": "Warned."}).status_code == 302
    assert client.post(settle, {"text": "Again."}).status_code == 422
    report.refresh_from_db()
    assert (report.resolution, report.resolved_by) == ("Warned.", staff)
    assert "Reported message" not in see(staff, "/")


def test_only_who_reads_a_message_reports_it_and_not_their_own(client, house, act, enquiry, say, settings):
    message = enquiry.messages.get()
    for user, status in ((UserFactory(), 404), (act.members[0], 404), (house.manager, 403)):
        client.force_login(user)
        assert client.post(at("message_report", message.pk), {"reason": "x"}).status_code == status
    delete_message(acting_user=house.manager, message=message)
    client.force_login(act.leader)
    assert client.post(at("message_report", message.pk), {"reason": "x"}).status_code == 410
    assert not MessageReport.objects.exists()

    settings.RATE_LIMITS = True
    message = say(house.manager, enquiry.pk, "Sorry")
    others = [Message(thread=enquiry, number=number, key=uuid.uuid4()) for number in range(10, 30)]
    for other in Message.objects.bulk_create(others):
        MessageReport.objects.create(message=other, reported_by=act.leader, reason="x")
    refused = client.post(at("message_report", message.pk), {"reason": "What I typed"})
    assert refused.status_code == 429
    assert "What I typed" in refused.content.decode()
    assert "You’ve reported many messages" in refused.content.decode()
    assert not Notification.objects.filter(kind="messaging.reported").exists()
    with time_machine.travel(now() + dt.timedelta(days=1, minutes=1)):
        assert report_message(acting_user=act.leader, message=message, reason="x")
        assert report_message(acting_user=act.leader, message=others[0], reason="x").message == others[0]

    own = send_message(
        acting_user=act.leader, thread=Thread(id=act.party.pk, kind="band", party=act.party), text="For us"
    )
    assert report_message(acting_user=act.members[0], message=own, reason="x")

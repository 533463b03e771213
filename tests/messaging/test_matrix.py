"""Every way to a thread x everybody: pages, downloads, the API and the stream agree on who may."""

import base64
import uuid
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accounts.actions import create_agency, create_api_token, end_membership, suspend_party
from accounts.actions.memberships import enter_party
from accounts.models import Membership
from accounts.states import Role, TokenScope
from bookings.actions import answer_lineup, set_lineup
from departures.actions import close_party, shut_out
from media.actions import keep_file
from messaging.access import get_thread_for, people_of, readable_by
from messaging.actions import block_other_side, send_message
from messaging.models import Message, Seat, Thread, mailbox_topic
from tests.bookings.scenes import a_confirmed_booking, a_house, an_act
from tests.factories import MembershipFactory, UserFactory
from web.streams import signed_topics

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

READERS = {
    "booking": {"leader", "manager", "host"},
    "show": {"leader", "manager", "drummer", "booked_dep", "left_dep", "host"},
    "band": {"leader", "manager", "drummer"},
    "enquiry": {"leader", "manager", "host"},
}


@pytest.fixture
def scene():
    """A band that is booked at a venue, everybody who has to do with either, and what they wrote to each other."""
    house, act = a_house(), an_act()
    booking = a_confirmed_booking(house, act)
    people = {
        "leader": act.leader,
        "manager": MembershipFactory(party=act.party, role=Role.MANAGER).user,
        "drummer": act.members[0],
        "host": house.manager,
        "host_staff": MembershipFactory(party=house.party, role=Role.STAFF).user,
        "booked_dep": UserFactory(),
        "left_dep": act.members[1],
        "waiting_leader": an_act().leader,
        "other_host": a_house().manager,
        "agency": UserFactory(),
        "stranger": UserFactory(),
        "staff": UserFactory(is_staff=True, is_superuser=True),
        "shut_out": MembershipFactory(party=act.party, role=Role.MEMBER).user,
        "former": MembershipFactory(party=act.party, role=Role.MANAGER).user,
    }
    create_agency(acting_user=people["agency"], name="Nightliner", timezone="Europe/Berlin")
    for name in ("dep", "booked_dep"):
        people.setdefault(name, UserFactory())
        enter_party(party=act.party, user=people[name], role=Role.DEP)
    line_up = [people["booked_dep"].pk, *(each.pk for each in act.members)]
    set_lineup(acting_user=act.leader, booking=booking, lineup=line_up)
    answer_lineup(acting_user=people["booked_dep"], entry=booking.lineup.get(user=people["booked_dep"]), plays=True)
    Membership.objects.filter(user=people["left_dep"]).update(left_at=now())
    threads = {"booking": booking.pk, "show": booking.spot.show_id, "band": act.party.pk}
    threads["enquiry"] = Thread.objects.create(kind="enquiry", asker=act.party, party=house.party).pk
    messages = {kind: write(act.leader, pk) for kind, pk in threads.items()}
    browsers = {name: browser(user) for name, user in people.items()} | {"anonymous": Client()}
    end_membership(acting_user=people["former"], party=act.party, user=people["former"])
    shut_out(acting_user=people["staff"], user=people["shut_out"], reason="x")
    return SimpleNamespace(
        house=house, act=act, booking=booking, people=people, threads=threads, messages=messages, browsers=browsers
    )


def write(user, pk, text="Hello"):
    file = keep_file(acting_user=user, upload=SimpleUploadedFile("plot.pdf", b"%PDF"))
    return send_message(acting_user=user, thread=get_thread_for(user, pk), text=text, files=[file.pk])


def browser(user):
    client = Client(raise_request_exception=False)
    client.force_login(user)
    client.secret = create_api_token(acting_user=user, name="matrix", scopes=tuple(TokenScope.values))[1]
    return client


def page_calls(client, pk, message, only=()):
    """What pages do with a thread, or `only` some of it; returns the names of the requests that passed."""
    at = lambda name: reverse(f"messaging:{name}", args=[pk])  # noqa: E731
    calls = {
        "read": lambda: client.get(at("thread")),
        "part": lambda: client.get(at("thread_part")),
        "beside": lambda: client.get(at("thread_beside")),
        "token": lambda: client.get(at("thread_token")),
        "zip": lambda: client.get(at("thread_files")),
        "download": lambda: client.get(reverse("media:sent_file", args=[file_of(message)])),
        "typing": lambda: client.post(at("thread_typing")),
        "mark": lambda: client.post(at("thread_read"), {"until": 1}),
        "mute": lambda: client.post(at("thread_put_away"), {"is": "mute"}),
        "block": lambda: client.post(at("thread_block"), {"is": "unblock"}),
        "report": lambda: client.get(reverse("messaging:message_report", args=[message.pk])),
        "write": lambda: client.post(at("thread"), {"text": "Hi", "key": uuid.uuid4()}),
    }
    return passed(calls, only)


def api_calls(client, pk, message, only=()):
    """What a program does with it."""
    headers = {"Authorization": f"Bearer {client.secret}"} if hasattr(client, "secret") else {}
    target = ",".join(
        f"{name} {base64.b64encode(value.encode()).decode()}"
        for name, value in (("filename", "a.txt"), ("purpose", "message"), ("target", str(pk)))
    )

    def call(method, path, body="", **more):
        kind = "application/json"
        return lambda: client.generic(method, f"/api/v1{path}", body, content_type=kind, headers=headers | more)

    calls = {
        "show": call("GET", f"/threads/{pk}"),
        "messages": call("GET", f"/threads/{pk}/messages"),
        "download": call("GET", f"/files/{file_of(message)}/download"),
        "mark": call("POST", f"/threads/{pk}/read", f'{{"until": "{message.pk}"}}'),
        "write": call("POST", f"/threads/{pk}/messages", '{"text": "Hi"}'),
        "upload": call("POST", "/uploads", **{"Upload-Length": "3", "Upload-Metadata": target}),
    }
    return passed(calls, only)


def file_of(message):
    return message.attachments.get().file_id


def passed(calls, only):
    """The requests that were not refused; a redirect to the sign-in page counts as a refusal."""
    answers = {name: call() for name, call in calls.items() if not only or name in only}
    return {
        name
        for name, answer in answers.items()
        if answer.status_code < 400 and "/login" not in answer.headers.get("Location", "")
    }


def test_whoever_may_read_a_thread_may_all_of_it_and_nobody_else_anything(scene, undrawn_refusals):
    programs = {"show", "messages", "download", "mark", "write", "upload"}
    for kind, pk in scene.threads.items():
        count = 1
        # The rest refuses by the same loader.
        only = () if kind == "booking" else ("read", "download", "write", "messages")
        for name, client in scene.browsers.items():
            is_reader = name in READERS[kind]
            some = () if is_reader else only
            by_page, by_program = (call(client, *place(scene, kind), some) for call in (page_calls, api_calls))
            assert by_page == (pages_of(name, kind) | {"write"} if is_reader else set()), (kind, name)
            assert by_program == (programs if is_reader else set()), (kind, name)
            count += 2 if is_reader else 0
        assert Message.objects.filter(thread=pk).count() == count
    for name, user in scene.people.items():
        read = set(Seat.objects.filter(user=user, read_number__gt=0).values_list("thread", flat=True))
        assert read == {scene.threads[kind] for kind in READERS if name in READERS[kind]}, name


def pages_of(name, kind):
    """All that a reader does by pages but writing; nobody reports what they wrote themselves."""
    looking = {"read", "part", "beside", "token", "zip", "download", "typing", "mark", "mute"}
    blocking = {"block"} if kind in ("booking", "enquiry") else set()
    return looking | blocking | ({"report"} if name != "leader" else set())


def place(scene, kind):
    return scene.threads[kind], scene.messages[kind]


def test_lists_search_badge_and_stream_tell_of_the_same_threads(scene):
    for kind, pk in scene.threads.items():
        heard = {user.pk for user in people_of(Thread.objects.with_subject().get(pk=pk))}
        named = {name for name, user in scene.people.items() if user.pk in heard}
        assert named == READERS[kind], kind
    for name, user in scene.people.items():
        mine = {scene.threads[kind] for kind in READERS if name in READERS[kind]}
        assert set(readable_by(user).values_list("pk", flat=True)) == mine, name
        if name == "shut_out":
            continue
        client = scene.browsers[name]
        for query in ("", "?q=hello", "?folder=all"):
            assert {line.id for line in client.get(f"/messages/{query}").context["lines"]} == mine, (name, query)
        listed = client.get("/api/v1/threads", headers={"Authorization": f"Bearer {client.secret}"}).json()["items"]
        assert {each["id"] for each in listed} == {str(pk) for pk in mine}, name
        token = client.get(reverse("messaging:token")).text
        assert signed_topics(token) == {mailbox_topic(user.pk)}
    assert scene.browsers["anonymous"].get(reverse("messaging:token")).status_code == 302
    assert scene.browsers["shut_out"].get(reverse("messaging:token")).status_code == 302


def test_only_the_author_changes_and_takes_back(scene, undrawn_refusals):
    for kind, message in scene.messages.items():
        for name, client in scene.browsers.items():
            if name == "leader":
                continue
            for page in ("message_edit", "message_delete"):
                answer = client.post(reverse(f"messaging:{page}", args=[message.pk]), {"text": "Changed"})
                expected = 403 if name in READERS[kind] else 302 if name in ("anonymous", "shut_out") else 404
                assert answer.status_code == expected, (kind, name, page)
        message.refresh_from_db()
        assert (message.text, message.deleted_at) == ("Hello", None)


def test_looking_writes_nothing(scene):
    client = scene.browsers["host"]
    before = list(Seat.objects.order_by("pk").values())
    for method in (client.get, client.head):
        for name in ("thread", "thread_part", "thread_read", "thread_put_away", "thread_typing"):
            method(reverse(f"messaging:{name}", args=[scene.booking.pk]), {"until": "1", "is": "mute"})
    assert list(Seat.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("how", ["suspended", "closed"])
def test_an_inactive_party_reads_what_was_said_and_adds_nothing(how, scene):
    if how == "suspended":
        suspend_party(acting_user=scene.people["staff"], party=scene.act.party, reason="x")
    else:
        owner = MembershipFactory(party=scene.act.party, role=Role.OWNER).user
        close_party(acting_user=owner, party=scene.act.party)
    for name in ("leader", "host"):
        assert page_calls(scene.browsers[name], *place(scene, "booking")) == pages_of(name, "booking"), name
        assert api_calls(scene.browsers[name], *place(scene, "booking")) == {"show", "messages", "download", "mark"}, (
            name
        )
    # A closed act is booked no more: nobody else reads it.
    adding = {"write"} if how == "suspended" else set()
    assert page_calls(scene.browsers["host"], *place(scene, "show")) == pages_of("host", "show") | adding
    answers = page_calls(scene.browsers["drummer"], *place(scene, "band"))
    assert answers == (pages_of("drummer", "band") if how == "suspended" else set())
    # What was said may still be taken back, but not changed.
    message, leader = scene.messages["booking"], scene.browsers["leader"]
    edited = leader.post(reverse("messaging:message_edit", args=[message.pk]), {"text": "x"})
    taken_back = leader.post(reverse("messaging:message_delete", args=[message.pk]))
    assert (edited.status_code, taken_back.status_code) == (403, 302)
    message.refresh_from_db()
    assert (message.text, message.deleted_at is None) == ("", False)


def test_a_blocked_enquiry_is_read_and_nothing_is_added_to_it(scene):
    block_other_side(acting_user=scene.people["host"], thread=Thread.objects.get(pk=scene.threads["enquiry"]))
    for name, client in scene.browsers.items():
        is_reader = name in READERS["enquiry"]
        looking = pages_of(name, "enquiry") - {"block"}
        answers = page_calls(client, *place(scene, "enquiry"), looking | {"write", "report"})
        assert answers == (looking if is_reader else set()), name
        answers = api_calls(client, *place(scene, "enquiry"))
        assert answers == ({"show", "messages", "download", "mark"} if is_reader else set()), name
    edited = scene.browsers["leader"].post(
        reverse("messaging:message_edit", args=[scene.messages["enquiry"].pk]), {"text": "x"}
    )
    assert edited.status_code == 403
    assert Message.objects.filter(thread=scene.threads["enquiry"]).count() == 1


def test_what_belongs_to_another_thread_is_of_no_use(scene):
    """Someone else's message, file or party, named in every field of a form."""
    leader, host = scene.browsers["leader"], scene.browsers["host"]
    band = scene.messages["band"]
    here, key = reverse("messaging:thread", args=[scene.booking.pk]), uuid.uuid4()
    wrong = [
        (host, {"reply_to": band.pk}),
        (leader, {"reply_to": band.pk}),
        (host, {"sent_files": band.attachments.get().file_id}),
        (leader, {"sent_files": band.attachments.get().file_id}),
        (leader, {"sent_files": scene.messages["booking"].attachments.get().file_id}),
        (leader, {"sent_files": "x"}),
        (leader, {"reply_to": "x"}),
        (leader, {"key": "x"}),
    ]
    for client, fields in wrong:
        answer = client.post(here, {"text": "Hi", "key": uuid.uuid4()} | fields)
        assert answer.status_code == 422, fields
        assert "Hello" not in str(answer.context["form"].errors)
    assert Message.objects.filter(thread=scene.booking.pk).count() == 1
    assert "Our" not in host.get(here, {"reply": band.pk}).text
    assert host.get(here, {"reply": band.pk}).context["reply_to"] is None
    # The same key in another thread is another message, and by another person too.
    for pk in (scene.booking.pk, scene.act.party.pk):
        leader.post(reverse("messaging:thread", args=[pk]), {"text": "Key", "key": key})
    host.post(here, {"text": "Key", "key": key})
    leader.post(here, {"text": "Key", "key": key})
    assert Message.objects.filter(text="Key").count() == 3

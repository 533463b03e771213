"""Threads by the API: what pages show, in the shapes that programs depend on."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actions import update_party
from bookings.actions import accept_booking
from media.actions import keep_file
from messaging.access import get_thread_for
from messaging.actions import mark_read, send_message, show_reading
from messaging.models import Message, Seat, Thread
from messaging.pages.context import mailbox_context
from messaging.pages.lists import thread_lines
from tests.api.conftest import Caller, known_free

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


@pytest.fixture
def leader(world):
    return Caller(world.leader)


@pytest.fixture
def manager(world):
    return Caller(world.manager)


@pytest.fixture
def booking(world):
    known_free(world.leader, world.member)
    return accept_booking(acting_user=world.manager, booking=world.apply())


def write(user, pk, *texts):
    return [send_message(acting_user=user, thread=get_thread_for(user, pk), text=text) for text in texts]


def ids(caller, path):
    return [each["id"] for each in caller.get(path).json()["items"]]


def test_a_thread_has_its_address_before_anybody_has_written(world, booking, leader, manager):
    assert leader.get(f"/bookings/{booking.pk}").json()["thread"] == str(booking.pk)
    before = leader.get(f"/threads/{booking.pk}").json()
    assert before == {
        "id": str(booking.pk),
        "about": {"kind": "booking", "id": str(booking.pk)},
        "unread": 0,
        "last_message_at": None,
        "participants": [
            {"party": world.venue.slug, "name": "manager", "read_until": None},
            {"party": world.band.slug, "name": "leader", "read_until": None},
        ],
    }
    assert leader.get(f"/threads/{booking.pk}/messages").json() == {"items": [], "next": None}
    assert ids(leader, "/threads") == []

    file = keep_file(acting_user=world.leader, upload=SimpleUploadedFile("rider.txt", b"Water."))
    sent = leader.post(
        f"/threads/{booking.pk}/messages", {"text": " Our rider ", "as": world.band.slug, "attachments": [str(file.pk)]}
    )
    assert sent.status_code == 201
    message = sent.json()
    assert {name: message[name] for name in ("author", "party", "text", "reply_to", "edited_at", "deleted_at")} == {
        "author": str(world.leader.pk), "party": world.band.slug, "text": "Our rider", "reply_to": None,
        "edited_at": None, "deleted_at": None,
    }  # fmt: skip
    [attachment] = message["attachments"]
    assert attachment["url"].endswith(f"/api/v1/files/{file.pk}/download")
    assert (attachment["name"], attachment["bytes"], attachment["sha256"]) == ("rider.txt", 6, file.sha256)
    assert manager.get(attachment["url"].partition("/api/v1")[2]).status_code == 302

    assert manager.get(f"/threads/{booking.pk}/messages").json()["items"] == [message]
    assert [each["unread"] for each in manager.get("/threads?unread=true").json()["items"]] == [1]
    read = manager.post(f"/threads/{booking.pk}/read", {"until": message["id"]}).json()
    assert (read["unread"], [each["read_until"] for each in read["participants"]]) == (0, [message["id"]] * 2)
    assert ids(manager, "/threads?unread=true") == []
    assert ids(manager, "/threads?unread=false") == ids(manager, "/threads") == [str(booking.pk)]


def test_bands_and_shows_have_threads_and_a_drummer_reads_those_but_not_that_of_the_booking(world, booking, leader):
    member = Caller(world.member)
    [band] = [mine["thread"] for mine in member.get("/me").json()["parties"] if mine["slug"] == world.band.slug]
    assert member.get(f"/bookings/{booking.pk}").json()["thread"] is None
    assert member.get(f"/threads/{booking.pk}").status_code == 404
    sent = member.post(f"/threads/{band}/messages", {"text": "Rehearsal?", "as": world.band.slug}).json()
    assert (sent["author_name"], sent["party"]) == ("member", None)
    assert leader.get(f"/threads/{band}").json()["about"] == {"kind": "band", "id": world.band.slug}
    sent = member.post(f"/threads/{world.show.pk}/messages", {"text": "Whose drums?"}).json()
    assert sent["party"] == world.band.slug
    shown = Caller(world.manager).get(f"/threads/{world.show.pk}").json()
    assert shown["about"] == {"kind": "show", "id": str(world.show.pk)}
    assert {each["name"] for each in shown["participants"]} == {"manager", "leader", "member"}


def test_who_hides_what_they_have_read_sees_nobody_elses_and_shows_it_to_themselves_alone(
    world, booking, leader, manager
):
    write(world.leader, booking.pk, "Five?")
    mark_read(acting_user=world.manager, thread=Message.objects.get().thread, until=1)
    show_reading(acting_user=world.leader, is_shown=False)
    marks = lambda caller: [each["read_until"] for each in caller.get(f"/threads/{booking.pk}").json()["participants"]]  # noqa: E731
    read = str(Message.objects.get().pk)
    assert marks(manager) == [read, None]
    assert marks(leader) == [None, read]


def test_messages_are_read_backwards_page_by_page(world, booking, leader):
    written = [str(each.pk) for each in write(world.leader, booking.pk, *"abcde")]
    path = f"/threads/{booking.pk}/messages"
    first = leader.get(f"{path}?limit=2").json()
    second = leader.get(f"{path}?limit=2&cursor={first['next']}").json()
    last = leader.get(f"{path}?limit=2&cursor={second['next']}").json()
    pages = [[each["id"] for each in page["items"]] for page in (first, second, last)]
    assert (pages, last["next"]) == ([written[4:2:-1], written[2:0:-1], written[:1]], None)
    assert ids(leader, f"{path}?before={written[2]}") == written[1::-1]
    [other] = write(world.leader, world.band.pk, "Elsewhere")
    for wrong, field in (
        (f"before={other.pk}", "before"),
        ("cursor=x", "cursor"),
        (f"cursor={other.pk}", "cursor"),
        ("before=x", "before"),
    ):
        refused = leader.get(f"{path}?{wrong}")
        assert (refused.status_code, [*refused.json()["errors"]]) == (422, [field])


@pytest.mark.parametrize("count", [1, 3])
def test_lists_ask_as_much_for_one_as_for_many(count, world, booking, leader, django_assert_num_queries):
    for pk in (booking.pk, world.show.pk, world.band.pk)[:count]:
        for _ in range(count):
            file = keep_file(acting_user=world.leader, upload=SimpleUploadedFile("a.txt", b"a"))
            send_message(acting_user=world.leader, thread=get_thread_for(world.leader, pk), text="x", files=[file.pk])
    with django_assert_num_queries(6 if count == 1 else 8):  # a show has two more: its acts, and who plays
        assert len(leader.get("/threads").json()["items"]) == count
    with django_assert_num_queries(6):
        assert len(leader.get(f"/threads/{booking.pk}/messages").json()["items"]) == count


def test_one_message_for_a_key_and_another_for_another_body_is_refused(world, booking, leader):
    path, key = f"/threads/{booking.pk}/messages", str(uuid.uuid4())
    answers = [leader.post(path, {"text": "Five?"}, Idempotency_Key=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert leader.post(path, {"text": "Six?"}, Idempotency_Key=key).status_code == 422
    assert Message.objects.count() == 1


def test_an_answer_marks_nothing_as_read_that_nobody_was_shown(world, booking, leader, manager):
    path = f"/threads/{booking.pk}"
    for text in ("Load-in?", "And doors?"):
        leader.post(f"{path}/messages", {"text": text})
    manager.post(f"{path}/messages", {"text": "Five."})

    # One's own words are not among what waits.
    assert manager.get(path).json()["unread"] == 2
    assert [(each["thread"], each["unread"]) for each in mailbox_context(world.manager)["lines"]] == [
        (str(booking.pk), "2")
    ]
    assert [line.unread for line in thread_lines(world.manager)] == [2]
    newest = leader.get(f"{path}/messages").json()["items"][0]["id"]
    manager.post(f"{path}/read", {"until": newest})
    manager.post(f"{path}/messages", {"text": "Doors at eight."})
    assert manager.get(path).json()["unread"] == 0


def test_what_belongs_elsewhere_is_refused_at_its_field(world, booking, leader, manager):
    [own] = write(world.leader, booking.pk, "Five?")
    [other] = write(world.leader, world.band.pk, "Secret")
    theirs = keep_file(acting_user=world.manager, upload=SimpleUploadedFile("b.txt", b"b"))
    used = keep_file(acting_user=world.leader, upload=SimpleUploadedFile("a.txt", b"a"))
    send_message(acting_user=world.leader, thread=get_thread_for(world.leader, world.band.pk), text="", files=[used.pk])
    path = f"/threads/{booking.pk}/messages"
    for body, field in (
        ({}, "text"),
        ({"text": " "}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ({"text": "x", "as": world.venue.slug}, "as"),
        ({"text": "x", "as": "nobody"}, "as"),
        ({"text": "x", "reply_to": str(other.pk)}, "reply_to"),
        ({"text": "x", "attachments": [str(theirs.pk)]}, "attachments"),
        ({"text": "x", "attachments": [str(used.pk)]}, "attachments"),
        ({"text": "x", "attachments": [str(uuid.uuid4()) for _ in range(11)]}, "attachments"),
    ):
        refused = leader.post(path, body)
        assert (refused.status_code, [*refused.json()["errors"]]) == (422, [field]), body
    refused = leader.post(f"/threads/{booking.pk}/read", {"until": str(other.pk)})
    assert (refused.status_code, [*refused.json()["errors"]]) == (422, ["until"])
    assert Message.objects.filter(thread=booking.pk).get() == own
    assert not Seat.objects.filter(thread=booking.pk, user=world.manager, read_number__gt=0).exists()
    # A message is changed and taken back in its own thread alone.
    for call, body in (("PATCH", {"text": "x"}), ("DELETE", None)):
        assert leader.call(call, f"{path}/{other.pk}", body).status_code == 404
        assert manager.call(call, f"{path}/{own.pk}", body).status_code == 403
    assert leader.call("PATCH", f"{path}/{own.pk}", {"text": "Six?"}).json()["text"] == "Six?"
    assert leader.delete(f"{path}/{own.pk}").status_code == 204
    assert leader.delete(f"{path}/{own.pk}").status_code == 204
    assert leader.call("PATCH", f"{path}/{own.pk}", {"text": "x"}).status_code == 403
    [left] = manager.get(path).json()["items"]
    assert (left["text"], left["deleted_at"] is None) == ("", False)
    assert Thread.objects.get(pk=booking.pk).last_number == 1


def test_an_enquiry_is_written_for_a_party_or_as_oneself_and_goes_on(world, leader, manager):
    path = f"/parties/{world.venue.slug}/enquiries"
    sent = leader.post(path, {"as": world.band.slug, "text": "An open night?", "night": "2028-03-04"})
    assert sent.status_code == 201
    assert sent.json()["about"] == {"kind": "enquiry", "id": sent.json()["id"]}
    assert {each["party"] for each in sent.json()["participants"]} >= {world.band.slug, world.venue.slug}
    again = manager.post(
        f"/parties/{world.band.slug}/enquiries", {"as": world.venue.slug, "text": "Sure", "night": None}
    )
    assert again.json()["id"] == sent.json()["id"]
    other = leader.post(path, {"as": None, "text": "And I?", "night": None}, idempotency_key="one")
    repeat = leader.post(path, {"as": None, "text": "And I?", "night": None}, idempotency_key="one")
    assert repeat.json() == other.json()
    assert other.json()["id"] != sent.json()["id"]
    assert len(ids(manager, "/threads")) == 2

    for body, field in (
        ({"as": "nobody", "text": "x"}, "as"),
        ({"as": None, "text": " "}, "text"),
        ({"as": None, "text": "x", "night": "2020-01-01"}, "night"),
    ):
        refused = leader.post(path, body)
        assert (refused.status_code, list(refused.json()["errors"])) == (422, [field])
    assert leader.post(path, {"as": world.venue.slug, "text": "x"}).status_code == 403
    update_party(acting_user=world.manager, party=world.venue, takes_enquiries=False)
    refused = leader.post(path, {"as": world.band.slug, "text": "x"})
    assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (403, "enquiries-off")

"""Pages of messages."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.timezone import now

from accounts.models import Party
from availability.models import Calendar
from bookings.models import Show
from media.actions import keep_file
from media.models import File
from messaging.actions import delete_message, edit_message, show_reading
from messaging.models import Attachment, Message, Seat, Thread
from messaging.states import About
from tests.factories import MembershipFactory, UserFactory
from web.valkey import valkey

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    """The page of a thread as somebody sees it."""

    def look(user, pk, **query):
        client.force_login(user)
        return client.get(reverse("messaging:thread", args=[pk]), query)

    return look


def write(client, user, pk, text="Hello", **fields):
    client.force_login(user)
    return client.post(reverse("messaging:thread", args=[pk]), {"text": text, "key": uuid.uuid4()} | fields)


def test_what_is_sent_is_read_by_the_other_side_with_its_author_and_party(client, page, house, act, booking):
    assert write(client, act.leader, booking.pk, "Load-in at <b>five</b>? https://example.org").status_code == 302

    text = page(house.manager, booking.pk).content.decode()

    assert "Load-in at &lt;b&gt;five&lt;/b&gt;?" in text
    assert not re.search(r"<time[^>]*>\s*<time", text)
    assert 'href="https://example.org"' in text
    assert 'rel="nofollow"' in text
    assert act.party.name in text
    assert 'id="new"' in text


def test_a_thread_about_a_private_place_is_named_after_the_place(page, house, act, booking):
    Show.objects.update(stage=None, claim=None, place="Boathouse garden", title="")
    title = page(act.leader, booking.pk).context["title"]
    assert title.startswith(f"{act.party.name} at Boathouse garden, ")
    assert "Everyone at Boathouse garden, " in page(act.leader, booking.spot.show_id).context["title"]


def test_pressing_send_twice_writes_one_message(client, act, booking):
    key = uuid.uuid4()
    for _ in range(2):
        assert write(client, act.leader, booking.pk, key=key).status_code == 302
    assert Message.objects.count() == 1


def test_pressing_send_twice_keeps_the_file_of_the_form_once(client, act, booking):
    key = uuid.uuid4()
    for _ in range(2):
        file = SimpleUploadedFile("rider.pdf", b"%PDF-1.4")
        assert write(client, act.leader, booking.pk, "", key=key, file=file).status_code == 302
    assert File.objects.count() == Attachment.objects.count() == Message.objects.count() == 1


def test_other_words_under_a_key_that_was_used_are_kept_in_the_form_and_sent_by_pressing_again(client, act, booking):
    key = uuid.uuid4()
    pdf = lambda name: SimpleUploadedFile(name, b"%PDF-1.4")  # noqa: E731
    asked, other = (write(client, act.leader, booking.pk, text, key=key, file=pdf("a.pdf")) for text in ("A?", "B?"))
    assert (asked.status_code, other.status_code) == (302, 409)
    for again in ({"file": pdf("b.pdf")}, {}, {"reply_to": Message.objects.get().pk, "file": pdf("a.pdf")}):
        assert write(client, act.leader, booking.pk, "A?", key=key, **again).status_code == 409
    edit_message(acting_user=act.leader, message=Message.objects.get(), text="B?")
    assert write(client, act.leader, booking.pk, "A?", key=key, file=pdf("a.pdf")).status_code == 302
    assert write(client, act.leader, booking.pk, "B?", key=key, file=pdf("a.pdf")).status_code == 409
    assert Message.objects.count() == File.objects.count() == 1

    page = other.content.decode()
    assert "B?</textarea>" in page
    assert "already sent this form" in page
    renewed = other.context["form"]["key"].value()
    assert renewed != str(key)
    assert f'value="{renewed}"' in page
    for _ in range(2):
        assert write(client, act.leader, booking.pk, "B?", key=renewed).status_code == 302
    assert Message.objects.count() == 2


def test_files_that_came_whole_are_listed_in_a_form_that_is_refused_unless_a_message_has_them(client, act, booking):
    file, sent = (keep_file(acting_user=act.leader, upload=SimpleUploadedFile(f"{name}.txt", b"a")) for name in "ab")
    write(client, act.leader, booking.pk, "Here", sent_files=str(sent.pk))
    refused = write(client, act.leader, booking.pk, "x" * 10_001, sent_files=f"{file.pk} {sent.pk}")

    assert refused.status_code == 422
    page = refused.content.decode()
    assert f'data-id="{file.pk}"' in page
    assert f'data-id="{sent.pk}"' not in page
    assert re.search(rf'name="sent_files"\s+value="{file.pk}"', page)
    assert write(client, act.leader, booking.pk, "", sent_files=str(file.pk)).status_code == 302


def test_an_answer_names_whom_it_answers_and_the_form_is_ready_to_write_it(client, page, house, act, booking, say):
    asked = say(act.leader, booking.pk, "Load-in?")
    form = page(house.manager, booking.pk, reply=asked.pk).content.decode()
    assert re.search(r"<textarea[^>]*data-focus", form)
    assert not re.search(r"<textarea[^>]*data-focus", page(house.manager, booking.pk).content.decode())
    say(house.manager, booking.pk, "Five.", reply_to=asked.pk)
    shown = page(house.manager, booking.pk).content.decode()
    assert f"{act.leader.display_name}</bdi>: <bdi>Load-in?" in shown


def test_the_line_above_what_is_new_stands_above_the_first_words_of_another(page, house, act, booking, say):
    say(act.leader, booking.pk, "One")
    for text in ("Written", "without looking"):
        say(house.manager, booking.pk, text, seen=0)
    assert page(house.manager, booking.pk).context["window"].new_from == 1
    Seat.objects.filter(user=house.manager).update(read_number=1)
    assert 'id="new"' not in page(house.manager, booking.pk).content.decode()
    say(act.leader, booking.pk, "Two")
    assert page(house.manager, booking.pk).context["window"].new_from == 4


def test_without_a_script_a_button_marks_the_messages_as_read(client, page, house, act, booking, say):
    for _ in range(2):
        say(act.leader, booking.pk)
    address = reverse("messaging:thread_read", args=[booking.pk])
    form = page(house.manager, booking.pk).content.decode().partition("<noscript>")[2].partition("</noscript>")[0]
    assert address in form
    until = re.search(r'name="until"\s+value="(\d+)"', form)[1]
    assert client.post(address, {"until": until})["Location"] == reverse("messaging:thread", args=[booking.pk])
    assert Seat.objects.get(user=house.manager).read_number == 2
    assert address not in page(house.manager, booking.pk).content.decode().partition("<noscript>")[2]


def test_an_empty_message_is_refused_at_its_field(client, act, booking):
    answer = write(client, act.leader, booking.pk, " ")
    assert answer.status_code == 422
    assert answer.context["form"].errors["text"]


def test_without_a_script_a_file_comes_with_the_form(client, page, house, act, booking):
    file = SimpleUploadedFile("../Stage\u202eplot.pdf", b"%PDF-1.4")
    assert write(client, act.leader, booking.pk, "", file=file).status_code == 302

    text = page(house.manager, booking.pk).content.decode()

    assert "<bdi>Stageplot.pdf</bdi>" in text
    address = re.search(r'href="(/files/[^"]+)"', text)[1]
    assert client.get(address)["Location"].startswith("http://localhost:")
    client.force_login(act.members[0])
    assert client.get(address).status_code == 404


def test_a_program_is_refused_at_its_field(client, act, booking):
    answer = write(client, act.leader, booking.pk, "", file=SimpleUploadedFile("song.mp3", b"MZ\x90\0\0"))
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert not Message.objects.exists()


def test_a_thread_that_is_not_theirs_is_not_there(client, act, booking):
    for user in (UserFactory(), act.members[0]):
        client.force_login(user)
        for name in ("thread", "thread_part", "thread_files"):
            assert client.get(reverse(f"messaging:{name}", args=[booking.pk])).status_code == 404
        for name in ("thread", "thread_read", "thread_typing", "thread_put_away"):
            assert client.post(reverse(f"messaging:{name}", args=[booking.pk])).status_code == 404


def test_list_counts_what_is_unread_and_finds_words(client, house, act, booking, say):
    say(act.leader, booking.pk, "The drummer brings the Kit")
    say(act.leader, booking.pk, "See you")
    client.force_login(house.manager)

    assert [line.unread for line in client.get("/messages/").context["lines"]] == [2]
    assert [line.text for line in client.get("/messages/?q=drummer+kit").context["lines"]] == [
        "The drummer brings the Kit"
    ]
    assert f"/messages/{booking.pk}/?at=1#m1" in client.get("/messages/?q=drummer+kit").content.decode()
    assert "?at=" not in client.get("/messages/").content.decode()
    [line] = client.get("/messages/?q=drummer+kit").context["lines"]
    assert line.at == Message.objects.get(number=1).sent_at
    assert client.get("/messages/?q=guitar").context["lines"] == []
    assert client.get("/messages/", {"q": "drum ki"}).context["lines"]
    for hostile in (
        "'",
        "''",
        "\\",
        "a'b",
        "a\\'",
        "':* | 'x",
        "& |",
        "!",
        "<->",
        "(",
        "\0",
        "x" * 5000,
        "%",
        " ",
        '"drum',
    ):
        found = client.get("/messages/", {"q": f"guitar {hostile}"})
        assert (found.status_code, found.context["lines"]) == (200, [])
    client.post(reverse("messaging:thread_read", args=[booking.pk]), {"until": 2})
    assert [line.unread for line in client.get("/messages/").context["lines"]] == [0]
    assert client.get("/messages/?folder=unread").context["lines"] == []


def test_the_list_says_who_wrote_last_and_what_has_no_words(client, house, act, booking, say):
    file = keep_file(acting_user=act.leader, upload=SimpleUploadedFile("a.txt", b"a"))
    message = say(act.leader, booking.pk, "", files=[file.pk])
    seen = lambda: re.sub(r"\s+", " ", strip_tags(client.get("/messages/").content.decode()))  # noqa: E731
    client.force_login(act.leader)
    assert "You: Files" in seen()
    delete_message(acting_user=act.leader, message=message)
    assert "You: Deleted message" in seen()
    client.force_login(house.manager)
    assert f"{act.leader.display_name}: Deleted message" in seen()


def test_the_list_renews_itself_and_not_the_whole_page(client, house, act, booking, say):
    say(act.leader, booking.pk)
    client.force_login(house.manager)
    address = re.search(r'data-live-url="(/messages/\?[^"]*)"', client.get("/messages/").content.decode())[1]
    for headers, is_page in (({}, True), ({"HX-Request": "true"}, False)):
        text = client.get(address.replace("&amp;", "&"), headers=headers).content.decode()
        assert text.count('id="threads"') == 1
        assert ("<header" in text, "<html" in text) == (is_page, is_page)
    boosted = {"HX-Request": "true", "HX-Boosted": "true"}
    assert "<html" in client.get("/messages/", headers=boosted).content.decode()


def test_receipts_are_for_the_author_and_can_be_switched_off(client, page, house, act, booking, say):
    say(act.leader, booking.pk)
    client.force_login(house.manager)
    client.post(reverse("messaging:thread_read", args=[booking.pk]), {"until": 1})
    assert "Read by" in page(act.leader, booking.pk).content.decode()
    assert "Read by" not in page(house.manager, booking.pk).content.decode()

    for hiding in (house.manager, act.leader):
        show_reading(acting_user=hiding, is_shown=False)
        assert "Read by" not in page(act.leader, booking.pk).content.decode()
        show_reading(acting_user=hiding, is_shown=True)


def test_a_long_thread_opens_at_the_first_unread_message_and_asks_as_much_as_a_short_one(
    client, page, house, act, booking, say, django_assert_max_num_queries
):
    first = say(act.leader, booking.pk)
    Message.objects.bulk_create(
        Message(thread=first.thread, number=number, author=act.leader, text=f"Word {number}", key=uuid.uuid4())
        for number in range(2, 10_001)
    )
    first.thread.last_number = 10_000
    first.thread.save()
    Seat.objects.filter(user=house.manager).update(read_number=5000)

    client.force_login(house.manager)
    with django_assert_max_num_queries(25):
        answer = client.get(reverse("messaging:thread", args=[booking.pk]))

    window = answer.context["window"]
    assert (window.first, window.last, window.unread_from) == (4971, 5060, 5001)
    assert (window.earlier, window.later) == (4941, 5061)
    assert len(window.lines) == 90
    # Nothing before it is unread; from a part further on, nothing between is taken as read.
    assert window.seen == 5060
    assert 'data-seen="0"' in page(house.manager, booking.pk, at=7000).content.decode()
    later = page(house.manager, booking.pk, at=5061).context["window"]
    assert later.first <= 5061 <= later.last


def test_a_thousand_threads_are_listed_page_by_page(client, act, django_assert_num_queries):
    at, calendars = now(), Calendar.objects.bulk_create(Calendar() for _ in range(1000))
    askers = Party.objects.bulk_create(
        Party(kind="venue", name="House", slug=f"house-{number}", timezone="UTC", calendar=calendar)
        for number, calendar in enumerate(calendars)
    )
    enquiries = [
        Thread(kind=About.ENQUIRY, party=act.party, asker=asker, last_number=1, last_message_at=at) for asker in askers
    ]
    Thread.objects.bulk_create(enquiries)
    Message.objects.bulk_create(Message(thread=each, number=1, text="Hello", key=uuid.uuid4()) for each in enquiries)
    client.force_login(act.leader)
    client.get("/messages/")
    with CaptureQueriesContext(connection) as first:
        page = client.get("/messages/")
    seen = [line.id for line in page.context["lines"]]
    with django_assert_num_queries(len(first) + 1):
        page = client.get("/messages/", {"before": page.context["older"]})
    seen += [line.id for line in page.context["lines"]]
    assert seen == sorted((each.pk for each in enquiries), reverse=True)[:60]
    last = client.get("/messages/", {"before": sorted(each.pk for each in enquiries)[3]})
    assert len(last.context["lines"]) == 3
    assert "Older messages" in page.content.decode()
    assert "Older messages" not in last.content.decode()
    for wrong in ("x", uuid.uuid4()):
        assert len(client.get("/messages/", {"before": wrong}).context["lines"]) == 30


def test_muted_and_archived_threads_do_not_count(client, house, act, booking, say):
    say(act.leader, booking.pk)
    client.force_login(house.manager)
    assert client.get("/messages/count/").context["mailbox"]["unread"] == 1
    for change, count in (("mute", 0), ("unmute", 1), ("archive", 0), ("unarchive", 1)):
        client.post(reverse("messaging:thread_put_away", args=[booking.pk]), {"is": change})
        assert client.get("/messages/count/").context["mailbox"]["unread"] == count, change


def test_changing_and_deleting_by_the_page(client, house, act, booking, say):
    message = say(act.leader, booking.pk, "At five")
    client.force_login(house.manager)
    assert client.get(reverse("messaging:message_edit", args=[message.pk])).status_code == 403
    client.force_login(act.leader)
    form = client.get(reverse("messaging:message_edit", args=[message.pk])).content.decode()
    assert 'class="optional"' not in form
    assert "required" in form[form.index("<textarea") : form.index("</textarea>")]
    empty = client.post(reverse("messaging:message_edit", args=[message.pk]), {"text": " "})
    assert (empty.status_code, list(empty.context["form"].errors)) == (422, ["text"])
    assert client.post(reverse("messaging:message_edit", args=[message.pk]), {"text": "At six"}).status_code == 302
    assert client.get(reverse("messaging:message_delete", args=[message.pk])).status_code == 200
    assert client.post(reverse("messaging:message_delete", args=[message.pk])).status_code == 302
    message.refresh_from_db()
    assert message.deleted_at
    assert message.text == ""


def test_all_files_of_a_message_come_as_a_zip(client, house, act, booking, say, monkeypatch):
    files = [keep_file(acting_user=act.leader, upload=SimpleUploadedFile(f"{each}.txt", b"x")).pk for each in "ab"]
    say(act.leader, booking.pk, "", files=files)
    client.force_login(house.manager)

    answer = client.get(reverse("messaging:thread_files", args=[booking.pk]), {"message": 1})

    assert answer.status_code == 302
    assert answer["Location"].endswith(".zip")
    kept = valkey().keys("*files.listed:*")
    client.get(reverse("messaging:thread_files", args=[booking.pk]), {"message": 1})
    assert valkey().keys("*files.listed:*") == kept  # or Valkey would fill up, and forget whose rights have ended

    monkeypatch.setattr("messaging.views.threads.FILES_MAX", 1)
    told = client.get(reverse("messaging:thread_files", args=[booking.pk]), follow=True)
    assert "There are more than 1 files" in told.content.decode()


def test_whoever_belongs_to_two_parties_of_a_thread_says_for_which_they_write(client, page, house, act, booking):
    MembershipFactory(party=house.party, user=act.leader, role="manager")
    form = page(act.leader, booking.pk).context["form"]
    assert [name for _pk, name in form.fields["speaker"].choices] == [house.party.name, act.party.name]

    write(client, act.leader, booking.pk, speaker=str(act.party.pk))

    assert Message.objects.get().party == act.party

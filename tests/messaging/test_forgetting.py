"""What others keep of somebody who has deleted their account."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from departures.actions import close_account
from media.access import file_address_for
from media.actions import begin_file, keep_file
from media.files.store import file_store
from media.models import File
from messaging.access import get_thread_for, refusal_to_write
from messaging.actions import edit_message, mark_read
from messaging.actions.enquiries import send_enquiry
from messaging.models import IncomingMail, Mailbox, Message, MessageVersion, Seat, Thread
from tests.factories import MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]


def test_messages_and_their_files_stay_without_a_name_and_nothing_else(
    client, act, house, booking, say, django_capture_on_commit_callbacks
):
    writer = MembershipFactory(party=act.party, role="manager", user__name="Ringo Writer").user
    sent, unsent = (
        keep_file(acting_user=writer, upload=SimpleUploadedFile(name, b"%PDF")) for name in ("sent.pdf", "unsent.pdf")
    )
    begun = begin_file(acting_user=writer, name="mix.wav", bytes=1000)
    message = say(writer, booking.pk, "My number is 5", files=[sent.pk])
    edit_message(acting_user=writer, message=message, text="Load-in at five")
    say(house.manager, booking.pk, "Fine")
    IncomingMail.objects.create(id=booking.pk, sender=writer.email.lower())
    mark_read(acting_user=writer, thread=Thread.objects.get(pk=booking.pk), until=2)

    with django_capture_on_commit_callbacks(execute=True):
        close_account(acting_user=writer)

    assert not MessageVersion.objects.exists()
    assert list(File.objects.all()) == [sent]
    assert not {unsent.key, begun.key} & set(file_store().stored_keys())
    assert File.objects.filter(sent_by=writer).bytes_held() == 0
    assert not Seat.objects.filter(user=writer).exists()
    assert not Mailbox.objects.filter(user=writer).exists()
    assert not IncomingMail.objects.exists()
    assert Message.objects.filter(thread=booking.pk).count() == 2
    client.force_login(house.manager)
    text = client.get(reverse("messaging:thread", args=[booking.pk])).content.decode()
    assert "Load-in at five" in text
    assert "Former member" in text
    assert "Ringo" not in text
    assert file_address_for(house.manager, sent.pk)


def test_a_deleted_person_has_no_name_in_the_language_of_who_deleted_and_is_neither_blocked_nor_written_to(client, act):
    asker = UserFactory(name="Ida Gone", language="de")
    thread = send_enquiry(acting_user=asker, party=act.party, text="Our wedding?").thread
    with override("de"):
        close_account(acting_user=asker)

    assert refusal_to_write(act.leader, get_thread_for(act.leader, thread.pk))
    client.force_login(act.leader)
    for language, name in (("en", "Former member"), ("de", "Früheres Mitglied")):
        User.objects.filter(pk=act.leader.pk).update(language=language)
        client.cookies["django_language"] = language
        page = client.get(reverse("messaging:thread", args=[thread.pk])).text
        assert name in page.split("<h1>")[1].split("</h1>")[0]
        other = "Former member" if language == "de" else "Früheres"
        assert other not in page, page[page.index(other) - 200 :][:300]
        assert 'value="block"' not in page


def test_pages_for_leaving_say_what_becomes_of_messages(client, act):
    member = act.members[0]
    client.force_login(member)
    text = client.get(reverse("departures:member_remove", args=[act.party.slug, member.pk])).content.decode()
    assert "You can no longer read its messages" in text
    text = client.get(reverse("departures:account_delete")).content.decode()
    assert "People keep the messages and files you sent them" in text

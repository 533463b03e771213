import datetime as dt
import threading
import time

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils.timezone import now

from notifications.actions import deliver_mail, notify, save_preferences
from notifications.actions.delivering import ATTEMPTS_MAX
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from notifications.periodic import sweep_outbox
from notifications.queries import choices_of
from notifications.tasks import deliver
from tests.factories import UserFactory

from .conftest import KIND

pytestmark = pytest.mark.heavy

State = Notification.EmailState


class BrokenPostOffice(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError


class SlowPostOffice(EmailBackend):
    def send_messages(self, messages):
        time.sleep(0.3)
        return super().send_messages(messages)


@pytest.fixture
def broken_post_office(settings):
    settings.EMAIL_BACKEND = f"{__name__}.BrokenPostOffice"


def make_notification(**fields) -> Notification:
    notify(users=[UserFactory(**fields)], kind=KIND, path="/shows/")
    return Notification.objects.get()


@pytest.mark.django_db
class TestOneMail:
    def test_it_goes_out_and_is_marked_sent(self, news):
        notification = make_notification(email="anna@example.org")
        deliver([str(notification.pk)])
        notification.refresh_from_db()
        assert (notification.email_state, notification.email_sent_at is None) == (State.SENT, False)
        [sent] = mail.outbox
        assert (sent.to, sent.subject) == (["anna@example.org"], "A night for you")

    def test_a_warning_cannot_be_ended(self, news):
        registry.register_all(
            {KIND: "Warnings"},
            lambda told, user: [Text("Look") for _each in told],
            group=Group.MONEY,
            is_always_told=True,
        )
        notification = make_notification()
        deliver([str(notification.pk)])
        [sent] = mail.outbox
        assert "List-Unsubscribe" not in sent.extra_headers
        [html] = [str(part.content) for part in sent.alternatives]
        assert "unsubscribe" not in (sent.body + html).lower()
        save_preferences(acting_user=notification.user, by_email=[], in_app=[])
        make = Notification.objects.filter(user=notification.user)
        notify(users=[notification.user], kind=KIND, path="/shows/2/")
        assert make.count() == 2
        assert KIND not in [choice.kind for choice in choices_of(notification.user)]
        assert make.order_by("pk").last().email_state == State.WANTED

    def test_it_is_sent_once_however_often_it_is_asked_for(self, news):
        notification = make_notification()
        for _repeat in range(3):
            deliver_mail(notification_id=notification.pk)
        sweep_outbox()
        assert len(mail.outbox) == 1

    def test_it_holds_text_html_link_and_the_way_out(self, news, settings):
        notification = make_notification()
        deliver_mail(notification_id=notification.pk)
        [sent] = mail.outbox
        html = sent.alternatives[0].content
        assert f"{settings.SITE_URL}/shows/" in sent.body
        assert f'href="{settings.SITE_URL}/shows/"' in html
        assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert sent.extra_headers["List-Unsubscribe"].strip("<>") in sent.body

    def test_its_id_is_the_same_at_every_attempt_and_differs_by_notification(self, news):
        first = make_notification()
        deliver_mail(notification_id=first.pk)
        Notification.objects.update(email_state=State.WANTED)  # as after a crash between sending and committing
        deliver_mail(notification_id=first.pk)
        assert len({sent.extra_headers["Message-ID"] for sent in mail.outbox}) == 1
        second = Notification.objects.create(user=first.user, kind=KIND)
        deliver_mail(notification_id=second.pk)
        assert len({sent.extra_headers["Message-ID"] for sent in mail.outbox}) == 2

    def test_a_subject_of_many_lines_cannot_forge_headers(self, news):
        news.text = Text("Night\r\nBcc: all@example.org")
        deliver_mail(notification_id=make_notification().pk)
        assert mail.outbox[0].subject == "Night Bcc: all@example.org"

    def test_markup_in_a_text_stays_text(self, news):
        news.text = Text("<b>Night</b>", "<script>alert(1)</script> & more")
        deliver_mail(notification_id=make_notification().pk)
        html = mail.outbox[0].alternatives[0].content
        assert "<script>" not in html
        assert "<b>Night</b>" in mail.outbox[0].body

    def test_it_is_not_sent_to_who_may_no_longer_know(self, news):
        notification = make_notification()
        news.text = None
        deliver_mail(notification_id=notification.pk)
        notification.refresh_from_db()
        assert (mail.outbox, notification.email_state) == ([], State.SKIPPED)

    def test_it_is_not_sent_to_who_was_shut_out_meanwhile(self, news):
        notification = make_notification()
        notification.user.is_active = False
        notification.user.save()
        deliver_mail(notification_id=notification.pk)
        assert mail.outbox == []

    def test_a_kind_whose_app_is_gone_is_skipped(self):
        notification = make_notification()
        assert deliver_mail(notification_id=notification.pk).email_state == State.SKIPPED

    def test_it_speaks_the_language_and_clock_of_its_reader(self, news):
        seen = []

        def render(notification, user):
            from django.utils import timezone, translation

            seen.append((translation.get_language(), str(timezone.get_current_timezone())))
            return Text("x")

        news.render = render
        from notifications.kinds import registry

        registry.register(KIND, "News", render, group=Group.BOOKINGS)
        deliver_mail(notification_id=make_notification(language="de", timezone="Asia/Tokyo").pk)
        assert seen == [("de", "Asia/Tokyo")]


@pytest.mark.django_db
class TestTrouble:
    def test_a_mail_that_fails_is_tried_again_later(self, news, broken_post_office):
        notification = deliver_mail(notification_id=make_notification().pk)
        assert (notification.email_state, notification.email_attempts) == (State.WANTED, 1)
        assert notification.email_next_at > now()
        assert deliver_mail(notification_id=notification.pk) is None  # not due yet

    def test_it_goes_out_when_the_post_office_is_open_again(self, news, broken_post_office, settings):
        deliver_mail(notification_id=make_notification().pk)
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        with time_machine.travel(now() + dt.timedelta(minutes=2)):
            assert sweep_outbox() == 1
        assert len(mail.outbox) == 1

    def test_pauses_grow_and_it_is_given_up_at_last(self, news, broken_post_office):
        notification = make_notification()
        pauses = []
        for _attempt in range(ATTEMPTS_MAX):
            with time_machine.travel(notification.email_next_at + dt.timedelta(seconds=1), tick=False):
                notification = deliver_mail(notification_id=notification.pk)
                pauses.append(notification.email_next_at - now())
        assert pauses == sorted(pauses)
        assert notification.email_state == State.FAILED

    def test_a_renderer_that_breaks_in_the_database_keeps_nothing_else_back(self, news):
        notify(users=[UserFactory(), UserFactory()], kind=KIND)
        first, second = Notification.objects.order_by("pk")

        def render(notification, user):
            if notification == first:
                connection.cursor().execute("SELECT 1 / 0")
            return Text("x")

        from notifications.kinds import registry

        registry.register(KIND, "News", render, group=Group.BOOKINGS)
        sweep_outbox()
        first.refresh_from_db(), second.refresh_from_db()
        assert (first.email_state, first.email_attempts) == (State.WANTED, 1)
        assert second.email_state == State.SENT

    def test_the_sweep_finds_what_was_never_handed_over(self, news):
        make_notification()
        assert sweep_outbox() == 1
        assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_mail(news, settings):
    settings.EMAIL_BACKEND = f"{__name__}.SlowPostOffice"
    notification = make_notification()
    barrier = threading.Barrier(4)

    def work():
        barrier.wait()
        deliver_mail(notification_id=notification.pk)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(mail.outbox) == 1

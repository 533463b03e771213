import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from notifications.actions import notify
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.models import MailboxMail, Notification, Preference
from notifications.queries import choices_of
from notifications.queries.matters import LINES_SHOWN
from tests.factories import UserFactory
from web.streams import allow_topics

from .conftest import KIND

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
PREFERENCES = "/inbox/preferences/"


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def reader(client, user):
    client.force_login(user)
    return client


def tell(user, count=1) -> Notification:
    for _each in range(count):
        notify(users=[user], kind=KIND, path="/shows/")
    return Notification.objects.filter(user=user).first()


def tell_about(user, booking) -> Notification:
    notify(users=[user], kind=KIND, path="/shows/", data={"booking": str(booking)})
    return Notification.objects.filter(user=user).first()


def tell_nobody(user) -> None:
    notify(users=[user], kind=KIND, path="/shows/")
    assert not Notification.objects.filter(user=user).exists()


class TestInbox:
    def test_it_shows_what_its_owner_was_told_and_nothing_of_others(self, reader, user, news):
        mine, theirs = tell(user), tell(UserFactory())
        html = reader.get("/inbox/").content.decode()
        assert f"notification-{mine.pk}" in html
        assert "Saturday at the Anchor." in html
        assert str(theirs.pk) not in html

    def test_it_hides_what_one_may_no_longer_know(self, reader, user, news):
        tell(user)
        news.text = None
        html = reader.get("/inbox/").content.decode()
        assert "Saturday at the Anchor." not in html
        assert "You can no longer see this." in html

    def test_an_empty_one_says_so(self, reader):
        assert "Nothing yet" in reader.get("/inbox/").content.decode()

    def test_looking_marks_nothing_read(self, reader, user, news):
        notification = tell(user)
        reader.get("/inbox/")
        notification.refresh_from_db()
        assert notification.read_at is None

    def test_strangers_are_asked_to_sign_in(self, client):
        assert client.get("/inbox/").headers["Location"].startswith(reverse("account_login"))

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_takes_as_many_queries_for_three_as_for_one(self, reader, user, news, count, django_assert_num_queries):
        tell(user, count)
        reader.get("/inbox/")
        with django_assert_num_queries(8):  # session, user, count, matters, lines, groups, state of the badge, parties
            reader.get("/inbox/")


class TestMatters:
    """The inbox has a row for each booking, hold, session or payment."""

    def test_what_is_about_one_booking_is_one_row_with_the_newest_first(self, reader, user, news):
        first, other, last = tell_about(user, "one"), tell_about(user, "two"), tell_about(user, "one")
        rows = reader.get("/inbox/").context["rows"]
        assert [[line.notification for line in row.lines] for row in rows] == [[last, first], [other]]
        assert [(row.count, row.unread) for row in rows] == [(2, 2), (1, 1)]

    def test_what_names_no_matter_stands_by_itself(self, reader, user, news):
        tell(user, 2)
        assert [row.count for row in reader.get("/inbox/").context["rows"]] == [1, 1]

    def test_reading_one_reads_what_came_before_it_about_the_same(self, reader, user, news):
        first, other, last = tell_about(user, "one"), tell_about(user, "two"), tell_about(user, "one")
        theirs = tell_about(UserFactory(), "one")
        reader.post(reverse("notifications:notification_read", args=[last.pk]))
        assert set(Notification.objects.filter(read_at=None)) == {other, theirs}
        assert first.read_at is None

    def test_what_came_since_stays_unread(self, reader, user, news):
        first, last = tell_about(user, "one"), tell_about(user, "one")
        reader.post(reverse("notifications:notification_open", args=[first.pk]))
        assert list(Notification.objects.filter(read_at=None)) == [last]

    def test_a_long_one_shows_its_newest_and_leads_to_all(self, reader, user, news):
        for _each in range(LINES_SHOWN + 2):
            tell_about(user, "one")
        [row] = reader.get("/inbox/").context["rows"]
        assert (len(row.lines), row.left_out) == (LINES_SHOWN, 2)
        alone = reader.get("/inbox/?about=one").context["rows"]
        assert [row.count for row in alone] == [1] * (LINES_SHOWN + 2)

    def test_a_page_has_twenty(self, reader, user, news):
        for number in range(21):
            tell_about(user, number)
        assert len(reader.get("/inbox/").context["rows"]) == 20
        assert len(reader.get("/inbox/?page=2").context["rows"]) == 1

    def test_a_fragment_is_the_list_alone(self, reader, user, news):
        tell(user)
        html = reader.get("/inbox/", headers={"HX-Request": "true"}).content.decode()
        assert html.lstrip().startswith('<div id="inbox"')


class TestFinding:
    def shown(self, reader, query) -> list:
        return [row.line.notification for row in reader.get(f"/inbox/?{query}").context["rows"]]

    def test_unread_alone(self, reader, user, news):
        read, unread = tell(user), tell(user)
        reader.post(reverse("notifications:notification_read", args=[read.pk]))
        assert self.shown(reader, "show=unread") == [unread]

    def test_one_group_alone(self, reader, user, news):
        mine = tell(user)
        notify(users=[user], kind="accounts.joined", path="/")
        assert self.shown(reader, "show=bookings") == [mine]
        assert reader.get("/inbox/").context["groups"] == [Group.BOOKINGS, Group.PEOPLE]

    @pytest.mark.parametrize(("words", "count"), [("anchor SATURDAY", 1), ("anchor sunday", 0), ("%", 0)])
    def test_words_of_its_text(self, reader, user, news, words, count):
        tell(user)
        assert len(self.shown(reader, urlencode({"q": words}))) == count

    def test_words_that_one_may_no_longer_read_find_nothing(self, reader, user, news):
        tell(user)
        news.text = None
        html = reader.get("/inbox/?q=anchor").content.decode()
        assert "No matches" in html

    @pytest.mark.parametrize("query", ["show=nonsense", "show=", "page=x", "q=%00"])
    def test_what_makes_no_sense_shows_all(self, reader, user, news, query):
        mine = tell(user)
        assert self.shown(reader, query) == [mine]

    def test_nobody_elses_matter(self, reader, user, news):
        tell_about(UserFactory(), "one")
        assert self.shown(reader, "about=one") == []

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_takes_as_many_queries_for_three(self, reader, user, news, count, django_assert_num_queries):
        tell(user, count)
        with django_assert_num_queries(9):  # what the words are looked for in, besides those of the inbox
            reader.get("/inbox/?q=anchor")


class TestReading:
    def test_opening_leads_on_and_counts_as_read(self, reader, user):
        notification = tell(user)
        response = reader.post(reverse("notifications:notification_open", args=[notification.pk]))
        notification.refresh_from_db()
        assert (response.headers["Location"], notification.read_at is None) == ("/shows/", False)

    def test_marking_read_renders_the_line_again(self, reader, user, news):
        notification = tell(user)
        address = reverse("notifications:notification_read", args=[notification.pk])
        html = reader.post(address, headers={"HX-Request": "true"}).content.decode()
        assert html.lstrip().startswith("<li")
        assert "Mark as read" not in html

    def test_marking_all_read_leaves_those_of_others(self, reader, user):
        tell(user, 2)
        theirs = tell(UserFactory())
        reader.post("/inbox/read/")
        assert list(Notification.objects.filter(read_at=None)) == [theirs]

    @pytest.mark.parametrize("name", ["notification_open", "notification_read"])
    def test_somebody_elses_is_not_there(self, reader, name):
        theirs = tell(UserFactory())
        assert reader.post(reverse(f"notifications:{name}", args=[theirs.pk])).status_code == 404

    @pytest.mark.parametrize("name", ["notification_open", "notification_read"])
    def test_reading_is_no_get(self, reader, user, name):
        assert reader.get(reverse(f"notifications:{name}", args=[tell(user).pk])).status_code == 405


class TestBadge:
    def test_it_counts_the_unread(self, reader, user):
        tell(user, 3)
        html = reader.get("/inbox/badge/").content.decode()
        assert 'class="count"' in html
        assert ">3<" in html

    def test_its_version_rises_with_news_and_with_reading(self, reader, user):
        versions = [reader.get("/inbox/badge/").context["inbox"]["version"]]
        notification = tell(user)
        versions.append(reader.get("/inbox/badge/").context["inbox"]["version"])
        reader.post(reverse("notifications:notification_read", args=[notification.pk]))
        versions.append(reader.get("/inbox/badge/").context["inbox"]["version"])
        assert versions == sorted(set(versions))

    def test_its_token_opens_ones_own_inbox_alone(self, reader, user):
        token = reader.get("/inbox/badge/token/").content.decode()
        assert allow_topics([f"u.{user.pk}"], [token])


class TestPreferences:
    def test_what_is_ticked_is_kept(self, reader, user, news):
        reader.post("/inbox/preferences/", {"by_email": [], "in_app": [KIND, "no.such.kind"]})
        preference = Preference.objects.get(user=user, kind=KIND)
        assert (preference.by_email, preference.in_app) == (False, True)
        assert not Preference.objects.filter(kind="no.such.kind").exists()

    def test_the_page_shows_every_kind_with_its_present_choice(self, reader, news):
        html = reader.get("/inbox/preferences/").content.decode()
        assert "News of tests" in html
        assert "checked" in re.search(rf'<input[^>]*name="by_email"[^>]*value="{KIND}"[^>]*>', html)[0]

    def test_only_staff_are_asked_about_what_only_staff_are_told_of(self, reader, user):
        for_staff = {kind.name for kind in registry.kinds() if "staff)" in kind.label}
        assert len(for_staff) == 10
        asked = lambda: set(re.findall(r'name="by_email"\s+value="([^"]+)"', reader.get(PREFERENCES).content.decode()))  # noqa: E731
        assert not for_staff & asked()
        reader.post(PREFERENCES, {"by_email": [], "in_app": []})
        assert not Preference.objects.filter(user=user, kind__in=for_staff).exists()

        type(user).objects.filter(pk=user.pk).update(is_staff=True)
        assert for_staff <= asked()
        reader.post(PREFERENCES, {"by_email": [], "in_app": []})
        assert Preference.objects.filter(user=user, kind__in=for_staff, by_email=False).count() == 10


class TestGroups:
    """The switches for all kinds of a group, and for all there are."""

    @pytest.fixture(autouse=True)
    def known(self, news):
        """The kind of the tests, of the group of bookings."""

    def choices(self, user) -> dict:
        return {choice.kind: (choice.by_email, choice.in_app) for choice in choices_of(user)}

    def test_there_are_five_and_one_more_for_staff(self, reader, user):
        shown = lambda: [row.group for row in reader.get(PREFERENCES).context["rows"]]  # noqa: E731
        assert shown() == [None, *(group for group in Group if group != Group.STAFF)]
        assert len(shown()) == 6
        type(user).objects.filter(pk=user.pk).update(is_staff=True)
        assert shown() == [None, *Group]

    def test_a_group_is_switched_off_by_one_way_and_no_other_group_is(self, reader, user):
        reader.post(PREFERENCES, {"group": "bookings", "switch": "email:off"})
        choices = self.choices(user)
        assert (choices[KIND], choices["accounts.joined"]) == ((False, True), (True, True))

    def test_everything_is_switched_off_and_on_again(self, reader, user):
        reader.post(PREFERENCES, {"switch": "inbox:off"})
        reader.post(PREFERENCES, {"switch": "email:off"})
        tell_nobody(user)
        reader.post(PREFERENCES, {"switch": "email:on"})
        choices = self.choices(user)
        assert {by_email for by_email, _in_app in choices.values()} == {True}
        assert (choices[KIND], choices["messaging.unread"]) == ((True, False), (True, True))

    def test_what_is_chosen_by_itself_shows_how_many_are_on(self, reader, user):
        reader.post(PREFERENCES, {"group": "bookings", "by_email": [KIND], "in_app": [KIND]})
        [row] = [row for row in reader.get(PREFERENCES).context["rows"] if row.group == Group.BOOKINGS]
        assert (row.email.on, row.inbox.on, row.email.is_on, row.email.is_off) == (1, 1, False, False)
        assert self.choices(user)["accounts.joined"] == (True, True)

    @pytest.mark.parametrize(
        "asked", [{"group": "nonsense"}, {"switch": "nonsense"}, {"switch": "email:maybe"}, {"switch": "post:off"}]
    )
    def test_what_makes_no_sense_changes_nothing(self, reader, user, asked):
        assert reader.post(PREFERENCES, asked).status_code == 400
        assert not Preference.objects.exists()

    def test_with_htmx_the_switches_come_back_and_a_saved_group_stays_open(self, reader, user):
        response = reader.post(PREFERENCES, {"group": "money"}, headers={"HX-Request": "true"})
        html = response.content.decode()
        assert html.lstrip().startswith('<div id="preferences"')
        assert html.count("<details") == 5
        assert html.count(" open>") == 1

    def test_the_page_takes_five_queries(self, reader, django_assert_num_queries):
        reader.get(PREFERENCES)
        with django_assert_num_queries(5):  # session, user, preferences, state of the badges, parties
            reader.get(PREFERENCES)


class TestUnsubscribe:
    @pytest.fixture
    def address(self, user):
        from notifications.access import unsubscribe_token

        return reverse("notifications:unsubscribe", args=[unsubscribe_token(user, KIND)])

    def test_the_link_of_a_mail_only_asks(self, client, address, news):
        assert client.get(address).status_code == 200
        assert not Preference.objects.exists()

    def test_the_button_ends_mails_of_this_kind_and_no_more(self, client, user, address, news):
        client.post(address)
        preference = Preference.objects.get()
        assert (preference.user, preference.kind, preference.by_email, preference.in_app) == (user, KIND, False, True)

    def test_one_click_needs_neither_session_nor_form_token(self, address, news):
        from django.test import Client

        response = Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
        assert (response.status_code, Preference.objects.count()) == (200, 1)

    def test_a_forged_link_leads_nowhere(self, client):
        assert client.post("/unsubscribe/forged/").status_code == 404


class TestMailbox:
    @pytest.fixture
    def open_mailbox(self, client, settings):
        client.defaults["HTTP_HOST"] = "localhost"
        settings.MAILBOX_OPEN = True
        settings.EMAIL_BACKEND = "notifications.delivery.mailbox.MailboxBackend"

    def test_mails_are_read_there_with_links_to_click(self, client, open_mailbox, settings):
        from django.core.mail import send_mail

        send_mail("Your code", "Go to https://example.org/x", None, ["a@example.org"], html_message="<p>Hi</p>")
        html = client.get("/dev/mail/?to=A@example.org").content.decode()
        assert 'href="https://example.org/x"' in html
        shown = client.get(f"/dev/mail/{MailboxMail.objects.get().pk}/")
        assert (shown.content, "sandbox" in shown.headers["Content-Security-Policy"]) == (b"<p>Hi</p>", True)

    def test_a_mail_to_two_is_in_both_their_mailboxes(self, client, open_mailbox):
        from django.core.mail import send_mail

        assert send_mail("Hi", "there", None, ["a@example.org", "b@example.org"]) == 1
        assert set(MailboxMail.objects.values_list("to", flat=True)) == {"a@example.org", "b@example.org"}

    @pytest.mark.parametrize("path", ["/dev/mail/", "/dev/mail/1/"])
    @pytest.mark.parametrize(
        "closed", [{"MAILBOX_OPEN": False}, {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend"}]
    )
    def test_where_mail_goes_out_there_is_none(self, client, open_mailbox, settings, path, closed):
        for name, value in closed.items():
            setattr(settings, name, value)
        assert client.get(path).status_code == 404

    @pytest.mark.parametrize("path", ["/dev/mail/", "/dev/mail/1/", "/api/v1/dev/mail"])
    @pytest.mark.parametrize(
        "elsewhere",
        [{"REMOTE_ADDR": "192.168.1.7"}, {"HTTP_HOST": "stageslot.example"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}],
    )
    def test_for_who_does_not_sit_at_this_machine_there_is_none(self, client, open_mailbox, settings, path, elsewhere):
        settings.ALLOWED_HOSTS = ["*"]
        MailboxMail.objects.create(pk=1, to="a@example.org", subject="Your code", text="123", html="")

        assert client.get(path).status_code == 200
        answer = client.get(path, **elsewhere)
        assert answer.status_code == 404
        assert b"Your code" not in answer.content

"""Booking on four pages, the page of a session for both sides, and one's own sessions."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts.states import Role
from notifications.models import Notification
from studio.actions import update_service
from studio.actions.sessions import approve_session, ask_for_revision, begin_session, deliver_session
from studio.emails.sessions import NEWS, render_all
from studio.models import Session
from studio.states import SessionState
from tests.factories import MembershipFactory, UserFactory
from tests.studio.test_sessions import book, paid
from tests.studio.test_slots import a_stored_service
from web.streams import signed_topics

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


def hidden(text):
    """The hidden fields of the form that books."""
    return dict(re.findall(r'<input type="hidden"\s+name="(\w+)"\s+value="([^"]*)"', text))


def test_four_pages_lead_to_a_session(client, opened, client_user, start):
    page = reverse("studio:book", args=["low-end"])
    second = reverse("studio:book_time", args=["low-end", opened.pk])
    assert second in client.get(page).text
    shown = client.get(second, {"minutes": 180, "day": start.date().isoformat()}).text
    assert "€180" in shown
    third = re.search(r'href="([^"]+/details/\?[^"]+)"', shown)[1].replace("&amp;", "&")
    assert client.get(third).status_code == 302
    client.force_login(client_user)
    form = client.get(third).context["form"]
    assert (form["minutes"].value(), form["price"].value()) == (180, 18_000)
    review = reverse("studio:book_review", args=["low-end", opened.pk])
    data = {"start": form["start"].value(), "minutes": 180, "price": 18_000, "is_remote": "True",
            "notes": "Three <b>songs</b>"}  # fmt: skip
    shown = client.post(review, data).text
    assert "Three &lt;b&gt;songs&lt;/b&gt;" in shown
    assert "Book and pay" in shown
    assert "Step 4 of 4" in shown
    assert "Remotely" in shown
    sent = {name: value.replace("&lt;", "<").replace("&gt;", ">") for name, value in hidden(shown).items()}
    back = client.post(reverse("studio:book_details", args=["low-end", opened.pk]), sent)
    assert back.context["form"]["notes"].value() == "Three <b>songs</b>"
    made = client.post(review, sent | {"sure": "1"})
    session = Session.objects.get()
    assert made.headers["Location"] == reverse("payments:payment", args=[session.payment_id])
    assert (session.starts_at, session.minutes, session.notes) == (start, 180, "Three <b>songs</b>")
    text = client.get(reverse("studio:session", args=[session.pk])).text
    assert made.headers["Location"] in text
    assert "Pay €180" in text
    payment = client.get(made.headers["Location"]).text
    assert reverse("studio:session", args=[session.pk]) in payment
    assert "After that, the time is free for others again." in payment
    assert "data-seconds-left" in payment


def test_a_slot_that_is_gone_offers_others_and_books_nothing(client, opened, client_user, start):
    book(opened, UserFactory(), start)
    client.force_login(client_user)
    data = {"start": start.isoformat(), "minutes": 120, "price": 12_000, "is_remote": "True", "sure": "1"}
    response = client.post(reverse("studio:book_review", args=["low-end", opened.pk]), data)
    assert (response.status_code, Session.objects.count()) == (409, 1)
    assert "Choose another time slot" in response.text


def test_a_price_that_changed_is_shown_before_it_is_booked(client, opened, client_user, start, user):
    update_service(acting_user=user, service=opened, amount_minor=7_000)
    client.force_login(client_user)
    data = {"start": start.isoformat(), "minutes": 120, "price": 12_000, "is_remote": "True", "sure": "1"}
    review = reverse("studio:book_review", args=["low-end", opened.pk])
    response = client.post(review, data)
    assert (response.status_code, Session.objects.count()) == (409, 0)
    assert client.post(review, data | {"price": hidden(response.text)["price"]}).status_code == 302


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"start": "x", "minutes": "120"},
        {"start": "2027-01-01T10:00", "minutes": "120"},
        {"start": "2027-01-01T10:00:00+01:00", "minutes": "7"},
        {"start": "2020-01-01T10:00:00+01:00", "minutes": "120"},
    ],
)
def test_a_slot_that_is_none_has_no_page(client, opened, client_user, asked):
    client.force_login(client_user)
    assert client.get(reverse("studio:book_details", args=["low-end", opened.pk]), asked).status_code == 404


def test_a_request_from_both_sides(client, stripe_site, opened, client_user, start, user):
    update_service(acting_user=user, service=opened, mode="request")
    session = book(opened, client_user, start)
    page = reverse("studio:session", args=[session.pk])
    client.force_login(user)
    assert "Approve" in client.get(page).text
    assert client.post(reverse("studio:session_decline", args=[session.pk]), {"text": ""}).status_code == 422
    assert client.post(reverse("studio:session_approve", args=[session.pk])).status_code == 302
    client.force_login(client_user)
    assert "Pay €120" in client.get(page).text
    paid(Session.objects.get(pk=session.pk))
    text = client.get(page).text
    assert "you get back €120 of €120" in text
    client.post(reverse("studio:session_cancel", args=[session.pk]), {"text": "Ill"})
    assert Session.objects.get().state == SessionState.CANCELLED
    assert "Ill" in client.get(page).text


def test_who_sees_a_session(client, opened, client_user, start, user, professional):
    session = book(opened, client_user, start)
    page = reverse("studio:session", args=[session.pk])
    names = ("approve", "withdraw", "begin", "complete")
    deeds = [reverse(f"studio:session_{name}", args=[session.pk]) for name in names]
    assert client.get(page).status_code == 302
    idle = MembershipFactory(party=professional.party, role=Role.MEMBER).user
    for stranger in (UserFactory(), idle):
        client.force_login(stranger)
        assert client.get(page).status_code == 404
        assert [client.post(deed).status_code for deed in deeds] == [404] * 4
    for knows in (client_user, user, UserFactory(is_staff=True)):
        client.force_login(knows)
        assert client.get(page).status_code == 200
    client.force_login(user)
    assert client.post(reverse("studio:session_withdraw", args=[session.pk])).status_code == 403
    assert Session.objects.get().state == SessionState.APPROVED


def test_my_sessions_of_both_sides_with_what_they_come_to(client, stripe_site, opened, client_user, start, user):
    paid(book(opened, client_user, start))
    book(opened, client_user, start + dt.timedelta(hours=4))
    for who, role in ((client_user, "client"), (user, "professional")):
        client.force_login(who)
        text = client.get(reverse("studio:sessions"), {"role": role}).text
        assert "2 sessions" in text
        assert "2 hours" in text
        assert "€120" in text
    client.force_login(UserFactory())
    empty = client.get(reverse("studio:sessions")).text
    assert "No sessions yet" in empty
    assert reverse("discovery:professionals") in empty


def test_everybody_concerned_is_told_in_words(stripe_site, opened, client_user, start, user):
    update_service(acting_user=user, service=opened, mode="request")
    session = book(opened, client_user, start)
    approve_session(acting_user=user, session_id=session.pk)
    paid(Session.objects.get())
    told = Notification.objects.filter(kind__startswith="studio.")
    assert set(told.values_list("kind", "user")) == {
        ("studio.requested", user.pk), ("studio.approved", client_user.pk),
        ("studio.confirmed", user.pk), ("studio.confirmed", client_user.pk),
    }  # fmt: skip
    for notification in told:
        [text] = render_all([notification], notification.user)
        assert "Mixing" in text.subject
        assert "%(" not in text.subject + text.text
    assert render_all(list(told), UserFactory()) == [None] * 4
    assert {kind for kind, _user in told.values_list("kind", "user")} <= NEWS.keys()


def test_the_page_takes_few_queries(client, stripe_site, opened, client_user, start, django_assert_max_num_queries):
    session = paid(book(opened, client_user, start))
    client.force_login(client_user)
    page = reverse("studio:session", args=[session.pk])
    client.get(page)
    with django_assert_max_num_queries(23):
        client.get(page)


def test_work_at_a_fixed_price_skips_the_time(client, client_user, opened, user, professional):
    mix = a_stored_service(user, professional, name="Mix", rate_kind="fixed", min_minutes=None, max_minutes=None)
    client.force_login(client_user)
    response = client.get(reverse("studio:book_time", args=["low-end", mix.pk]), follow=True)
    assert response.redirect_chain[0][0] == reverse("studio:book_details", args=["low-end", mix.pk])
    review = reverse("studio:book_review", args=["low-end", mix.pk])
    assert "Step 2 of 3" in response.text
    sent = {"price": 6_000, "is_remote": "False", "place": "Our cellar"}
    shown = client.post(review, sent)
    assert "Step 3 of 3" in shown.text
    assert shown.context["chosen"] == [("Where", "On site"), ("Place", "Our cellar")]
    assert client.post(review, sent | {"sure": "1"}).status_code == 302
    assert Session.objects.get().starts_at is None


def test_each_part_of_the_page_renews_itself_for_whoever_sees_it(client, opened, client_user, start, user):
    session = book(opened, client_user, start)
    addresses = [reverse(f"studio:session_{part}", args=[session.pk]) for part in ("state", "deeds", "facts")]
    token_address = reverse("studio:session_stream_token", args=[session.pk])
    for who in (client_user, user):
        client.force_login(who)
        assert signed_topics(client.get(token_address).text) == {session.topic}
        for address in addresses:
            assert client.get(address).headers["Location"] == reverse("studio:session", args=[session.pk])
            part = client.get(address, headers={"HX-Request": "true"}).text
            assert f'data-live="{session.topic}"' in part
            assert f'data-version="{session.version}"' in part
            assert f'data-live-url="{address}"' in part
            assert "<html" not in part
    client.force_login(UserFactory())
    for address in (*addresses, token_address):
        assert client.get(address, headers={"HX-Request": "true"}).status_code == 404


def test_what_was_refused_stays_on_the_page_until_it_is_sent_again(client, opened, client_user, start, user):
    update_service(acting_user=user, service=opened, mode="request")
    session = book(opened, client_user, start)
    deeds = f'data-live-url="{reverse("studio:session_deeds", args=[session.pk])}"'
    client.force_login(user)
    assert deeds in client.get(reverse("studio:session", args=[session.pk])).text
    refused = client.post(reverse("studio:session_decline", args=[session.pk]), {"text": "x" * 3000})
    assert (refused.status_code, deeds in refused.text) == (422, False)


def test_whoever_only_works_in_a_session_sees_no_money(
    client, stripe_site, opened, client_user, start, user, professional
):
    worker = MembershipFactory(party=professional.party, role=Role.MEMBER).user
    service = a_stored_service(user, professional, workers=[worker])
    session = paid(book(service, client_user, start))
    mine = reverse("studio:sessions") + "?role=professional"
    pages = [reverse("studio:session", args=[session.pk]), mine]
    for who, sees in ((user, True), (worker, False)):
        client.force_login(who)
        for page in pages:
            text = client.get(page).text
            assert session.name in text
            assert ("€120" in text) is sees
    assert "1 session · 2 hours" in " ".join(client.get(mine).text.split())
    assert client.get(reverse("payments:payment", args=[session.payment_id])).status_code == 404


@pytest.mark.parametrize("kind", [kind for kind, news in NEWS.items() if "%(price)s" in str(news.sentence)])
def test_news_tell_whoever_only_works_in_a_session_no_price(
    stripe_site, opened, client_user, start, user, professional, kind
):
    session = book(opened, client_user, start)
    worker = MembershipFactory(party=professional.party, role=Role.MEMBER).user
    Session.objects.update(worker=worker)
    told = Notification(kind=kind, data={"session": str(session.pk)})
    [to_leader], [to_worker] = render_all([told], user), render_all([told], worker)
    assert "€120" in to_leader.text
    if kind != "studio.approved":  # told to the client alone
        assert "€" not in to_worker.text


@pytest.fixture
def mix(opened, professional, user, client_user):
    """A session at a fixed price, asked for, with two revisions."""
    service = a_stored_service(
        user, professional, name="Mix", mode="request", rate_kind="fixed", min_minutes=None, max_minutes=None,
        amount_minor=30_000, revisions=2, delivery_days=7,
    )  # fmt: skip
    return book(service, client_user, None, minutes=None, expected_price=30_000)


@pytest.fixture
def shown(client, mix):
    """The page of the session for somebody."""

    def read(reader):
        client.force_login(reader)
        return client.get(reverse("studio:session", args=[mix.pk])).text

    return read


def test_the_head_of_a_session_says_with_whom_and_for_how_much(shown, mix, client_user, user):
    head = re.compile(r'<p class="lede">(.*?)</p>', re.DOTALL)
    for reader, other in ((client_user, mix.professional), (user, mix.client)):
        said = head.search(shown(reader))[1]
        assert other.name in said
        assert "€300" in said
        assert "No fixed time" not in shown(reader)


def test_work_without_a_time_names_no_days_before_its_start(shown, client_user):
    assert "days before" not in shown(client_user)


def test_a_revision_says_what_should_change_beside_the_next_step(stripe_site, shown, mix, client_user, user):
    approve_session(acting_user=user, session_id=mix.pk)
    paid(Session.objects.get(pk=mix.pk))
    begin_session(acting_user=user, session_id=mix.pk)
    deliver_session(acting_user=user, session_id=mix.pk, text="Mix 1")
    ask_for_revision(acting_user=client_user, session_id=mix.pk, text="More bass")
    state = re.search(r'id="session-state-.*?</section>', shown(user), re.DOTALL)[0]
    assert "More bass" in state
    assert "1 of 2 revisions used" in shown(user)


def test_each_form_asks_for_what_is_to_be_written(stripe_site, shown, mix, client_user, user):
    assert re.search(r">\s*Reason\b", shown(user))
    approve_session(acting_user=user, session_id=mix.pk)
    paid(Session.objects.get(pk=mix.pk))
    begin_session(acting_user=user, session_id=mix.pk)
    assert "Note to the client" in shown(user)
    deliver_session(acting_user=user, session_id=mix.pk, text="Mix 1")
    assert "What should change?" in shown(client_user)


def test_my_sessions_begin_with_the_work_of_people_who_book_nothing(client, mix, client_user, user):
    page = reverse("studio:sessions")
    for reader, role in ((user, "professional"), (client_user, "client"), (UserFactory(), "client")):
        client.force_login(reader)
        assert client.get(page).context["role"] == role
    client.force_login(user)
    assert client.get(page, {"role": "client"}).context["role"] == "client"


def test_my_sessions_tell_work_without_a_time_apart_by_the_day_of_the_request(client, mix, client_user):
    client.force_login(client_user)
    assert "requested <time" in client.get(reverse("studio:sessions")).text

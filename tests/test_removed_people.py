"""Ways by which somebody who was removed, left or was shut out might still get in, or read on: each is tried."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.access import ACTING_KEY, acting_party
from accounts.actions import create_api_token, create_feed
from accounts.actions.memberships import enter_party
from accounts.models import Party, User
from accounts.states import Role
from bands.models import PressKit, PressSound
from bands.models.press import Track
from bookings.actions import accept_booking, counter_booking
from bookings.actions.offers import terms_of
from bookings.models import Booking
from departures.actions import close_account, leave_team, shut_out
from discovery.models import SearchKind
from discovery.subjects.saved import asking
from holds.actions import release_hold
from notifications.actions.delivering import deliver_mail
from notifications.models import Notification
from show_imports.actions.importing import _require_may
from show_imports.models import ShowImport
from tests.bookings.scenes import Act, House, a_house, an_act, an_application, an_open_show
from tests.factories import PASSWORD, MembershipFactory, ShowFactory, UserFactory
from tests.holds.scenes import a_hold
from tests.media.making import make_picture, make_sound
from web.errors import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_here"), pytest.mark.heavy]


@dataclass
class World:
    """A band with an owner, and a manager who is about to go, with a booking under negotiation and a hold."""

    act: Act
    house: House
    owner: User
    goer: User
    booking: Booking
    client: Client

    @property
    def band(self) -> Party:
        return self.act.party


@pytest.fixture
def world():
    act, house = an_act(members=1), a_house()
    owner = MembershipFactory(party=act.party, role=Role.OWNER).user
    enter_party(party=act.party, user=act.leader, role=Role.MEMBER)
    booking = an_application(act, an_open_show(house))
    client = Client(raise_request_exception=False)
    client.force_login(act.leader)
    return World(act, house, owner, act.leader, booking, client)


def opens(client: Client, path: str, **headers) -> Callable[[], bool]:
    return lambda: client.get(path, **headers).status_code == 200


def works(action: Callable, **arguments) -> bool:
    try:
        action(**arguments)
    except (PermissionDenied, Refusal, Http404, ValidationError):
        return False
    return True


def page_of_a_leader(world):
    """A tab that was open before."""
    return opens(world.client, reverse("bands:band_edit", args=[world.band.slug]))


def page_of_the_booking(world):
    return opens(world.client, reverse("bookings:booking", args=[world.booking.pk]))


def page_of_the_hold(world):
    return opens(world.client, reverse("holds:hold", args=[a_hold(world.house, world.act).pk]))


def token_for_the_live_stream(world):
    """The stream itself ends with its token, after ten minutes at most, and only tells that something is new."""
    return opens(world.client, reverse("bands:band_stream_token", args=[world.band.slug]))


def acting_in_its_name(world):
    """The session says in whose name one browses."""
    request = RequestFactory().get("/")
    request.session = {ACTING_KEY: str(world.band.pk)}

    def is_acting():
        user = User.objects.get(pk=world.goer.pk)
        request.user = user if user.is_active else AnonymousUser()
        request.__dict__.pop("_my_parties", None)
        return acting_party(request) is not None

    return is_acting


def script_with_a_token(world):
    _token, secret = create_api_token(acting_user=world.goer, name="A script", scopes=["read", "write"])
    path = f"/api/v1/bands/{world.band.slug}/members"
    return opens(Client(headers={"Authorization": f"Bearer {secret}", "host": "localhost"}), path)


def script_that_writes(world):
    hold = a_hold(world.house, world.act)
    return lambda: works(release_hold, acting_user=User.objects.get(pk=world.goer.pk), hold=hold)


def calendar_program_that_asks_whether_it_changed(world):
    _feed, token = create_feed(acting_user=world.goer, kind="party", party=world.band)
    path = reverse("availability:feed", args=[token])
    headers = {"HTTP_IF_NONE_MATCH": Client().get(path).headers.get("ETag", '"none"')}
    return lambda: Client().get(path, **headers).status_code in (200, 304)


def saved_search_for_its_nights(world):
    return lambda: works(asking, user=world.goer, kind=SearchKind.NIGHTS, query=f"band={world.band.slug}")


def list_of_shows_under_way(world):
    begun = ShowImport(party=world.band, created_by=world.goer)
    setting = type("Setting", (), {"party": world.band})
    return lambda: works(lambda: _require_may(begun, setting, []))


def news_in_the_inbox(world):
    """Written before, made anew when it is read: it tells nothing that came since."""
    terms = terms_of(world.booking)
    new = type(terms)(**{**vars(terms), "fee_minor": 55500, "fee_currency": "EUR"})
    counter_booking(acting_user=world.house.manager, booking=world.booking, terms=new)
    assert Notification.objects.filter(user=world.goer, kind="bookings.countered").exists()
    path = reverse("notifications:inbox")
    return lambda: "€555" in world.client.get(path).content.decode()


def answering_for_it(world):
    terms = terms_of(world.booking)
    new = type(terms)(**{**vars(terms), "fee_minor": 100, "fee_currency": "EUR"})
    counter_booking(acting_user=world.house.manager, booking=world.booking, terms=new)
    user = lambda: User.objects.get(pk=world.goer.pk)  # noqa: E731
    return lambda: works(accept_booking, acting_user=user(), booking=world.booking, despite_conflicts=True)


def file_of_a_draft(world):
    """A recording that only the band's editor plays, by the address that one kept."""
    sound = PressSound.objects.create(party=world.band, sound=make_sound()).sound
    PressKit.objects.create(party=world.band, tracks=(Track(sound=str(sound.pk), title="Silt"),))
    return opens(world.client, sound.rendition("m4a").url)


def poster_of_a_draft(world):
    show = ShowFactory(owner=world.band, stage=None, place="A barn", poster=make_picture())
    return opens(world.client, show.poster.url())


WAYS = [
    file_of_a_draft, poster_of_a_draft,
    page_of_a_leader, page_of_the_booking, page_of_the_hold, token_for_the_live_stream, acting_in_its_name,
    script_with_a_token, script_that_writes, calendar_program_that_asks_whether_it_changed,
    saved_search_for_its_nights, list_of_shows_under_way, news_in_the_inbox, answering_for_it,
]  # fmt: skip
ONCE = {script_that_writes, answering_for_it}
"""What is over once it was done is tried afterwards only."""


def removed(world):
    leave_team(acting_user=world.owner, party=world.band, leaver=world.goer)


def shut_out_by_staff(world):
    shut_out(acting_user=UserFactory(is_staff=True), user=world.goer, reason="Spam")


def gone(world):
    close_account(acting_user=world.goer)


@pytest.mark.parametrize("end", [removed, shut_out_by_staff, gone], ids=lambda end: end.__name__)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_no_way_leads_back(world, way, end):
    still_works = way(world)
    assert way in ONCE or still_works()
    end(world)
    assert not still_works()


@pytest.fixture
def letters(monkeypatch):
    """The texts of the letters about accounts, as they are posted."""
    posted: list[str] = []
    monkeypatch.setattr("accounts.sign_in.adapters.post_mail", lambda **letter: posted.append(letter["text"]))
    return posted


@pytest.fixture
def shut():
    """Somebody who signed in by every means before staff shut them out."""
    user = UserFactory()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def shut_now(user):
    shut_out(acting_user=UserFactory(is_staff=True), user=user, reason="Spam")


def test_whoever_is_shut_out_signs_in_by_no_means(shut, client, rf, letters):
    client.post(reverse("account_reset_password"), {"email": shut.email})
    [link] = [word for word in letters[-1].split() if "/password/reset/key/" in word]
    client.post(reverse("account_request_login_code"), {"email": shut.email})
    code = re.findall(r"^[A-Z0-9]{3,}-?[A-Z0-9]{3,}$", letters[-1], re.MULTILINE)[0]
    shut_now(shut)
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert SESSION_KEY not in client.session
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "another-honest-phrase", "password2": "another-honest-phrase"})
    for password in (PASSWORD, "another-honest-phrase"):
        client.post(reverse("account_login"), {"login": shut.email, "password": password})
        assert SESSION_KEY not in client.session
    client.post(reverse("account_request_login_code"), {"email": shut.email})
    client.post(reverse("account_reset_password"), {"email": shut.email})
    assert not [text for text in letters[2:] if "/password/reset/key/" in text]
    request = rf.get("/")
    request.session, request.user = client.session, AnonymousUser()
    response = perform_login(request, Login(user=User.objects.get(pk=shut.pk)))  # as a linked account or a passkey does
    assert response.url == reverse("account_inactive")


def test_a_change_of_address_that_was_begun_changes_nothing(shut, client):
    client.force_login(shut)
    client.post(reverse("account_email"), {"action_add": "", "email": "other@example.org"})
    shut_now(shut)
    assert client.get(reverse("account_email")).status_code == 302
    assert client.get(reverse("account_email_verification_sent")).status_code in (200, 302)
    shut.refresh_from_db()
    assert shut.email != "other@example.org"


def test_no_letters_go_to_whoever_is_shut_out_and_their_inbox_opens_to_nobody(world):
    news_in_the_inbox(world)
    [waiting] = Notification.objects.filter(user=world.goer, kind="bookings.countered")
    shut_out_by_staff(world)
    deliver_mail(notification_id=waiting.pk)
    waiting.refresh_from_db()
    assert (waiting.email_state, mail.outbox) == (Notification.EmailState.SKIPPED, [])
    assert world.client.get(reverse("notifications:inbox")).status_code == 302

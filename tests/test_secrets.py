"""Every secret that a person can create ends with their right to issue it: at once, and again when somebody comes.

A new kind of secret fails here until it has its row: found by the fields of the tables, by the salts of what is signed,
and by the addresses that carry a token.
"""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.http import Http404
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.timezone import now

from accounts.access import nudge_token, opened_by_nudge_token
from accounts.actions import (
    accept_invite,
    create_api_token,
    create_feed,
    create_invite,
    revoke_api_token,
    suspend_party,
)
from accounts.actions.memberships import enter_party
from accounts.errors import InviteGone, NotApproved, NudgeOver
from accounts.models import Invite, Membership, Party, User
from accounts.queries import find_api_token
from accounts.states import Role
from availability.actions import revoke_feed
from availability.feeds import find_feed
from bands.access import answer_token, opened_by_answer_token
from bands.actions import create_kit_link, create_share, revoke_kit_link, revoke_share
from bands.errors import AskOver
from bands.models import Ask
from bands.queries import find_kit_link, find_share, is_link_open, is_share_live, tonight
from bookings.actions import SpotDraft, create_show, create_spot_invite, use_spot_invite
from departures.actions import close_account, close_party, leave_team
from engagements.errors import WrongState
from messaging.access import get_thread_for
from messaging.actions import receive_mail, send_message
from messaging.models import Seat
from messaging.reading.mails import Mail
from studio.actions import offer_split, take_split
from studio.actions.projects import create_project, create_project_link
from studio.models import Professional, Split
from studio.queries.projects import find_project_link, is_project_link_open
from tests.bookings.scenes import HOUR, an_act
from tests.factories import FAR_SATURDAY, MembershipFactory, UserFactory
from tests.media.making import make_picture
from tests.test_architecture import apps as our_apps
from tests.test_architecture import sources
from web.errors import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_here"), pytest.mark.heavy]


@dataclass
class World:
    """A band with an owner and a manager, who makes every secret there is."""

    party: Party
    owner: User
    maker: User
    staff: User = field(default_factory=lambda: UserFactory(is_staff=True))


@dataclass
class Secret:
    """One that was made: whether it still opens anything, and the row that keeps it, if one does."""

    opens: Callable[[], bool]
    row: object = None


@pytest.fixture
def world():
    act = an_act(members=1)
    owner = MembershipFactory(party=act.party, role=Role.OWNER).user
    enter_party(party=act.party, user=act.leader, role=Role.MEMBER)
    return World(act.party, owner, act.leader)


def is_let_in(action: Callable, **arguments) -> bool:
    try:
        action(**arguments)
    except (Refusal, InviteGone, WrongState):
        return False
    return True


def an_invite(world: World, role: str = Role.MEMBER) -> Secret:
    maker = world.owner if role == Role.MANAGER else world.maker
    invite, token = create_invite(acting_user=maker, party=world.party, role=role, uses=100)
    return Secret(lambda: is_let_in(accept_invite, acting_user=UserFactory(), token=token), invite)


def an_api_token(world: World) -> Secret:
    row, token = create_api_token(acting_user=world.maker, name="A script", scopes=["read"])
    return Secret(lambda: find_api_token(token) is not None, row)


def a_share(world: World) -> Secret:
    today = tonight(world.party)
    values = {"name": "A bar", "first": today, "last": today, "expires_on": today}
    row, token = create_share(acting_user=world.maker, party=world.party, **values)
    return Secret(lambda: is_share_live(find_share(token), now()), row)


def a_kit_link(world: World) -> Secret:
    values = {"label": "The paper", "expires_on": tonight(world.party)}
    row, token = create_kit_link(acting_user=world.maker, party=world.party, **values)
    return Secret(lambda: is_link_open(find_kit_link(token)), row)


def a_project_link(world: World) -> Secret:
    project = create_project(acting_user=world.maker, client=world.party, name="Album")
    row, token = create_project_link(acting_user=world.maker, project_id=project.pk, label="The label")
    return Secret(lambda: is_project_link_open(find_project_link(token)), row)


def a_photo_of_a_kit_link(world: World) -> Secret:
    """The address of a file that a reader of a private press kit kept."""
    picture = world.party.photos.create(picture=make_picture()).picture
    values = {"label": "The paper", "expires_on": tonight(world.party)}
    row, token = create_kit_link(acting_user=world.maker, party=world.party, **values)
    address = reverse("discovery:kit_photo", args=[token, picture.pk, 320, "webp"])
    return Secret(lambda: Client().get(address).status_code == 200, row)


def a_spot_link(world: World) -> Secret:
    show = create_show(
        acting_user=world.maker, owner=world.party, place="A barn", starts_at=FAR_SATURDAY,
        ends_at=FAR_SATURDAY + 3 * HOUR, spots=[SpotDraft()], publish=True,
    )  # fmt: skip
    row, _token = create_spot_invite(acting_user=world.maker, spot=show.spots.get())
    guest = an_act(members=1)

    def opens():
        row.refresh_from_db()
        return is_let_in(use_spot_invite, acting_user=guest.leader, invite=row, act=guest.party)

    return Secret(opens, row)


def a_split_link(world: World) -> Secret:
    """A link to a part of what the party earns, as a professional."""
    professional, _is_new = Professional.objects.get_or_create(party=world.party, defaults={"disciplines": ["mixing"]})
    row, token = offer_split(
        acting_user=world.maker, professional=professional, kind="percent", value=100, name="The label"
    )
    return Secret(lambda: is_let_in(take_split, acting_user=UserFactory(), token=token, party=None), row)


def a_feed(world: World, kind: str) -> Secret:
    party = world.party if kind == "party" else None
    row, token = create_feed(acting_user=world.maker, kind=kind, party=party)

    def opens():
        try:
            return bool(find_feed(token, with_time=False))
        except Http404:
            return False

    return Secret(opens, row)


def a_nudge(world: World) -> Secret:
    token = nudge_token(world.maker, now().isoformat())
    return Secret(lambda: not _raises(NudgeOver, lambda: opened_by_nudge_token(token)))


def an_answer(world: World) -> Secret:
    ask = Ask.objects.create(party=world.party, asked_by=world.owner, nights=[FAR_SATURDAY.date()])
    token = answer_token(ask.asked.create(user=world.maker))
    return Secret(lambda: not _raises(AskOver, lambda: opened_by_answer_token(token)))


def _raises(error: type[Exception], look: Callable) -> bool:
    try:
        look()
    except error:
        return True
    return False


def a_reply_address(world: World) -> Secret:
    """The address by which the maker replies to a message of their band."""
    thread = get_thread_for(world.owner, world.party.pk)
    send_message(acting_user=world.owner, thread=thread, text="Who brings the drums?")
    EmailAddress.objects.create(user=world.maker, email=world.maker.email, verified=True)
    token = uuid.uuid4()
    Seat.objects.filter(user=world.maker).update(reply_token=token)

    def opens():
        mail = Mail(id=uuid.uuid4(), sender=world.maker.email, token=token, subject="", text="I do", files=())
        return receive_mail(mail=mail) is not None

    return Secret(opens)


MAKING: dict[str, Callable[[World], Secret]] = {
    "invite": an_invite,
    "share": a_share,
    "kit link": a_kit_link,
    "project link": a_project_link,
    "photo of a kit link": a_photo_of_a_kit_link,
    "spot link": a_spot_link,
    "split link": a_split_link,
    "party feed": lambda world: a_feed(world, "party"),
    "own feed": lambda world: a_feed(world, "person"),
    "API token": an_api_token,
    "nudge": a_nudge,
    "answer": an_answer,
    "reply address": a_reply_address,
}
LEADERS = {"invite", "share", "kit link", "project link", "photo of a kit link", "spot link", "split link"}
"""Issued in the party's name, by whoever leads it."""
TEAMS = {"party feed", "answer", "reply address"}
"""For whoever belongs to it."""
OWN = {"own feed", "API token", "nudge"}
"""A person's own: it ends with their account."""


def removed(world):
    leave_team(acting_user=world.owner, party=world.party, leaver=world.maker)


def left(world):
    leave_team(acting_user=world.maker, party=world.party, leaver=world.maker)


def lowered(world):
    leave_team(acting_user=world.owner, party=world.party, leaver=world.maker, role=Role.MANAGER)


def suspended(world):
    suspend_party(acting_user=world.staff, party=world.party)


def closed(world):
    close_party(acting_user=world.owner, party=world.party)


def account_closed(world):
    close_account(acting_user=world.maker)


def shut_out(world):
    admin, page = Client(), reverse("admin:accounts_user_shut_out", args=[world.maker.pk])
    admin.force_login(world.staff)
    assert admin.post(page, {"reason": "Spam"}).status_code == 302


def deactivated_by_raw_sql(world):
    User.objects.filter(pk=world.maker.pk).update(is_active=False)


def removed_by_raw_sql(world):
    Membership.objects.filter(user=world.maker).update(left_at=now())


def ended_at(row):
    """When it was ended: a part is more than its link."""
    return row.ended_at if isinstance(row, Split) else row.revoked_at


ENDING = {
    removed: LEADERS | TEAMS,
    left: LEADERS | TEAMS,
    lowered: LEADERS,
    suspended: LEADERS | {"reply address"},
    closed: LEADERS | {"answer", "reply address"},
    account_closed: LEADERS | TEAMS | OWN,
    shut_out: LEADERS | TEAMS | OWN,
    deactivated_by_raw_sql: LEADERS | TEAMS | OWN,
    removed_by_raw_sql: LEADERS | TEAMS,
}
"""What each end of a right ends. A leader of a closed party still reads its calendar."""
NOT_REVOKED = {deactivated_by_raw_sql, removed_by_raw_sql}
"""Nothing of ours was called: only whoever comes by the link finds it closed."""


@pytest.mark.parametrize("end", ENDING, ids=lambda end: end.__name__)
def test_a_secret_ends_with_the_right_of_whoever_made_it(world, end):
    made = {name: make(world) for name, make in MAKING.items()}
    end(world)
    assert {name for name, secret in made.items() if not secret.opens()} == ENDING[end]
    if end not in NOT_REVOKED:
        rows = {name: secret.row for name, secret in made.items() if secret.row and name in ENDING[end]}
        for row in rows.values():
            row.refresh_from_db()
        assert [name for name, row in rows.items() if ended_at(row) is None] == []


def test_they_open_as_long_as_nothing_ends_and_until_they_are_revoked(world):
    made = {name: make(world) for name, make in MAKING.items()}
    assert [name for name, secret in made.items() if not secret.opens()] == []
    revoke_share(acting_user=world.owner, share=made["share"].row)
    revoke_kit_link(acting_user=world.owner, link=made["kit link"].row)
    revoke_api_token(acting_user=world.maker, token=made["API token"].row)
    revoke_feed(acting_user=world.maker, feed=made["own feed"].row)
    assert not any(made[name].opens() for name in ("share", "kit link", "API token", "own feed"))


def test_a_link_to_lead_ends_with_ownership_and_those_of_others_go_on(world):
    other = MembershipFactory(party=world.party, role=Role.OWNER).user
    Membership.objects.create(party=world.party, user=world.owner, role=Role.MANAGER)
    to_lead, to_play = an_invite(world, Role.MANAGER), an_invite(world)
    leave_team(acting_user=other, party=world.party, leaver=world.owner, role=Role.OWNER)
    assert [to_lead.opens(), to_play.opens()] == [False, True]


def test_who_was_removed_does_not_come_back_by_their_own_link(world):
    _invite, token = create_invite(acting_user=world.maker, party=world.party, role=Role.MEMBER)
    removed(world)
    with pytest.raises(InviteGone):
        accept_invite(acting_user=world.maker, token=token)
    MembershipFactory(party=world.party, user=world.maker, role=Role.MANAGER)
    with pytest.raises(InviteGone):
        accept_invite(acting_user=UserFactory(), token=token)
    assert Invite.objects.get().uses_count == 0


STORED = {
    "accounts.Invite.token_hash": "invite",
    "accounts.ApiToken.token_hash": "API token",
    "bands.Share.token_hash": "share",
    "bands.KitLink.token_hash": "kit link",
    "bookings.SpotInvite.token_hash": "spot link",
    "studio.ProjectLink.token_hash": "project link",
    "studio.Split.token_hash": "split link",
    "availability.Feed.token_hash": "party feed",
    "messaging.Seat.reply_token": "reply address",
}
NO_SECRETS = {
    "accounts.User.password": "hashed by Django; unusable once the account is closed",
    "availability.ImportedCalendar.secret": "the owner's password elsewhere, sealed; forgotten with the account",
    "bookings.Contract.terms_hash": "of a text that both sides read",
    "bookings.Show.import_key": "names a line of a list",
    "discovery.ListingRefresh.key": "names what is to be looked at again",
    "idempotency.OnceRequest.body_hash": "of what its own sender sent",
    "idempotency.OnceRequest.key": "counts for its own sender alone",
    "messaging.Message.key": "tells apart what its own sender sends",
}
SIGNED = {
    "accounts/access.py NUDGE_SALT": "nudge",
    "bands/access.py ANSWER_SALT": "answer",
}
SIGNED_BY_THE_SITE = {
    "notifications/access.py UNSUBSCRIBE_SALT": "ends mails of one kind to its own reader, and can do nothing else",
    "media/access/shown.py SALT": "a file that is being prepared, for the page that shows it; over after minutes",
    "media/files/grants.py grant": "one file for who may have it now; over after a minute, an upload after three days",
    "media/files/grants.py kind": "the same, read",
    "web/streams.py _SALT": "topics of an open page; over after ten minutes",
}
CARRYING = {
    "accounts:join": "invite",
    "accounts:nudge_answer": "nudge",
    "api:invite_accept": "invite",
    "availability:feed": "party feed",
    "bands:ask_answer": "answer",
    "bands:shared": "share",
    "bands:shared_embed": "share",
    "bands:shared_ics": "share",
    "bands:shared_pdf": "share",
    "bookings:spot_link": "spot link",
    "discovery:kit": "kit link",
    "discovery:kit_photo": "photo of a kit link",
    "discovery:kit_rider": "photo of a kit link",
    "discovery:kit_track": "photo of a kit link",
    "studio:shared_heard": "project link",
    "studio:shared_project": "project link",
    "studio:split_take": "split link",
}
CARRYING_OF_THE_SITE = {"media:preparing", "notifications:unsubscribe", "posters:drawing"}
LOOKS_SECRET = re.compile(r"token|secret|hash|password|digest|(?<!foreign_)key\b")


def test_every_stored_secret_has_a_row_in_the_table():
    fields = {
        f"{model._meta.label}.{each.name}"
        for app in our_apps()
        if apps.is_installed(app)
        for model in apps.get_app_config(app).get_models()
        for each in model._meta.concrete_fields
        if LOOKS_SECRET.search(each.name)
    }
    assert sorted(fields) == sorted(STORED | NO_SECRETS)
    assert set(STORED.values()) <= MAKING.keys()


def test_every_salt_of_what_is_signed_has_a_row_in_the_table():
    found = set()
    for path in sources():
        names = re.findall(r"\bsalt=(\w+)", path.read_text())
        found |= {f"{path.relative_to(Path(settings.BASE_DIR))} {name}" for name in names if name != "None"}
    assert sorted(found) == sorted(SIGNED | SIGNED_BY_THE_SITE)
    assert set(SIGNED.values()) <= MAKING.keys()


def carrying(resolver: URLResolver, prefix: str = "") -> set[str]:
    """The names of the addresses that carry a token."""
    found = set()
    for each in resolver.url_patterns:
        space = getattr(each, "namespace", None)
        if isinstance(each, URLPattern):
            if "token" in each.pattern.converters and each.name:
                found.add(f"{prefix}{each.name}")
        elif not str(each.pattern).startswith(("account/", "admin/")):
            found |= carrying(each, f"{space}:" if space else prefix)
    return found


def test_every_address_that_carries_a_token_has_a_row_in_the_table():
    assert carrying(get_resolver()) == CARRYING.keys() | CARRYING_OF_THE_SITE
    assert set(CARRYING.values()) <= MAKING.keys()


def test_no_link_is_made_for_a_suspended_party(world):
    suspended(world)
    for make in (an_invite, a_share, a_kit_link):
        with pytest.raises(NotApproved):
            make(world)

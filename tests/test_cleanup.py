"""What is swept every night, with rows on both sides of each limit."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.utils.timezone import now

from accounts import periodic as accounts_periodic
from accounts.actions.cleaning import KEPT as LINKS_KEPT
from accounts.models import ApiToken, Invite
from accounts.states import Role
from notifications import periodic as notifications_periodic
from notifications.actions.cleaning import KEPT, MAILBOX_KEPT
from notifications.models import MailboxMail, Notification
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
State = Notification.EmailState


def labels(rows, field):
    return sorted(rows.objects.values_list(field, flat=True))


def test_sessions_go_when_they_expire():
    for key, expire_date in [("over", now() - MINUTE), ("open", now() + MINUTE)]:
        Session.objects.create(session_key=key, session_data="", expire_date=expire_date)

    assert accounts_periodic.drop_what_is_over() == 1
    assert labels(Session, "session_key") == ["open"]


def test_tokens_go_long_after_they_were_revoked():
    user, limit = UserFactory(), now() - LINKS_KEPT
    for name, revoked_at in [("long ago", limit - MINUTE), ("lately", limit + MINUTE), ("valid", None)]:
        ApiToken.objects.create(user=user, name=name, token_hash=name, scopes=["read"], revoked_at=revoked_at)

    assert accounts_periodic.drop_what_is_over() == 1
    assert labels(ApiToken, "name") == ["lately", "valid"]


def test_invites_go_long_after_they_were_over():
    member, limit = MembershipFactory(role=Role.OWNER), now() - LINKS_KEPT
    later = now() + LINKS_KEPT
    rows = {
        "expired long ago": {"expires_at": limit - MINUTE},
        "expired lately": {"expires_at": limit + MINUTE},
        "used long ago": {"expires_at": later, "created_at": limit - MINUTE, "uses_count": 1},
        "used lately": {"expires_at": later, "created_at": limit + MINUTE, "uses_count": 1},
        "revoked long ago": {"expires_at": later, "revoked_at": limit - MINUTE},
        "open": {"expires_at": later, "created_at": limit - MINUTE},
    }
    for name, fields in rows.items():
        invite = {"party": member.party, "created_by": member.user, "role": Role.MEMBER, "uses_max": 1}
        Invite.objects.create(**invite | {"token_hash": name} | fields)

    assert accounts_periodic.drop_what_is_over() == 3
    assert labels(Invite, "token_hash") == ["expired lately", "open", "used lately"]


def test_the_mailbox_keeps_a_month():
    for subject, age in [("old", MAILBOX_KEPT + MINUTE), ("new", MAILBOX_KEPT - MINUTE)]:
        MailboxMail.objects.create(to="anna@example.org", subject=subject, text="", sent_at=now() - age)

    assert notifications_periodic.drop_old_mails() == 1
    assert labels(MailboxMail, "subject") == ["new"]


def test_notifications_go_after_more_than_a_year_unless_their_mail_waits():
    user = UserFactory()
    for path, age, state in [
        ("/old/", KEPT + MINUTE, State.SENT),
        ("/new/", KEPT - MINUTE, State.SENT),
        ("/waits/", KEPT + MINUTE, State.WANTED),
    ]:
        Notification.objects.create(user=user, kind="x", path=path, created_at=now() - age, email_state=state)

    assert notifications_periodic.drop_old_mails() == 1
    assert labels(Notification, "path") == ["/new/", "/waits/"]

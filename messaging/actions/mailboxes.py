"""Telling people's open pages that there is something new."""

from collections.abc import Iterable

from django.db.models import F

from accounts.models import User
from messaging.models import Mailbox
from web.announce import announce_on_commit


def tell_mailboxes(people: Iterable[User]) -> None:
    """Raise the versions of these people's mailboxes, and announce them after the commit.

    Mailboxes are locked in the order of people's ids, after all other rows.
    """
    ids = sorted({person.pk for person in people})
    Mailbox.objects.bulk_create([Mailbox(user_id=pk) for pk in ids], ignore_conflicts=True)
    mailboxes = list(Mailbox.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    Mailbox.objects.filter(pk__in=ids).update(version=F("version") + 1)
    announce_on_commit({mailbox.topic: mailbox.version + 1 for mailbox in mailboxes})

"""What becomes of messages when their author deletes the account."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import User
from media.actions import drop_file
from media.models import File
from messaging.models import IncomingMail, Mailbox, MessageReport, MessageVersion, Seat


@transaction.atomic
def forget_writer(*, user: User) -> None:
    """Leave to others what was sent to them, and delete everything else: what messages said before they were edited,
    files that no message has, how far the user has read, and from where e-mails came. What they sent takes up nobody's
    room any more. Does no access check: `departures.actions.close_account` does."""
    versions = MessageVersion.objects.filter(message__author=user)
    # What staff have still to judge stays for them.
    waiting = MessageReport.objects.filter(message=OuterRef("message"), resolved_at=None)
    versions.exclude(Exists(waiting)).delete()
    sent = File.objects.filter(sent_by=user)
    for file in sent.filter(attachment=None):
        drop_file(file=file)
    sent.update(sent_by=None)
    IncomingMail.objects.filter(sender=user.email.lower()).delete()
    Seat.objects.filter(user=user).delete()
    Mailbox.objects.filter(user=user).delete()

"""What becomes of messages when their author deletes the account."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import User
from media.actions import drop_file
from media.models import File
from messaging.models import IncomingMail, Mailbox, MessageReport, MessageVersion, Seat


@transaction.atomic
def forget_writer(*, user: User) -> None:
    """Leave to others what was sent to them, and delete everything else: earlier versions of messages, files that
    belong to no message and no session, how far the user has read, and the senders of e-mails. Sent files stop counting
    towards anybody's quota. Does no access check: `departures.actions.close_account` does."""
    versions = MessageVersion.objects.filter(message__author=user)
    # Reports that staff have not settled yet stay.
    waiting = MessageReport.objects.filter(message=OuterRef("message"), resolved_at=None)
    versions.exclude(Exists(waiting)).delete()
    sent = File.objects.filter(sent_by=user)
    for file in sent.unused():
        drop_file(file=file)
    sent.update(sent_by=None)
    IncomingMail.objects.filter(sender=user.email.lower()).delete()
    Seat.objects.filter(user=user).delete()
    Mailbox.objects.filter(user=user).delete()

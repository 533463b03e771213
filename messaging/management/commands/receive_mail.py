"""`manage.py receive_mail --recipient ADDRESS --sender ADDRESS`: takes one e-mail from standard input. For one's own
mail server, for example by a pipe of Postfix (docs/messages.md)."""

import os
import sys

from anymail.inbound import AnymailInboundMessage
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from messaging.reading.mails import Envelope
from messaging.views.inbound import NotTaken, take_message


class Command(BaseCommand):
    help = "Take one e-mail (RFC 5322) from standard input: an answer to a mail about messages."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--recipient", help="to whom it was sent, where its headers do not say")
        parser.add_argument("--sender", help="to whom it would bounce; empty for a bounce")

    def handle(self, *args, recipient: str | None, sender: str | None, **options) -> None:
        """Ends with what Postfix understands: EX_DATAERR to bounce it, EX_TEMPFAIL to try again later."""
        if not settings.INBOUND_DOMAIN:
            raise CommandError("INBOUND_DOMAIN is not set.", returncode=os.EX_CONFIG)
        content = sys.stdin.buffer.read(settings.INBOUND_BYTES_MAX + 1)
        if len(content) > settings.INBOUND_BYTES_MAX:
            raise CommandError("This e-mail is too large.", returncode=os.EX_DATAERR)
        try:
            message = AnymailInboundMessage.parse_raw_mime_bytes(content)
        except Exception as error:
            raise CommandError("This is no e-mail.", returncode=os.EX_DATAERR) from error
        try:
            take_message(message, Envelope(recipient, sender))
        except NotTaken as error:
            raise CommandError(f"Try again later: {error.__cause__}", returncode=os.EX_TEMPFAIL) from error

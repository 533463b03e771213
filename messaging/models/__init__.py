"""Threads, what is written in them, and how far each person has read."""

from messaging.models.mails import IncomingMail
from messaging.models.messages import TEXT_MAX, Attachment, Message, MessageVersion
from messaging.models.seats import Mailbox, Seat, mailbox_topic
from messaging.models.threads import Thread

__all__ = [
    "TEXT_MAX",
    "Attachment",
    "IncomingMail",
    "Mailbox",
    "Message",
    "MessageVersion",
    "Seat",
    "Thread",
    "mailbox_topic",
]

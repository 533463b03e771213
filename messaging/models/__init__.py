"""Threads, messages, how far each person has read, and measures against unwanted messages."""

from messaging.models.mails import IncomingMail
from messaging.models.messages import TEXT_MAX, Attachment, Message, MessageVersion
from messaging.models.moderation import REASON_MAX, Block, MessageReport
from messaging.models.seats import Mailbox, Seat, mailbox_topic
from messaging.models.threads import Thread

__all__ = [
    "REASON_MAX",
    "TEXT_MAX",
    "Attachment",
    "Block",
    "IncomingMail",
    "Mailbox",
    "Message",
    "MessageReport",
    "MessageVersion",
    "Seat",
    "Thread",
    "mailbox_topic",
]

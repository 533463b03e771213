"""The mail about everything that somebody has not read."""

from collections.abc import Callable, Collection

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from bookings.queries.acquaintance import between_strangers
from messaging.access import readable_by
from messaging.access.blocks import is_silenced
from messaging.access.threads import refusal_to_write
from messaging.models import Message, Seat, Thread
from messaging.queries.unread import unread_messages
from messaging.states import About
from messaging.words import thread_title
from messaging.words.addresses import reply_address
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.models import Notification
from studio.queries.sessions import are_strangers
from web.dates import say_full_day, say_moment
from web.texts import balanced, isolated, without_links

UNREAD = "messaging.unread"
THREADS_SHOWN = 20
MESSAGES_SHOWN = 10
CHARACTERS_SHOWN = 1_000


def register_kinds() -> None:
    """Called when the app starts."""
    label = gettext_lazy("Unread messages")
    registry.register(UNREAD, label, render_unread, group=Group.PEOPLE, is_only_mailed=True)


def render_unread(notification: Notification, user: User) -> registry.Text | None:
    """The messages that the user has still not read and may still read; None if there are none."""
    numbers = notification.data["threads"]
    seats = Seat.objects.filter(user=user, thread__in=numbers, is_muted=False, is_archived=False)
    by_thread = {seat.thread_id: seat for seat in seats}
    readable = readable_by(user).filter(pk__in=by_thread)
    threads = Thread.objects.filter(pk__in=readable.values("pk")).with_subject().order_by("-last_message_at", "-id")
    found = [
        (thread, unread_messages(user, by_thread[thread.pk], thread, *numbers[str(thread.pk)]))
        for thread in threads
        if not is_silenced(thread)
    ]
    counts = [messages.count() for _thread, messages in found]
    waiting = [(*each, count) for each, count in zip(found, counts, strict=True) if count]
    if not waiting:
        return None
    shown = waiting[:THREADS_SHOWN]
    strange = between_strangers([thread.booking for thread, *_rest in shown if thread.booking])
    sections = tuple(_section(user, by_thread[each[0].pk], *each, strange=strange) for each in shown)
    return registry.Text(
        subject=_subject(sections, sum(counts)),
        text=_text(sections, len(waiting)),
        sections=sections,
        reply_to=sections[0].reply_address if len(waiting) == 1 else "",
    )


def _subject(sections: tuple[registry.Section, ...], count: int) -> str:
    if len(sections) > 1:
        return ngettext("%(count)d unread message", "%(count)d unread messages", count) % {"count": count}
    text = ngettext("%(count)d unread message: %(title)s", "%(count)d unread messages: %(title)s", count)
    return text % {"count": count, "title": sections[0].title}


def _text(sections: tuple[registry.Section, ...], count: int) -> str:
    paragraphs = []
    if count > len(sections):
        paragraphs.append(_("This email shows the %(count)d newest conversations.") % {"count": len(sections)})
    if count == 1 and sections[0].reply_address:
        paragraphs.append(_("Reply to this email to answer in the conversation."))
    elif any(section.reply_address for section in sections):
        paragraphs.append(_("Each conversation has its own reply address."))
    return "\n\n".join(paragraphs)


def _section(
    user: User, seat: Seat, thread: Thread, messages: QuerySet[Message], count: int, *, strange: Collection[str]
) -> registry.Section:
    """Neither texts nor names become links in an enquiry, in a booking whose id is among `strange`, nor in a session of
    two that have none that was paid."""
    is_strange = thread.kind == About.ENQUIRY or str(thread.booking_id) in strange
    is_strange = is_strange or (thread.session is not None and are_strangers(thread.session))
    quiet = without_links if is_strange else str
    left_out = count - MESSAGES_SHOWN
    more = ngettext("%(count)d more.", "%(count)d more.", left_out) % {"count": left_out}
    return registry.Section(
        title=quiet(thread_title(user, thread)),
        path=reverse("messaging:thread", args=[thread.pk]),
        entries=tuple(_entry(user, message, quiet) for message in messages[:MESSAGES_SHOWN]),
        more=more if left_out > 0 else "",
        reply_address=_reply_address(user, thread, seat),
    )


def _entry(user: User, message: Message, quiet: Callable[[str], str]) -> registry.Entry:
    text = balanced(Truncator(message.text).chars(CHARACTERS_SHOWN))
    files = [isolated(attachment.file.name) for attachment in message.attachments.all()]
    about = _("About %(day)s") % {"day": say_full_day(message.night)} if message.night else ""
    lines = [about, text, _("Files: %(names)s") % {"names": ", ".join(files)} if files else ""]
    heading = f"{_author(message)}, {say_moment(message.sent_at, user.timezone)}"
    return registry.Entry(heading=quiet(heading), text=quiet("\n".join(filter(None, lines))))


def _author(message: Message) -> str:
    name = isolated(message.author.display_name) if message.author else _("Someone who has left")
    return f"{name} ({isolated(message.spoken_for.name)})" if message.spoken_for else name


def _reply_address(user: User, thread: Thread, seat: Seat) -> str:
    """The address to reply to; empty if nobody may write or the site receives no e-mail."""
    if not (settings.INBOUND_DOMAIN and seat.reply_token) or refusal_to_write(user, thread):
        return ""
    return reply_address(seat.reply_token)

"""A thread: reading it and writing in it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from media.access import files_address
from media.actions import keep_file, take_in_begun
from media.models import File
from messaging.access import (
    get_thread_for,
    others_in,
    receipts_in,
    refusal_to_write,
    require_may_write,
    rights_in,
    speakers_of,
)
from messaging.actions import archive_thread, drop_unsent, mark_read, mute_thread, send_message, tell_typing
from messaging.errors import KeyUsed
from messaging.forms import MessageForm
from messaging.models import Message, Seat, Thread, mailbox_topic
from messaging.pages.beside import last_messages
from messaging.pages.blocks import block_offer
from messaging.pages.enquiries import enquiry_panel, enquiry_url
from messaging.pages.sessions import enquiry_url_of
from messaging.pages.talks import talk_of
from messaging.queries import came_with, mailbox_of, sent_before, unsent_files, window_of
from messaging.words import thread_title
from web.context import find_url
from web.errors import Refusal
from web.identifiers import parse_uuid
from web.streams import sign_topics
from web.users import SignedInRequest

ABOUT_PAGES = {"booking": "bookings:booking", "session": "studio:session", "show": "bookings:show"}
FILES_MAX = 1000
"""So many files fit into one ZIP."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def thread(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """A thread at the first message that was not read yet, and a form to write in it."""
    found = get_thread_for(request.user, thread_id)
    speakers = speakers_of(request.user, found)
    answered = _answered(request, found)
    initial = {"reply_to": answered.pk} if answered else {}
    form = MessageForm(request.POST or None, request.FILES or None, speakers=speakers, initial=initial)
    if "sent" in request.GET or answered:
        form.fields["text"].widget.attrs |= {"autofocus": True, "data-focus": True}
    status = 200
    if request.method == "POST":
        status = _send(request, found, form)
        if status == 302:
            return redirect(_place_of_writing(request, found))
    others = others_in(request.user, found)
    context = _context(request, found, form, others) | {"others": others, "reply_to": answered}
    context["enquiry"] = enquiry_panel(request.user, found)
    if form.is_bound:
        context["unsent"] = unsent_files(request.user, form.cleaned_data.get("sent_files", []))
        form.replace(sent_files=" ".join(str(file.pk) for file in context["unsent"]))
    before = enquiry_url(request.user, found.booking) or enquiry_url_of(request.user, found.session)
    context["enquiry_url"] = before
    context["blocking"] = block_offer(request.user, found)
    return render(request, "messaging/thread.html", context, status=status)


def _place_of_writing(request: SignedInRequest, found: Thread) -> str:
    """The page to return to: the thread's, or that of its subject if the message was written there."""
    about_url = _about_url(found)
    if about_url and request.POST.get("from") == "beside":
        return f"{about_url}#beside"
    return f"{reverse('messaging:thread', args=[found.pk])}?sent=1"


def _answered(request: SignedInRequest, found: Thread) -> Message | None:
    """The message that the address or the form says one replies to."""
    pk = parse_uuid(request.POST.get("reply_to") or request.GET.get("reply", ""))
    return Message.objects.answerable(found, pk).first() if pk else None


def _send(request: SignedInRequest, found: Thread, form: MessageForm) -> int:
    """The status to answer with; what is wrong stands in the form."""
    if not form.is_valid():
        return 422
    data = form.cleaned_data
    kept: list[UUID] = []
    try:
        kept = _kept(request, found, data)
        take_in_begun(acting_user=request.user, files=data["sent_files"])
        send_message(
            acting_user=request.user,
            thread=found,
            text=data["text"],
            party=form.party,
            files=[*data["sent_files"], *kept],
            reply_to=data["reply_to"],
            key=data["key"],
            seen=data["seen"],
        )
    except ValidationError as error:
        for field, texts in error.message_dict.items():
            form.add_error({"attachments": "file"}.get(field, field), texts)
        return 422
    except Refusal as refusal:
        form.add_error(None, str(refusal.detail))
        if isinstance(refusal, KeyUsed):
            form.renew_key()
        return refusal.status
    finally:
        drop_unsent(kept)
    return 302


def _kept(request: SignedInRequest, found: Thread, data: dict) -> list[UUID]:
    """Store the file that came with the form, but not again if Send was pressed twice, nor where nothing can be
    written."""
    if not data["file"]:
        return []
    sent = sent_before(request.user, found, data["key"])
    if sent and (same := came_with(sent, data["file"])):
        return [same]
    require_may_write(request.user, found)
    return [keep_file(acting_user=request.user, upload=data["file"]).pk]


def _context(
    request: SignedInRequest, found: Thread, form: MessageForm | None = None, others: list[str] | None = None
) -> dict:
    """What page and fragment show. The version is read first: what comes after it raises it again."""
    user = request.user
    box = mailbox_of(user)
    around, first = _number(request, "at"), _number(request, "from")
    seat = Seat.objects.filter(thread=found, user=user).first()
    read, receipts = seat.read_number if seat else 0, receipts_in(user, found)
    window = window_of(user, found, around=around, first=first, read=read, receipts=receipts)
    versions = {box.topic: box.version} | found.versions
    return {
        "thread": found,
        "title": thread_title(user, found),
        "about_url": _about_url(found),
        "box": box,
        "topics": list(versions),
        "versions": list(versions.values()),
        "token": sign_topics(user.pk, versions),
        "window": window,
        "talk": talk_of(user, found, window),
        "seat": seat,
        "form": form,
        "refusal": refusal_to_write(user, found, others),
    }


def _about_url(found: Thread) -> str:
    if found.kind == "band" and found.party:
        return find_url("bands:band", found.party.slug)
    name = ABOUT_PAGES.get(found.kind)
    return find_url(name, found.pk) if name else ""


def _number(request: SignedInRequest, name: str) -> int | None:
    """A number of a message in the address; what is none is left out."""
    text = request.GET.get(name, "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else None


@require_safe
@login_required
@never_cache
def thread_part(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """The messages from a number on, as the live stream asks for them."""
    return render(request, "messaging/_messages.html", _context(request, get_thread_for(request.user, thread_id)))


@require_safe
@login_required
@never_cache
def thread_beside(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """The last messages, for the page of a booking."""
    shown = last_messages(request.user, get_thread_for(request.user, thread_id))
    return render(request, "messaging/_beside_messages.html", {"shown": shown})


@require_safe
@login_required
@never_cache
def thread_token(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """A fresh token for a thread's stream: the user's own messages and the thread's subject."""
    found = get_thread_for(request.user, thread_id)
    topics = [mailbox_topic(request.user.pk), *found.versions]
    return HttpResponse(sign_topics(request.user.pk, topics), content_type="text/plain")


@require_POST
@login_required
def thread_read(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """The page has shown the messages up to `until`."""
    found = get_thread_for(request.user, thread_id)
    until = request.POST.get("until", "")
    if found.last_number and until.isascii() and until.isdigit() and len(until) < 10:
        mark_read(acting_user=request.user, thread=found, until=int(until))
    return (
        HttpResponse(status=204)
        if request.htmx or "X-Requested-With" in request.headers
        else redirect("messaging:thread", thread_id)
    )


@require_POST
@login_required
def thread_typing(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """Somebody is writing."""
    tell_typing(acting_user=request.user, thread=get_thread_for(request.user, thread_id))
    return HttpResponse(status=204)


@require_POST
@login_required
def thread_put_away(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """Mute or archive the thread, or end that: `is` is one of mute, unmute, archive, unarchive."""
    found = get_thread_for(request.user, thread_id)
    change = request.POST.get("is", "")
    if found.last_number and change in ("mute", "unmute"):
        mute_thread(acting_user=request.user, thread=found, is_muted=change == "mute")
    elif found.last_number and change in ("archive", "unarchive"):
        archive_thread(acting_user=request.user, thread=found, is_archived=change == "archive")
    return redirect("messaging:threads") if change == "archive" else redirect("messaging:thread", thread_id)


@require_safe
@login_required
@never_cache
def thread_files(request: SignedInRequest, thread_id: UUID) -> HttpResponse:
    """All files of a thread, or those of one message, as a ZIP."""
    found = get_thread_for(request.user, thread_id)
    files = File.objects.filter(attachment__message__thread=found, attachment__message__deleted_at=None)
    if number := _number(request, "message"):
        files = files.filter(attachment__message__number=number)
    listed = list(files.order_by("attachment")[: FILES_MAX + 1])
    if not listed:
        raise Http404
    if len(listed) > FILES_MAX:
        text = _("There are more than %(most)s files. Download them message by message.") % {"most": FILES_MAX}
        messages.warning(request, text)
        return redirect("messaging:thread", thread_id)
    title = thread_title(request.user, found)
    rights = rights_in(request.user, found)
    return redirect(files_address(listed, rights, f"{slugify(title, allow_unicode=True) or 'files'}.zip"))

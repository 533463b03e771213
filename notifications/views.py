"""The inbox, its live badge, preferences, and unsubscribing from mails."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from notifications.access import opened_by_unsubscribe
from notifications.actions import Way, mark_all_read, mark_read, save_preferences, switch_notifications
from notifications.actions import unsubscribe as end_mails
from notifications.delivery import mailbox as post_office
from notifications.delivery.context import badge_context, inbox_topic
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.models import MailboxMail
from notifications.queries import InboxWish, group_choices, groups_in, inbox_page, row_of
from notifications.queries.matters import SEARCHED
from web.streams import sign_topics
from web.users import SignedInRequest

WORDS_MAX = 200
MAILS_SHOWN = 100
# A mail may style itself; it may do nothing else, wherever it is looked at.
MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox allow-popups"


@require_safe
@login_required
@never_cache
@vary_on_headers("HX-Request")
def inbox(request: SignedInRequest) -> HttpResponse:
    """What somebody was told, newest first: all, what is unread, what is of one group or one matter, what has words."""
    wish = _wish(request)
    page, rows = inbox_page(request.user, wish, request.GET.get("page"))
    context = {
        "page": page,
        "rows": rows,
        "wish": wish,
        "groups": groups_in(request.user),
        "searched": SEARCHED,
    }
    is_fragment = request.htmx and not request.htmx.boosted
    return render(request, "notifications/_inbox.html" if is_fragment else "notifications/inbox.html", context)


def _wish(request: HttpRequest) -> InboxWish:
    """What the address asks for; what it cannot ask for is left out."""
    asked = {name: request.GET.get(name, "").replace("\0", "").strip()[:WORDS_MAX] for name in ("show", "q", "about")}
    group = Group(asked["show"]) if asked["show"] in Group.values else None
    return InboxWish(is_unread=asked["show"] == "unread", group=group, words=asked["q"], matter=asked["about"])


@require_POST
@login_required
def notification_open(request: SignedInRequest, notification_id) -> HttpResponse:
    """Go where a notification leads; it counts as read."""
    notification = mark_read(acting_user=request.user, notification_id=notification_id)
    return redirect(notification.path or reverse("notifications:inbox"))


@require_POST
@login_required
def notification_read(request: SignedInRequest, notification_id) -> HttpResponse:
    """Take a row off the unread and stay."""
    notification = mark_read(acting_user=request.user, notification_id=notification_id)
    if not request.htmx:
        return redirect("notifications:inbox")
    row = row_of(request.user, notification)
    return render(request, "notifications/_inbox_row.html", {"row": row})


@require_POST
@login_required
def inbox_read(request: SignedInRequest) -> HttpResponse:
    """Take all off the unread."""
    mark_all_read(acting_user=request.user)
    return redirect("notifications:inbox")


@require_safe
@login_required
@never_cache
def badge(request: HttpRequest) -> HttpResponse:
    """The unread count, as the live stream asks for it."""
    return render(request, "notifications/_badge.html", {"inbox": badge_context(request.user)})


@require_safe
@login_required
@never_cache
def badge_token(request: SignedInRequest) -> HttpResponse:
    """A fresh token for the stream of one's own inbox."""
    return HttpResponse(sign_topics(request.user.pk, [inbox_topic(request.user)]), content_type="text/plain")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
@vary_on_headers("HX-Request")
def preferences(request: SignedInRequest) -> HttpResponse:
    """What to hear of, by mail and in the inbox: a switch for all and for each group, a box for each kind."""
    opened = None
    if request.method == "POST":
        opened = _save_preferences(request)
        if not request.htmx:
            messages.success(request, _("Saved."))
            return redirect("notifications:preferences")
    context = {"rows": group_choices(request.user), "opened": opened, "is_saved": request.method == "POST"}
    is_fragment = request.htmx and not request.htmx.boosted
    return render(request, f"notifications/{'_' if is_fragment else ''}preferences.html", context)


def _save_preferences(request: SignedInRequest) -> Group | None:
    """Press a switch, "email:off", or save the boxes of a group, which stays open; no group is all kinds. Raises
    BadRequest."""
    asked, switch = request.POST.get("group", ""), request.POST.get("switch", "")
    way, _colon, state = switch.partition(":")
    if (asked and asked not in Group.values) or (switch and (way not in Way.values or state not in ("on", "off"))):
        raise BadRequest
    group = Group(asked) if asked else None
    if switch:
        switch_notifications(acting_user=request.user, way=Way(way), is_on=state == "on", group=group)
        return None
    by_email, in_app = request.POST.getlist("by_email"), request.POST.getlist("in_app")
    save_preferences(acting_user=request.user, by_email=by_email, in_app=in_app, group=group)
    return group


@csrf_exempt  # one-click senders (RFC 8058) bring no cookie and no token but the one in the address
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The way out of mails of one kind: the link shows a button, only the POST acts; nobody has to sign in."""
    user, kind_name = opened_by_unsubscribe(token)
    is_done = request.method == "POST"
    if is_done:
        end_mails(acting_user=user, kind=kind_name)
    context = {"kind": registry.find_kind(kind_name), "address": user.email, "is_done": is_done}
    return render(request, "notifications/unsubscribe.html", context)


@require_safe
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    """The mails that would have gone out, where no mail server is configured."""
    if not post_office.is_open_to(request):
        raise Http404
    mails = MailboxMail.objects.all()
    if to := request.GET.get("to", "").replace("\0", ""):
        mails = mails.filter(to__iexact=to)
    return render(request, "notifications/mailbox.html", {"mails": mails[:MAILS_SHOWN], "to": to})


@require_safe
@never_cache
def mailbox_mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One mail as HTML, as a mail program would show it."""
    if not post_office.is_open_to(request):
        raise Http404
    mail = get_object_or_404(MailboxMail, pk=mail_id)
    return HttpResponse(mail.html, headers={"Content-Security-Policy": MAIL_POLICY})

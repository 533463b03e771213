"""What people are told of their band's questions, by mail and in the inbox; made at delivery."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Membership, User
from bands.access import answer_token
from bands.models import Ask, AskedMember
from bands.queries import is_open, open_nights
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text, register_all
from notifications.models import Notification
from web.dates import say_day
from web.texts import isolated, isolated_words

MOST_NIGHTS = 20


def register_kinds() -> None:
    """Make the kinds known; called once at start."""
    register_all(
        {"bands.asked": gettext_lazy("My band asks when I’m free")}, render_asked, group=Group.DATES, about="ask"
    )
    register_all(
        {"bands.answered": gettext_lazy("Everyone has answered my poll")},
        render_answered,
        group=Group.DATES,
        about="ask",
    )


def render_asked(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """The questions for whom they are put to; None where they play in the band no longer. Two queries."""
    asked = AskedMember.objects.filter(user=user, ask_id__in=_asks(notifications))
    known = {str(each.ask_id): each for each in asked.select_related("ask__party__band", "ask__asked_by")}
    own = _own_parties(user)
    found = (known.get(notification.data.get("ask", "")) for notification in notifications)
    return [_say_asked(each) if each and each.ask.party_id in own else None for each in found]


def render_answered(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """That a question is answered, for who asked it; None where they have left the band. Two queries."""
    known = {str(ask.pk): ask for ask in Ask.objects.filter(pk__in=_asks(notifications)).select_related("party")}
    own = _own_parties(user)
    found = (known.get(notification.data.get("ask", "")) for notification in notifications)
    return [_say_answered(ask) if ask and ask.party_id in own else None for ask in found]


def _asks(notifications: Sequence[Notification]) -> set[str]:
    return {notification.data["ask"] for notification in notifications if "ask" in notification.data}


def _own_parties(user: User) -> set:
    return set(Membership.objects.current().filter(user=user).values_list("party_id", flat=True))


def _say_asked(asked: AskedMember) -> Text:
    ask = asked.ask
    still_open = is_open(ask, now())
    nights = open_nights(ask, now()) if still_open else ask.nights
    words = {"band": ask.party.name, "day": say_day(nights[0]), "count": len(nights), "name": ask.asked_by.display_name}
    words = isolated_words(words)
    one_night = _("%(band)s: can you play on %(day)s?")
    subject = one_night if len(nights) == 1 else _("%(band)s: when can you play? %(count)s nights")
    evening = _("Evenings run from %(from)s to %(to)s.") % {
        "from": f"{ask.party.band.evening_from:%H:%M}",
        "to": f"{ask.party.band.evening_to:%H:%M}",
    }
    paragraphs = [
        isolated(ask.title),
        _("%(name)s asks when you can play with %(band)s:") % words,
        "\n".join(_listed(nights)),
        evening,
        _("No need to sign in. Press the button and choose yes, maybe or no for each night.") if still_open else "",
    ]
    return Text(
        subject=subject % words,
        text="\n\n".join(filter(None, paragraphs)),
        action=_("Answer") if still_open else _("See the results"),
        mail_path=reverse("bands:ask_answer", args=[answer_token(asked)]) if still_open else "",
    )


def _listed(nights) -> list[str]:
    days = [say_day(night) for night in nights[:MOST_NIGHTS]]
    more = len(nights) - len(days)
    return [*days, ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}] if more else days


def _say_answered(ask: Ask) -> Text:
    words = isolated_words({"band": ask.party.name, "title": ask.title or ", ".join(_listed(ask.nights[:3]))})
    return Text(
        subject=_("%(band)s: everyone has answered") % words,
        text=_("Everyone has answered: %(title)s.") % words,
        action=_("See the results"),
    )

"""What leaders are told when their act is approved and has kept applications until then."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from bookings.models import ApplicationDraft
from bookings.queries.lists import drafts_waiting_for
from bookings.words.places import short_place_of
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from web.dates import say_day
from web.texts import isolated, isolated_words

LABEL = gettext_lazy("A saved application is ready to send")


def register_kinds() -> None:
    """Called when the site starts."""
    registry.register_all({"bookings.drafts_ready": LABEL}, render_all, group=Group.BOOKINGS)


def render_all(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """The news for their reader; None where they lead the act no longer, or everything is sent or over. One query."""
    drafts: dict[str, list[ApplicationDraft]] = {}
    for draft in drafts_waiting_for(user).filter(act__in={told.data.get("party") for told in notifications}):
        drafts.setdefault(str(draft.act_id), []).append(draft)
    return [_render(drafts.get(told.data.get("party", ""), [])) for told in notifications]


def _render(drafts: Sequence[ApplicationDraft]) -> Text | None:
    if not drafts:
        return None
    subject = ngettext(
        "%(act)s can apply now: %(count)d application ready to send",
        "%(act)s can apply now: %(count)d applications ready to send",
        len(drafts),
    )
    lines = [f"{say_day(each.spot.show.night)}: {isolated(short_place_of(each.spot.show))}" for each in drafts]
    said = _("Nobody has seen it yet. Check it once more, then send it.")
    words = isolated_words({"act": drafts[0].act.name}) | {"count": len(drafts)}
    return Text(subject % words, "\n\n".join(["\n".join(lines), said]), _("Check and send"))

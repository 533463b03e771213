"""News of splits, for the leaders of payees and professionals."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from engagements.queries.people import led_ids
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from studio.models import Split
from studio.states import SplitState
from studio.words.splits import name_of, say_part
from web.texts import isolated_words


@dataclass(frozen=True)
class SplitNews:
    """News of a split, for the leaders of its payee or of its professional: professional, payee and part stand in them.
    `state`: over once the split has another one."""

    label: str | Promise
    subject: str | Promise
    sentence: str | Promise
    is_for_payee: bool
    state: SplitState | None = None


SPLIT_NEWS = {
    "studio.split_offered": SplitNews(
        gettext_lazy("You’re offered a split"),
        gettext_lazy("%(professional)s offers %(payee)s a split"),
        gettext_lazy("You’d get %(part)s of client payments. Accept to be paid."),
        is_for_payee=True,
        state=SplitState.OFFERED,
    ),
    "studio.split_answered": SplitNews(
        gettext_lazy("Answer to your split offer"),
        gettext_lazy("%(payee)s: %(state)s"),
        gettext_lazy("The split was %(part)s of client payments. See what changes."),
        is_for_payee=False,
    ),
    "studio.split_ended": SplitNews(
        gettext_lazy("Your split ended"),
        gettext_lazy("%(professional)s ended the split with %(payee)s"),
        gettext_lazy("It was %(part)s of client payments. Earlier shares stay yours."),
        is_for_payee=True,
    ),
}


def register_kinds() -> None:
    """Called when the site starts."""
    registry.register_all(
        {kind: news.label for kind, news in SPLIT_NEWS.items()}, render_splits, group=Group.MONEY, about="split"
    )


def render_splits(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """News of splits, for who leads the side that they are for now. Two queries."""
    wanted = {told.data.get("split") for told in notifications} - {None}
    splits = Split.objects.filter(pk__in=wanted).select_related("professional__party", "payee", "currency")
    known = {str(split.pk): split for split in splits}
    led = led_ids(user, [side for split in splits for side in (split.professional_id, split.payee_id) if side])
    return [_render_split(SPLIT_NEWS[told.kind], known.get(told.data.get("split", "")), led) for told in notifications]


def _render_split(news: SplitNews, split: Split | None, led: Collection[UUID]) -> Text | None:
    if split is None or (split.payee_id if news.is_for_payee else split.professional_id) not in led:
        return None
    words = isolated_words({
        "professional": split.professional.party.name,
        "payee": name_of(split),
        "part": say_part(split),
        "state": str(split.get_state_display()),
    })  # fmt: skip
    is_over = news.state is not None and split.state != news.state
    return Text(str(news.subject) % words, str(news.sentence) % words, _("See the splits"), is_over=is_over)

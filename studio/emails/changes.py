"""News of what is proposed about a session."""

from collections.abc import Sequence

from django.utils.timezone import now
from django.utils.translation import gettext_lazy

from accounts.models import User
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from studio.emails.news import News, known_to
from studio.models import SessionChange
from studio.states import ChangeState
from studio.words.changes import say_change
from web.dates import say_moment
from web.texts import isolated_words

CHANGE_NEWS = {
    "studio.proposed": News(
        gettext_lazy("New proposal for a session"),
        gettext_lazy("A proposal about %(service)s by %(professional)s for %(client)s"),
        gettext_lazy("%(kind)s: %(proposal)s. Answer by %(until)s."),
        gettext_lazy("Answer"),
    ),
    "studio.proposal_agreed": News(
        gettext_lazy("Proposal agreed"),
        gettext_lazy("Agreed: %(service)s by %(professional)s for %(client)s"),
        gettext_lazy("%(kind)s: %(proposal)s."),
    ),
    "studio.proposal_to_pay": News(
        gettext_lazy("Proposal agreed, payment due"),
        gettext_lazy("Payment due: %(service)s by %(professional)s for %(client)s"),
        gettext_lazy("%(kind)s: %(proposal)s. The client pays by %(until)s."),
    ),
    "studio.proposal_declined": News(
        gettext_lazy("Proposal declined"),
        gettext_lazy("Declined: your proposal about %(service)s by %(professional)s for %(client)s"),
        gettext_lazy("%(kind)s: %(proposal)s. The session doesn’t change."),
    ),
    "studio.proposal_withdrawn": News(
        gettext_lazy("Session proposal withdrawn"),
        gettext_lazy("Withdrawn: the proposal about %(service)s by %(professional)s for %(client)s"),
        gettext_lazy("%(kind)s: %(proposal)s. The session doesn’t change."),
    ),
    "studio.proposal_expired": News(
        gettext_lazy("Proposal expired"),
        gettext_lazy("Not answered or paid in time: the proposal about %(service)s by %(professional)s for %(client)s"),
        gettext_lazy("%(kind)s: %(proposal)s. The session doesn’t change."),
    ),
}
"""News about proposals: `proposal` and `kind` stand in them too, and `until` is that of the proposal."""


def register_kinds() -> None:
    """Called when the site starts."""
    registry.register_all(
        {kind: news.label for kind, news in CHANGE_NEWS.items()}, render_changes, group=Group.STUDIO, about="session"
    )


def render_changes(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """News about proposals, for those who deal with a side or work in the session. Two queries."""
    wanted = {told.data.get("change") for told in notifications} - {None}
    changes = SessionChange.objects.select_related("session__client", "session__professional").filter(pk__in=wanted)
    known, by_id = (
        known_to([change.session for change in changes], user),
        {str(change.pk): change for change in changes},
    )
    seen = {pk: known[str(change.session_id)] for pk, change in by_id.items() if str(change.session_id) in known}
    found = [(told.kind, told.data.get("change", "")) for told in notifications]
    return [_render_change(kind, by_id[pk], sees_money=seen[pk]) if pk in seen else None for kind, pk in found]


def _render_change(kind: str, change: SessionChange, *, sees_money: bool) -> Text:
    news, session = CHANGE_NEWS[kind], change.session
    until = change.expires_at or change.answer_by
    words = isolated_words({
        "service": session.name,
        "client": session.client.name,
        "professional": session.professional.name,
        "kind": str(change.get_kind_display()),
        "proposal": say_change(change, with_price=sees_money),
        "until": say_moment(until or now(), session.professional.timezone),
    })  # fmt: skip
    waits = {"studio.proposed": ChangeState.PROPOSED, "studio.proposal_to_pay": ChangeState.TO_PAY}.get(kind)
    is_over = waits is not None and change.state != waits
    return Text(str(news.subject) % words, str(news.sentence) % words, str(news.action), is_over=is_over)

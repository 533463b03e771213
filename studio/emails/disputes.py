"""News of disputes, for staff."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from notifications.kinds import registry
from notifications.kinds.groups import Group
from notifications.kinds.registry import Text
from notifications.models import Notification
from studio.models import Session
from studio.states import SessionState
from web.texts import isolated_words


def register_kinds() -> None:
    """Called when the site starts."""
    registry.register_all(
        {"studio.to_settle": gettext_lazy("A dispute about a session (staff)")}, render_for_staff, group=Group.STAFF
    )


def render_for_staff(notifications: Sequence[Notification], user: User) -> list[Text | None]:
    """What is to be settled, for staff; None for everybody else. One query."""
    wanted = {told.data.get("session") for told in notifications} - {None}
    sessions = Session.objects.select_related("client", "professional").filter(pk__in=wanted)
    known = {str(session.pk): session for session in sessions} if user.is_staff else {}
    found = [known.get(told.data.get("session", "")) for told in notifications]
    return [_to_settle(session) if session else None for session in found]


def _to_settle(session: Session) -> Text:
    words = isolated_words({"client": session.client.name, "professional": session.professional.name})
    subject = _("Dispute to settle: %(professional)s and %(client)s") % words
    is_over = session.state != SessionState.DISPUTED
    return Text(subject, _("Both sides can still add statements."), _("Read and resolve"), is_over=is_over)

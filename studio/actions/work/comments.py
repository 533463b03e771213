"""What both sides say about a moment of a mix."""

import datetime as dt
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from engagements.actions.transactions import one_transaction
from engagements.errors import WrongState
from studio.access import side_in
from studio.actions.sessions.moving import lock_session, show_anew, tell
from studio.models import COMMENT_MAX, Mix, MixComment, Session
from studio.states import UNDER_WAY, SessionState, Side
from web.texts import clean_text

COMMENTS_MAX = 500
"""Of a mix."""


@one_transaction
def comment_mix(*, acting_user: User, mix_id: UUID, at_ms: int, text: str, at: dt.datetime | None = None) -> MixComment:
    """Say something about a moment of a mix, in milliseconds from its beginning. Raises Mix.DoesNotExist,
    PermissionDenied, WrongState, ValidationError at `at_ms` or `text`, Busy."""
    mix, side = _locked(acting_user, mix_id)
    preview = mix.session_file.preview
    length = preview.duration_ms if preview and preview.is_ready else None
    if at_ms < 0 or (length is not None and at_ms > length):
        raise ValidationError({"at_ms": [_("Choose a time within the mix.")]})
    comment = MixComment(mix=mix, author=acting_user, side=side, at_ms=at_ms, made_at=at or now())
    return _said(comment, text)


@one_transaction
def answer_comment(*, acting_user: User, comment_id: UUID, text: str, at: dt.datetime | None = None) -> MixComment:
    """Answer a comment, or whatever an answer answers. Raises MixComment.DoesNotExist, PermissionDenied, WrongState,
    ValidationError at `text`, Busy."""
    known = MixComment.objects.get(pk=comment_id)
    mix, side = _locked(acting_user, known.mix_id)
    first = MixComment.objects.get(pk=known.answer_to_id or known.pk)
    return _said(MixComment(mix=mix, author=acting_user, side=side, answer_to=first, made_at=at or now()), text)


@one_transaction
def resolve_comment(
    *, acting_user: User, comment_id: UUID, is_resolved: bool = True, at: dt.datetime | None = None
) -> MixComment:
    """Mark a comment as done, or as open again. Raises MixComment.DoesNotExist, PermissionDenied, WrongState for an
    answer, Busy."""
    known = MixComment.objects.get(pk=comment_id)
    mix, _side = _locked(acting_user, known.mix_id)
    comment = MixComment.objects.select_for_update(no_key=True).get(pk=comment_id)
    if comment.answer_to_id:
        raise WrongState("answer")
    if bool(comment.resolved_at) != is_resolved:
        comment.resolved_at = (at or now()) if is_resolved else None
        comment.resolved_by = acting_user if is_resolved else None
        comment.save(update_fields=["resolved_at", "resolved_by"])
        show_anew(mix.session)
    return comment


@one_transaction
def remove_comment(*, acting_user: User, comment_id: UUID) -> Mix:
    """Remove a comment of one's own, with one's own answers to it. Raises MixComment.DoesNotExist, PermissionDenied for
    somebody else's comment, WrongState once somebody else has answered, Busy."""
    known = MixComment.objects.get(pk=comment_id)
    mix, _side = _locked(acting_user, known.mix_id)
    comment = MixComment.objects.select_for_update().get(pk=comment_id)
    if comment.author_id != acting_user.pk:
        raise PermissionDenied
    if comment.answers.exclude(author=acting_user).exists():
        raise WrongState("answered")
    comment.delete()
    show_anew(mix.session)
    return mix


def _locked(user: User, mix_id: UUID) -> tuple[Mix, Side]:
    """The mix, with its session locked, and for which side the user speaks."""
    known = Mix.objects.select_related("session_file__preview").get(pk=mix_id)
    session = known.session = lock_session(known.session_id)
    side = side_in(user, session)
    if side is None:
        raise PermissionDenied
    _require_open(session)
    return known, side


def _require_open(session: Session) -> None:
    if session.state not in UNDER_WAY | {SessionState.DISPUTED}:
        raise WrongState(session.state)


def _said(comment: MixComment, text: str) -> MixComment:
    comment.text = clean_text("text", text, longest=COMMENT_MAX, required=True)
    if comment.mix.comments.count() >= COMMENTS_MAX:
        raise ValidationError({"text": [_("A mix takes at most %(most)s comments.") % {"most": COMMENTS_MAX}]})
    comment.save(force_insert=True)
    session, is_client = comment.mix.session, comment.side == Side.CLIENT
    show_anew(session)
    tell(session, "comment", client=not is_client, professional=is_client, by=comment.author, page="session_files")
    return comment

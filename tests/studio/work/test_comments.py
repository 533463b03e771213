"""Comments on a moment of a mix."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from engagements.errors import WrongState
from studio.actions.sessions import cancel_session
from studio.actions.work import answer_comment, comment_mix, remove_comment, resolve_comment
from studio.models import MixComment
from studio.states import Side
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


def test_comments_have_a_moment_answers_and_an_end(mixed, user, client_user):
    mix = mixed()
    comment = comment_mix(acting_user=client_user, mix_id=mix.pk, at_ms=1500, text="The snare")
    answer = answer_comment(acting_user=user, comment_id=comment.pk, text="Done in mix 2")
    deeper = answer_comment(acting_user=client_user, comment_id=answer.pk, text="Thanks")
    assert (answer.answer_to, deeper.answer_to) == (comment, comment)
    assert [each.side for each in (comment, answer)] == [Side.CLIENT, Side.PROFESSIONAL]
    assert resolve_comment(acting_user=user, comment_id=comment.pk).resolved_by == user
    assert resolve_comment(acting_user=client_user, comment_id=comment.pk, is_resolved=False).resolved_at is None
    with pytest.raises(WrongState):
        resolve_comment(acting_user=user, comment_id=answer.pk)
    with pytest.raises(WrongState):
        remove_comment(acting_user=client_user, comment_id=comment.pk)
    with pytest.raises(PermissionDenied):
        remove_comment(acting_user=user, comment_id=deeper.pk)
    remove_comment(acting_user=client_user, comment_id=deeper.pk)
    assert MixComment.objects.count() == 2


@pytest.mark.parametrize(("at_ms", "text", "field"), [(-1, "x", "at_ms"), (3600_000, "x", "at_ms"), (0, " ", "text")])
def test_a_comment_is_about_a_moment_within_the_mix(mixed, client_user, at_ms, text, field):
    mix = mixed()
    with pytest.raises(ValidationError) as refused:
        comment_mix(acting_user=client_user, mix_id=mix.pk, at_ms=at_ms, text=text)
    assert field in refused.value.message_dict


def test_strangers_staff_and_the_time_after_say_nothing(mixed, session, user, client_user):
    mix = mixed()
    comment = comment_mix(acting_user=client_user, mix_id=mix.pk, at_ms=0, text="x")
    for nobody in (UserFactory(), UserFactory(is_staff=True)):
        for deed in (
            lambda nobody=nobody: comment_mix(acting_user=nobody, mix_id=mix.pk, at_ms=0, text="x"),
            lambda nobody=nobody: answer_comment(acting_user=nobody, comment_id=comment.pk, text="x"),
            lambda nobody=nobody: resolve_comment(acting_user=nobody, comment_id=comment.pk),
            lambda nobody=nobody: remove_comment(acting_user=nobody, comment_id=comment.pk),
        ):
            with pytest.raises(PermissionDenied):
                deed()
    cancel_session(acting_user=user, session_id=session.pk, text="Ill")
    with pytest.raises(WrongState):
        comment_mix(acting_user=client_user, mix_id=mix.pk, at_ms=0, text="late")

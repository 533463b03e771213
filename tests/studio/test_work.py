"""Files, mixes and comments of a session: who may do what when, what the client hears, and when their time begins."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.utils import InternalError, ProgrammingError
from django.utils import timezone

from accounts.actions import end_membership
from accounts.models import User
from accounts.states import Role
from engagements.errors import WrongState
from media.access.sent import file_address_for
from media.actions import keep_file, prepare
from media.models import File, Preview
from notifications.models import Notification
from studio.access import can_see_session, may_have_original, rights_to_session_file
from studio.actions.sessions import (
    approve_session,
    ask_for_revision,
    begin_session,
    cancel_session,
    complete_session,
    deliver_session,
)
from studio.actions.work import (
    add_files,
    add_mix,
    answer_comment,
    comment_mix,
    remove_comment,
    remove_file,
    resolve_comment,
)
from studio.errors import DeliveredAlready
from studio.models import Mix, MixComment, Session, SessionFile
from studio.periodic import follow_the_clock
from studio.queries.sessions import sessions_of
from studio.rules.loudness import gains_of
from studio.states import Folder, SessionState, Side
from tests.factories import MembershipFactory, UserFactory
from tests.media.making import sound_bytes
from tests.payments.scenes import in_threads
from tests.studio.test_sessions import book, paid
from tests.studio.test_slots import a_stored_service

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]
HOUR = dt.timedelta(hours=1)


SONG = sound_bytes(3.0)


@pytest.fixture
def session(stripe_site, opened, client_user, start):
    return paid(book(opened, client_user, start))


@pytest.fixture
def sent():
    """Sends a file as a user; a recording unless told otherwise."""

    def send(user, name="mix.wav", content=None):
        return keep_file(acting_user=user, upload=SimpleUploadedFile(name, SONG if content is None else content)).pk

    return send


@pytest.fixture
def mixed(session, sent, user):
    """Adds a mix; the worker prepares it unless told not to."""

    def add(title="Low Tide", *, is_prepared=True, content=None, note=""):
        file = sent(user, content=content)
        mix = add_mix(acting_user=user, session_id=session.pk, title=title, file=file, note=note)
        if is_prepared:
            prepare(kind="previews", pk=mix.session_file.preview_id)
        return mix

    return add


def state_of(session):
    return Session.objects.get(pk=session.pk)


def test_each_side_fills_its_folders_and_the_other_hears_of_it(session, sent, user, client_user):
    for folder in (Folder.REFERENCES, Folder.STEMS, Folder.DOCUMENTS):
        [added] = add_files(acting_user=client_user, session_id=session.pk, folder=folder, files=[sent(client_user)])
        assert (added.side, added.folder) == (Side.CLIENT, folder)
        assert not added.preview.is_marked
    for folder in (Folder.MIXES, Folder.MASTERS):
        with pytest.raises(ValidationError):
            add_files(acting_user=client_user, session_id=session.pk, folder=folder, files=[sent(client_user)])
    [master] = add_files(acting_user=user, session_id=session.pk, folder="masters", files=[sent(user)])
    [note] = add_files(acting_user=user, session_id=session.pk, folder="documents", files=[sent(user, "a.txt", b"a")])
    assert (master.preview.is_marked, note.preview) == (True, None)
    told = Notification.objects.filter(kind="studio.files")
    assert set(told.values_list("user", flat=True)) == {user.pk, client_user.pk}
    assert state_of(session).version > session.version


def test_nobody_puts_somebody_else_s_file_into_a_session_nor_one_twice(session, sent, user, client_user):
    stranger = UserFactory()
    with pytest.raises(PermissionDenied):
        add_files(acting_user=stranger, session_id=session.pk, folder="stems", files=[sent(stranger)])
    theirs = sent(stranger)
    with pytest.raises(ValidationError):
        add_files(acting_user=user, session_id=session.pk, folder="stems", files=[theirs])
    once = sent(user)
    add_files(acting_user=user, session_id=session.pk, folder="stems", files=[once])
    with pytest.raises(ValidationError):
        add_files(acting_user=user, session_id=session.pk, folder="documents", files=[once])
    with pytest.raises(ValidationError):
        add_mix(acting_user=user, session_id=session.pk, title="A", file=once)
    assert SessionFile.objects.count() == 1


def test_two_who_put_one_file_away_at_once_put_it_away_once(session, sent, user):
    file = sent(user)

    def put():
        add_files(acting_user=user, session_id=session.pk, folder="stems", files=[file])

    raised = in_threads(*[put] * 4)
    assert SessionFile.objects.count() == 1
    assert sum(isinstance(each, ValidationError) for each in raised) == 3


def test_the_client_has_the_originals_once_they_have_accepted(session, sent, user, client_user, mixed):
    mix = mixed()
    [reference] = add_files(acting_user=user, session_id=session.pk, folder="references", files=[sent(user)])
    files = {name: each.file_id for name, each in (("mix", mix.session_file), ("reference", reference))}
    stranger = UserFactory()
    assert rights_to_session_file(client_user, files["mix"]) == ()
    assert rights_to_session_file(client_user, files["reference"])
    assert rights_to_session_file(user, files["mix"])
    assert rights_to_session_file(stranger, files["reference"]) == ()
    _begun(session, user)
    deliver_session(acting_user=user, session_id=session.pk, text="")
    assert not may_have_original(client_user, mix.session_file, state_of(session))
    complete_session(acting_user=client_user, session_id=session.pk)
    assert rights_to_session_file(client_user, files["mix"])
    assert file_address_for(client_user, files["mix"])
    assert Mix.objects.get().accepted_at is not None


def _begun(session, user):
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)


def test_what_was_called_off_is_never_theirs(session, mixed, client_user, user):
    mix = mixed()
    cancel_session(acting_user=user, session_id=session.pk, text="Ill")
    assert rights_to_session_file(client_user, mix.session_file.file_id) == ()
    with pytest.raises(WrongState):
        mixed()


def test_mixes_of_a_title_are_counted(mixed, session, sent, user, client_user):
    numbers = [(mix.title, mix.number) for mix in (mixed("Low Tide"), mixed("low tide"), mixed("High Tide"))]
    assert numbers == [("Low Tide", 1), ("Low Tide", 2), ("High Tide", 1)]
    spare = _spare(session, sent, user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mix.objects.create(session=session, title="LOW TIDE", number=2, session_file=spare)
    with pytest.raises(PermissionDenied):
        add_mix(acting_user=client_user, session_id=session.pk, title="Mine", file=sent(client_user))
    with pytest.raises(ValidationError) as refused:
        add_mix(acting_user=user, session_id=session.pk, title="A", file=sent(user, "a.txt", b"no sound"))
    assert "file" in refused.value.message_dict
    with pytest.raises(ValidationError) as refused:
        add_mix(acting_user=user, session_id=session.pk, title=" ", file=sent(user))
    assert "title" in refused.value.message_dict


def _spare(session, sent, user):
    [spare] = add_files(acting_user=user, session_id=session.pk, folder="mixes", files=[sent(user)])
    return spare


def test_mixes_that_come_at_once_have_numbers_of_their_own(session, sent, user):
    files = [sent(user) for _each in range(8)]

    def adds(file):
        return lambda: add_mix(acting_user=user, session_id=session.pk, title="Song", file=file)

    assert in_threads(*map(adds, files)) == [None] * 8
    assert sorted(Mix.objects.values_list("number", flat=True)) == list(range(1, 9))


def test_the_time_to_accept_begins_when_all_can_be_heard(mixed, session, user, client_user):
    _begun(session, user)
    mixed("Ready")
    waiting = mixed("Waiting", is_prepared=False)
    deliver_session(acting_user=user, session_id=session.pk, text="Both songs")
    assert (state_of(session).state, state_of(session).accept_by) == (SessionState.DELIVERED, None)
    assert not Notification.objects.filter(kind="studio.delivered").exists()
    follow_the_clock(timezone.now() + 90 * HOUR)
    assert state_of(session).state == SessionState.DELIVERED
    before = timezone.now()
    prepare(kind="previews", pk=waiting.session_file.preview_id)
    after = state_of(session)
    assert before + 72 * HOUR <= after.accept_by <= timezone.now() + 72 * HOUR
    assert Notification.objects.get(kind="studio.delivered").user == client_user


def test_what_cannot_be_heard_goes_back_and_is_no_revision(mixed, session, user):
    _begun(session, user)
    mixed("Broken", is_prepared=False, content=b"fLaC" + bytes(2000))
    deliver_session(acting_user=user, session_id=session.pk, text="")
    prepare(kind="previews", pk=Preview.objects.get().pk)
    after = state_of(session)
    assert (after.state, after.revisions_used) == (SessionState.IN_PROGRESS, 0)
    assert after.events.last().event == "not_heard"
    with pytest.raises(ValidationError, match="cannot be heard"):
        deliver_session(acting_user=user, session_id=session.pk, text="Again")
    mixed("Broken")
    deliver_session(acting_user=user, session_id=session.pk, text="Again")
    assert state_of(session).accept_by is not None


def test_a_mix_after_the_delivery_gives_the_client_all_their_time_again(mixed, session, user, client_user):
    _begun(session, user)
    mixed()
    deliver_session(acting_user=user, session_id=session.pk, text="")
    Session.objects.update(accept_by=timezone.now() + HOUR, reminders=2)
    newer = mixed()
    after = state_of(session)
    assert after.accept_by > timezone.now() + 70 * HOUR
    assert after.reminders == 0
    assert Mix.objects.get(pk=newer.pk).delivered_at is not None


def test_the_client_is_reminded_after_a_third_and_two_thirds_of_their_time(mixed, session, user, client_user):
    _begun(session, user)
    mixed()
    deliver_session(acting_user=user, session_id=session.pk, text="")
    at = state_of(session).accept_by - 72 * HOUR
    told = []
    for hours in (1, 23, 25, 26, 47, 49, 71):
        follow_the_clock(at + hours * HOUR)
        told.append(Notification.objects.filter(kind="studio.remind", user=client_user).count())
    assert told == [0, 0, 1, 1, 1, 2, 2]
    follow_the_clock(at + 73 * HOUR)
    assert state_of(session).state == SessionState.COMPLETED


def test_a_revision_asks_for_the_next_mix(mixed, session, user, client_user):
    Session.objects.update(revisions=1)
    _begun(session, user)
    first = mixed()
    deliver_session(acting_user=user, session_id=session.pk, text="")
    with pytest.raises(DeliveredAlready):
        remove_file(acting_user=user, file_id=first.session_file_id)
    ask_for_revision(acting_user=client_user, session_id=session.pk, text="More bass")
    second = mixed()
    assert Mix.objects.get(pk=second.pk).delivered_at is None
    deliver_session(acting_user=user, session_id=session.pk, text="")
    assert Mix.objects.filter(delivered_at=None).count() == 0


def test_a_file_goes_with_everything_that_was_made_of_it(mixed, session, user, client_user, sent):
    mix = mixed()
    theirs = [sent(client_user)]
    [reference] = add_files(acting_user=client_user, session_id=session.pk, folder="references", files=theirs)
    with pytest.raises(PermissionDenied):
        remove_file(acting_user=client_user, file_id=mix.session_file_id)
    with pytest.raises(PermissionDenied):
        remove_file(acting_user=user, file_id=reference.pk)
    remove_file(acting_user=user, file_id=mix.session_file_id)
    remove_file(acting_user=client_user, file_id=reference.pk)
    assert [model.objects.count() for model in (Mix, SessionFile, Preview, File)] == [0, 0, 0, 0]


def test_the_database_keeps_what_was_delivered_and_said(mixed, session, user, client_user):
    _begun(session, user)
    mix = mixed()
    deliver_session(acting_user=user, session_id=session.pk, text="")
    comment = comment_mix(acting_user=client_user, mix_id=mix.pk, at_ms=1000, text="Louder")
    for harm in (
        lambda: Mix.objects.all().delete(),
        lambda: Mix.objects.update(title="Other"),
        lambda: SessionFile.objects.update(side=Side.CLIENT),
        lambda: MixComment.objects.update(text="Other"),
        lambda: MixComment.objects.create(mix=mix, side=Side.CLIENT, at_ms=1, answer_to=comment, text="both"),
    ):
        with pytest.raises((IntegrityError, ProgrammingError, InternalError)), transaction.atomic():
            harm()


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


def test_accepting_against_the_clock_against_a_revision_has_one_winner(mixed, session, user, client_user):
    Session.objects.update(revisions=1)
    _begun(session, user)
    mixed()
    deliver_session(acting_user=user, session_id=session.pk, text="")
    over = state_of(session).accept_by + HOUR

    def accept():
        complete_session(acting_user=client_user, session_id=session.pk)

    def end():
        complete_session(acting_user=None, session_id=session.pk, at=over)

    def revise():
        ask_for_revision(acting_user=client_user, session_id=session.pk, text="Again")

    raised = in_threads(accept, end, revise)
    assert all(each is None or isinstance(each, WrongState) for each in raised)
    names = [event.event for event in session.events.all() if event.event in ("completed", "revision")]
    assert names in (["completed"], ["revision", "completed"])
    assert raised.count(None) == len(names)


def test_a_service_without_mixes_is_delivered_with_words(session, user):
    _begun(session, user)
    with pytest.raises(ValidationError):
        deliver_session(acting_user=user, session_id=session.pk, text="")
    deliver_session(acting_user=user, session_id=session.pk, text="The arrangement is in the documents.")
    assert state_of(session).accept_by is not None


@pytest.mark.parametrize(
    ("loudness", "gains"),
    [([-9.0], [0.0]), ([-9.0, -14.0], [-5.0, 0.0]), ([-14.0, None], [0.0, 0.0]), ([-60.0, -9.0], [0.0, 0.0])],
)
def test_the_louder_of_two_is_turned_down(loudness, gains):
    assert gains_of(loudness) == gains


def test_a_fixed_price_has_files_before_it_is_paid(stripe_site, opened, client_user, user, professional, sent):
    service = a_stored_service(user, professional, rate_kind="fixed", mode="request")
    session = book(service, client_user, None, minutes=None, expected_price=service.amount_minor)
    add_files(acting_user=client_user, session_id=session.pk, folder="references", files=[sent(client_user)])
    with pytest.raises(WrongState):
        add_files(acting_user=user, session_id=session.pk, folder="stems", files=[sent(user)])


def test_who_has_left_the_team_sees_and_adds_nothing_any_more(
    stripe_site, opened, client_user, user, professional, sent
):
    worker = MembershipFactory(party=professional.party, role=Role.MEMBER).user
    service = a_stored_service(user, professional, rate_kind="fixed", mode="request")
    session = book(service, client_user, None, minutes=None, expected_price=service.amount_minor)
    approve_session(acting_user=user, session_id=session.pk)
    Session.objects.update(state=SessionState.CONFIRMED, worker=worker)
    add_files(acting_user=worker, session_id=session.pk, folder="stems", files=[sent(worker)])
    begin_session(acting_user=worker, session_id=session.pk)
    assert [each.pk for each in sessions_of(worker, "professional")] == [session.pk]
    end_membership(acting_user=user, party=professional.party, user=worker)
    left = User.objects.get(pk=worker.pk)
    assert not can_see_session(left, state_of(session))
    assert not sessions_of(left, "professional").exists()
    with pytest.raises(PermissionDenied):
        add_files(acting_user=left, session_id=session.pk, folder="stems", files=[sent(left)])
    with pytest.raises(PermissionDenied):
        deliver_session(acting_user=left, session_id=session.pk, text="Here")

"""Files of a session: who adds, has and removes them, and when."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.utils import InternalError, ProgrammingError
from django.test import Client
from django.urls import reverse

from accounts.actions import end_membership
from accounts.models import User
from accounts.states import Role
from engagements.errors import WrongState
from media.access.sent import file_address_for
from media.models import File, Preview
from notifications.models import Notification
from studio.access import can_see_session, may_have_original, rights_to_session_file
from studio.actions.sessions import approve_session, begin_session, cancel_session, complete_session, deliver_session
from studio.actions.work import add_files, add_mix, comment_mix, remove_file
from studio.models import Mix, MixComment, Session, SessionFile
from studio.queries.sessions import sessions_of
from studio.states import Folder, SessionState, Side
from tests.factories import MembershipFactory, UserFactory
from tests.payments.scenes import in_threads
from tests.studio.test_sessions import book
from tests.studio.test_slots import a_stored_service
from tests.studio.work.conftest import SONG
from tests.studio.work.scenes import begun, state_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


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
    begun(session, user)
    deliver_session(acting_user=user, session_id=session.pk, text="")
    assert not may_have_original(client_user, mix.session_file, state_of(session))
    complete_session(acting_user=client_user, session_id=session.pk)
    assert rights_to_session_file(client_user, files["mix"])
    assert file_address_for(client_user, files["mix"])
    assert Mix.objects.get().accepted_at is not None


def test_what_was_called_off_is_never_theirs(session, mixed, client_user, user):
    mix = mixed()
    cancel_session(acting_user=user, session_id=session.pk, text="Ill")
    assert rights_to_session_file(client_user, mix.session_file.file_id) == ()
    with pytest.raises(WrongState):
        mixed()


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
    begun(session, user)
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


def test_a_form_that_is_sent_twice_adds_its_file_once(client, session, user):
    client.force_login(user)
    to, token = reverse("studio:session_files", args=[session.pk]), str(uuid4())
    assert 'name="once_token"' in client.get(to).text
    for _time in range(2):
        form = {"folder": "stems", "file": SimpleUploadedFile("bass.txt", b"bass"), "once_token": token}
        assert client.post(to, form).status_code == 302
    assert (session.files.count(), File.objects.count()) == (1, 1)


def test_a_mix_that_is_sent_twice_is_one_mix(client, session, user):
    client.force_login(user)
    to, token = reverse("studio:session_mix_new", args=[session.pk]), str(uuid4())
    refused = client.post(to, {"title": "", "file": SimpleUploadedFile("mix.wav", SONG), "once_token": token})
    assert refused.status_code == 422  # the token stays good
    for _time in range(2):
        form = {"title": "Low Tide", "file": SimpleUploadedFile("mix.wav", SONG), "once_token": token}
        assert client.post(to, form).status_code == 302
    assert (session.mixes.count(), File.objects.count()) == (1, 1)
    assert client.post(to, {"title": "Low Tide", "once_token": "damaged"}).status_code == 400


def test_a_double_press_while_the_first_is_under_way_adds_one_file(session, user):
    to, token = reverse("studio:session_files", args=[session.pk]), str(uuid4())

    def press():
        client = Client()
        client.force_login(user)
        form = {"folder": "stems", "file": SimpleUploadedFile("bass.txt", b"bass"), "once_token": token}
        assert client.post(to, form).status_code == 302

    assert in_threads(press, press) == [None, None]
    assert (session.files.count(), File.objects.count()) == (1, 1)

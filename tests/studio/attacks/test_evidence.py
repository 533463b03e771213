"""What has been agreed, or is evidence, stays."""

import pytest
from django.urls import reverse

from engagements.errors import WrongState
from studio.actions.sessions import begin_session, complete_session, deliver_session, report_problem, state_case
from studio.actions.work import add_files, add_mix, remove_file
from studio.errors import DeliveredAlready
from studio.models import SessionFile

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


def stems(who, session, sent, folder="stems"):
    return add_files(acting_user=who, session_id=session.pk, folder=folder, files=[sent(who)])[0]


def test_nobody_takes_away_what_was_delivered_or_what_is_disputed(session, sent, user, client_user):
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    mine, theirs = stems(user, session, sent, "masters"), stems(client_user, session, sent)
    spare = stems(user, session, sent)
    remove_file(acting_user=user, file_id=spare.pk)
    deliver_session(acting_user=user, session_id=session.pk, text="Masters are there")

    def refused():
        for who, file in ((user, mine), (client_user, theirs)):
            with pytest.raises((WrongState, DeliveredAlready)):
                remove_file(acting_user=who, file_id=file.pk)

    refused()
    report_problem(acting_user=client_user, session_id=session.pk, kind="work", text="It hums")
    refused()
    complete_session(acting_user=client_user, session_id=session.pk)
    refused()
    assert SessionFile.objects.count() == 2


def test_no_button_offers_what_would_be_refused(client, session, sent, user):
    begin_session(acting_user=user, session_id=session.pk, at=session.starts_at)
    add_mix(acting_user=user, session_id=session.pk, title="Song", file=sent(user))
    stems(user, session, sent)
    client.force_login(user)
    page = reverse("studio:session_files", args=[session.pk])
    assert client.get(page).text.count("/remove/") == 2
    report_problem(acting_user=user, session_id=session.pk, kind="other", text="They are silent")
    assert client.get(page).text.count("/remove/") == 0


def test_a_dispute_takes_no_flood_of_statements(client, session, user, client_user):
    report_problem(acting_user=client_user, session_id=session.pk, kind="work", text="It hums", at=session.starts_at)
    client.force_login(client_user)
    case = reverse("studio:session_case", args=[session.pk])
    answers = [client.post(case, {"text": f"And {number}"}).status_code for number in range(25)]
    assert answers.count(302) == 20
    assert set(answers[20:]) == {422}
    state_case(acting_user=user, session_id=session.pk, text="The other side is heard all the same")

"""Files of a project."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from media.actions import prepare
from media.models import File, Preview
from studio.access import may_send_file, rights_to_project_file
from studio.actions.projects import add_project_files, remove_project_file
from studio.models import ProjectFile
from tests.studio.projects.scenes import page, sent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.heavy]


def test_files_are_added_heard_and_taken_away_by_leaders(client, project, client_user, teammates, user):
    [added] = add_project_files(acting_user=client_user, project_id=project.pk, files=[sent(client_user)])
    prepare(kind="previews", pk=added.preview_id)
    assert rights_to_project_file(client_user, added.file_id)
    assert rights_to_project_file(teammates["member"], added.file_id)
    assert [rights_to_project_file(each, added.file_id) for each in (user, teammates["dep"])] == [(), ()]
    heard = page(project, "project_heard", added.pk, "opus")
    for reader, status in ((client_user, 200), (teammates["member"], 200), (user, 404)):
        client.force_login(reader)
        assert client.get(heard).status_code == status
    with pytest.raises(PermissionDenied):
        remove_project_file(acting_user=teammates["member"], file_id=added.pk)
    client.force_login(client_user)
    assert heard in client.get(page(project)).text
    assert client.post(page(project, "project_file_remove", added.pk)).status_code == 302
    assert [model.objects.count() for model in (ProjectFile, Preview, File)] == [0, 0, 0]


def test_the_form_takes_a_file_and_says_what_is_wrong(client, project, client_user, teammates):
    client.force_login(client_user)
    to = page(project, "project_files")
    assert client.post(to, {}).status_code == 422
    assert client.post(to, {"sent_files": "x"}).status_code == 422
    file = SimpleUploadedFile("plan.txt", b"plan")
    assert client.post(to, {"file": file}).status_code == 302
    assert ProjectFile.objects.get().preview is None
    theirs = sent(teammates["stranger"], "a.txt", b"a")
    assert client.post(to, {"sent_files": str(theirs)}).status_code == 422
    assert may_send_file(client_user, "project", str(project.pk))
    assert [may_send_file(each, "project", str(project.pk)) for each in (*teammates.values(),)] == [False] * 3
    assert may_send_file(client_user, "project", "x") is False

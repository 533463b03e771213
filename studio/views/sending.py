"""Forms that take files, for sessions and for projects."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from idempotency.forms import act_once, was_acted_on
from media.actions import drop_file, keep_file, take_in_begun
from media.models import File
from web.errors import Refusal
from web.users import SignedInRequest


def carry_out(
    request: SignedInRequest, own: QuerySet, form: Any, action: Callable[[list[UUID], dict[str, Any]], object]
) -> int:
    """The status to answer with; what is wrong stands in the form. `own` are the files that are there: a form that is
    sent again, with its `once_token` or with the same uploads, adds nothing. `action` takes the ids of the files, and
    what else the form says."""
    if was_acted_on(request):
        return 302
    if not form.is_valid():
        return 422
    sent = form.cleaned_data["sent_files"]
    if sent and own.filter(file__in=sent).count() == len(sent):
        return 302
    kept: list[UUID] = []
    try:
        if form.cleaned_data["file"]:
            kept = [keep_file(acting_user=request.user, upload=form.cleaned_data["file"]).pk]
        take_in_begun(acting_user=request.user, files=sent)
        # A double press stores two files; the second waits here for the first, and its file is dropped below.
        if form.act(lambda: act_once(request, lambda: action([*sent, *kept], form.cleaned_data))) is None:
            return 422
    except ValidationError as error:
        form.add_error("file", error.messages)
        return 422
    except Refusal as refusal:
        form.add_error(None, str(refusal.detail))
        return refusal.status
    finally:
        for file in File.objects.filter(pk__in=kept).unused():
            drop_file(file=file)
    return 302


def unsent(request: SignedInRequest, form: Any) -> list[File]:
    """What had come whole when the form was refused; the form names no others any more."""
    if form is None or not form.is_bound:
        return []
    ids = form.cleaned_data.get("sent_files") or []
    files = list(File.objects.filter(pk__in=ids, sent_by=request.user).unused())
    form.data = {name: form.data[name] for name in form.data} | {"sent_files": " ".join(str(each.pk) for each in files)}
    return files

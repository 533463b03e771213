"""Files: sent by tus 1.0, fetched by an address that is good for a minute."""

import base64
import json
import uuid

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from ninja import Router

from api.protocol.answering import Made, once
from api.protocol.auth import somebody
from api.protocol.declared import answers
from api.shapes.uploads import UploadOut
from media.access import file_address_for, require_place, upload_address
from media.actions import open_file, reserve_file, take_in_begun
from media.models import File
from web.users import SignedInRequest

router = Router(tags=["files"], auth=somebody)
TUS_VERSION = "1.0.0"
METADATA_MAX = 4000


@router.post("/uploads", response=answers(UploadOut, status=201))
def upload_begin(request: SignedInRequest):
    """Begin an upload by tus 1.0 (creation). `Upload-Length` is its size in bytes; `Upload-Metadata` has `filename`,
    `purpose` ("message", "session" or "project") and `target` (the id of a thread, a session or a project). Send the
    bytes with PATCH to `Location`, then pass `id` in `attachments` or `files`."""
    # The store may be another machine: it is asked outside of the transaction that keeps the answer.
    take_in_begun(acting_user=request.user)
    response = _begun(request)
    if response.status_code == 201:
        begun = json.loads(response.content)
        if file := File.objects.filter(pk=begun["id"]).first():
            open_file(file)
        response["Location"] = begun["url"]
        response["Tus-Resumable"] = TUS_VERSION
    return response


@once
def _begun(request: SignedInRequest) -> Made:
    metadata = read_metadata(request.headers.get("Upload-Metadata", ""))
    require_place(request.user, metadata.get("purpose", ""), metadata.get("target", ""))
    file = reserve_file(acting_user=request.user, name=metadata.get("filename", ""), bytes=_length(request))
    url = upload_address(request.user, file)
    return Made(UploadOut(id=file.pk, name=file.name, bytes=file.bytes, url=url, expires_at=file.expires_at))


def _length(request: HttpRequest) -> int:
    length = request.headers.get("Upload-Length", "")
    if not (length.isascii() and length.isdigit() and len(length) < 19):
        raise ValidationError({"bytes": [_("Say in Upload-Length how many bytes the file has.")]})
    return int(length)


def read_metadata(header: str) -> dict[str, str]:
    """Names and values as tus writes them: `filename V29ybGQ=,purpose bWVzc2FnZQ==`. Raises ValidationError."""
    found = {}
    try:
        for pair in filter(None, header[:METADATA_MAX].split(",")):
            name, _space, value = pair.strip().partition(" ")
            found[name] = base64.b64decode(value, validate=True).decode()
    except ValueError:  # of which `binascii.Error` and `UnicodeDecodeError` are two
        raise ValidationError({"metadata": [_("Upload-Metadata cannot be read.")]}) from None
    return found


@router.get("/files/{uuid:file_id}/download", response={302: None, **answers(None)})
def file_download(request: SignedInRequest, file_id: uuid.UUID) -> HttpResponse:
    """Leads to the file (302), for whoever may read the message that it came with, or see the session
    that it belongs to, and has accepted the work if it is that. The address is good for a minute."""
    return redirect(file_address_for(request.user, file_id))

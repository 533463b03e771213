"""What is answered about files on their way."""

import datetime as dt
import uuid

from ninja import Schema


class UploadOut(Schema):
    """An upload that has begun: the bytes go to `url` by PATCH, until `expires_at`."""

    id: uuid.UUID
    name: str
    bytes: int
    url: str
    expires_at: dt.datetime

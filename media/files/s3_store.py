"""Files in an S3 store, by multipart uploads: what must outlast a restart lies in the store too.

| object | what it is |
|---|---|
| `<key>` | the file, once it is whole |
| `<key>.json` | its receipt |
| `<key>.upload` | the name that the store gave to the multipart upload |
| `<key>.tail.<n>` | what came too small to be part number `n`, which a store takes from 5 MiB on |
"""

import tempfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

import boto3
from botocore.client import Config
from botocore.exceptions import ClientError
from django.utils.http import content_disposition_header

from media.files.file_store import CHUNK_BYTES, Gone, Receipt

PART_BYTES_MIN = 5 * 1024 * 1024
SIGNED_SECONDS = 60


class S3Store:
    """See `FileStore`."""

    def __init__(
        self, *, bucket: str, prefix: str = "", endpoint: str = "", region: str = "", key: str = "", secret: str = "",
        addressing: str = "auto",
    ) -> None:  # fmt: skip
        self.bucket = bucket
        self.prefix = prefix
        self.client = boto3.client(
            "s3",
            endpoint_url=endpoint or None,
            region_name=region or None,
            aws_access_key_id=key or None,
            aws_secret_access_key=secret or None,
            config=Config(
                signature_version="s3v4",
                s3={"addressing_style": addressing},
                connect_timeout=5,
                read_timeout=60,
                retries={"max_attempts": 3},
                max_pool_connections=32,
            ),
        )

    def _at(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": f"{self.prefix}{name}"}

    def begin(self, key: str) -> None:
        answer = self.client.create_multipart_upload(**self._at(key))
        self.client.put_object(**self._at(f"{key}.upload"), Body=answer["UploadId"].encode())

    def offset(self, key: str) -> int:
        upload = self._upload(key)
        if upload is None:
            return self._size(key)
        try:
            parts = self._parts(key, upload)
        except Gone:  # it was completed, and we stopped before its name was deleted
            return self._size(key)
        return sum(part["Size"] for part in parts) + self._tail_size(key, len(parts) + 1)

    def touched_at(self, key: str) -> float:
        return 0.0

    def append(self, key: str, piece: BinaryIO, *, is_last: bool) -> None:
        upload = self._upload(key)
        if upload is None:
            raise Gone
        parts = self._parts(key, upload)
        number = len(parts) + 1
        with tempfile.TemporaryFile() as joined:
            self._copy_tail(key, number, joined)
            while chunk := piece.read(CHUNK_BYTES):
                joined.write(chunk)
            size = joined.tell()
            joined.seek(0)
            if size < PART_BYTES_MIN and not is_last:
                self.client.put_object(**self._at(f"{key}.tail.{number}"), Body=joined)
                return
            if size or not parts:
                part = {"UploadId": upload, "PartNumber": number}
                answer = self.client.upload_part(**self._at(key), **part, Body=joined)
                parts.append({"PartNumber": number, "ETag": answer["ETag"], "Size": size})
        self._delete(f"{key}.tail.{number}")
        if is_last:
            self._complete(key, upload, parts)

    def _complete(self, key: str, upload: str, parts: list[dict[str, Any]]) -> None:
        named = [{"PartNumber": part["PartNumber"], "ETag": part["ETag"]} for part in parts]
        self.client.complete_multipart_upload(**self._at(key), UploadId=upload, MultipartUpload={"Parts": named})
        self._delete(f"{key}.upload")

    def complete(self, key: str) -> None:
        upload = self._upload(key)
        if upload is None:
            return
        try:
            self.append(key, BytesIO(), is_last=True)
        except Gone:  # it was completed, and we stopped before the name of the upload was deleted
            self._delete(f"{key}.upload")

    def receipt(self, key: str) -> Receipt | None:
        content = self._content(f"{key}.json")
        return None if content is None else Receipt.from_json(content)

    def write_receipt(self, key: str, receipt: Receipt) -> None:
        self.client.put_object(**self._at(f"{key}.json"), Body=receipt.to_json())

    def read(self, key: str) -> Iterator[bytes]:
        try:
            body = self.client.get_object(**self._at(key))["Body"]
        except ClientError as error:
            _raise_unless_missing(error)
            raise Gone from None
        yield from body.iter_chunks(CHUNK_BYTES)

    def drop(self, key: str) -> None:
        if upload := self._upload(key):
            try:
                self.client.abort_multipart_upload(**self._at(key), UploadId=upload)
            except ClientError as error:
                _raise_unless_missing(error)
        for name in self._names(key):
            self._delete(name)

    def signed_url(self, key: str, name: str, media_type: str) -> str:
        shown = {
            "ResponseContentDisposition": content_disposition_header(as_attachment=True, filename=name),
            "ResponseContentType": media_type,
            "ResponseCacheControl": "private, no-store",
        }
        return self.client.generate_presigned_url("get_object", Params=self._at(key) | shown, ExpiresIn=SIGNED_SECONDS)

    def stored_keys(self) -> Iterator[str]:
        yield from sorted({name.partition(".")[0] for name in self._names("")})

    def free_share(self, reserved: int) -> float:
        return 1.0

    def _upload(self, key: str) -> str | None:
        content = self._content(f"{key}.upload")
        return None if content is None else content.decode()

    def _parts(self, key: str, upload: str) -> list[dict[str, Any]]:
        pages = self.client.get_paginator("list_parts").paginate(**self._at(key), UploadId=upload)
        try:
            return [part for page in pages for part in page.get("Parts", ())]
        except ClientError as error:
            _raise_unless_missing(error)
            raise Gone from None

    def _size(self, key: str) -> int:
        try:
            return self.client.head_object(**self._at(key))["ContentLength"]
        except ClientError as error:
            _raise_unless_missing(error)
            raise Gone from None

    def _tail_size(self, key: str, number: int) -> int:
        try:
            return self._size(f"{key}.tail.{number}")
        except Gone:
            return 0

    def _copy_tail(self, key: str, number: int, target: BinaryIO) -> None:
        target.write(self._content(f"{key}.tail.{number}") or b"")

    def _content(self, name: str) -> bytes | None:
        try:
            return self.client.get_object(**self._at(name))["Body"].read()
        except ClientError as error:
            _raise_unless_missing(error)
            return None

    def _names(self, beginning: str) -> Iterator[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=f"{self.prefix}{beginning}"
        )
        for page in pages:
            for each in page.get("Contents", ()):
                yield each["Key"].removeprefix(self.prefix)

    def _delete(self, name: str) -> None:
        self.client.delete_object(**self._at(name))


def _raise_unless_missing(error: ClientError) -> None:
    if error.response["Error"]["Code"] not in ("NoSuchKey", "NoSuchUpload", "404", "NotFound"):
        raise error

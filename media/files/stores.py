"""Which stores the environment asks for (docs/media.md). Read by the settings, hence without Django."""

from typing import Any
from urllib.parse import urlsplit

SIGNED_SECONDS = 3600
"""So long an address that we signed is good."""
ON_DISK = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "originals": {"BACKEND": "media.files.storages.OriginalsOnDisk"},
}


def stores(env: Any) -> dict[str, dict[str, Any]]:
    """For Django's STORAGES: what is shown, and the originals. On this machine, or in buckets of an S3 store."""
    bucket = env.str("MEDIA_S3_BUCKET", default="")
    if not bucket:
        return ON_DISK
    options = {
        "bucket_name": bucket,
        "endpoint_url": env.str("MEDIA_S3_ENDPOINT", default="") or None,
        "region_name": env.str("MEDIA_S3_REGION", default="") or None,
        "access_key": env.str("MEDIA_S3_KEY", default="") or None,  # else wherever boto3 finds them
        "secret_key": env.str("MEDIA_S3_SECRET", default="") or None,
        "addressing_style": env.str("MEDIA_S3_ADDRESSING", default="auto"),
        "signature_version": "s3v4",
        "querystring_expire": SIGNED_SECONDS,
        "file_overwrite": True,  # a name holds the hash of its content
    }
    apart = {"bucket_name": env.str("MEDIA_S3_ORIGINALS_BUCKET", default="") or bucket, "location": "originals"}
    return {
        "default": {"BACKEND": "media.files.s3_files.S3Files", "OPTIONS": options},
        "originals": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options | apart},
    }


def origins(env: Any) -> list[str]:
    """Where else than on our own origin a page may load pictures and sounds from: for the Content-Security-Policy.

    Addresses of an S3 store name the bucket in their path or before the host; which, is boto3's choice.
    """
    found = []
    if public := env.str("MEDIA_PUBLIC_URL", default=""):
        found.append(public)
    if bucket := env.str("MEDIA_S3_BUCKET", default=""):
        region = env.str("MEDIA_S3_REGION", default="")
        host = f"s3.{region}.amazonaws.com" if region else "s3.amazonaws.com"
        store = urlsplit(env.str("MEDIA_S3_ENDPOINT", default="") or f"https://{host}")
        found += [f"{store.scheme}://{store.netloc}", f"{store.scheme}://{bucket}.{store.netloc}"]
    return ["{0.scheme}://{0.netloc}".format(urlsplit(each)) for each in found]


def files_s3(env: Any) -> dict[str, str]:
    """The bucket for files that people send each other, as `S3Store` takes it; empty where they lie on this machine."""
    bucket = env.str("FILES_S3_BUCKET", default="")
    if not bucket:
        return {}
    return {
        "bucket": bucket,
        "prefix": env.str("FILES_S3_PREFIX", default=""),
        "endpoint": env.str("MEDIA_S3_ENDPOINT", default=""),
        "region": env.str("MEDIA_S3_REGION", default=""),
        "key": env.str("MEDIA_S3_KEY", default=""),
        "secret": env.str("MEDIA_S3_SECRET", default=""),
        "addressing": env.str("MEDIA_S3_ADDRESSING", default="auto"),
    }


def backup_s3(env: Any) -> dict[str, Any]:
    """What `S3Storage` needs to reach the store for backups: another than that of the files, or the same one."""
    return {
        "endpoint_url": env.str("BACKUP_S3_ENDPOINT", default="") or None,
        "region_name": env.str("BACKUP_S3_REGION", default="") or None,
        "access_key": env.str("BACKUP_S3_KEY", default="") or None,  # else wherever boto3 finds them
        "secret_key": env.str("BACKUP_S3_SECRET", default="") or None,
        "addressing_style": env.str("BACKUP_S3_ADDRESSING", default="auto"),
        "signature_version": "s3v4",
    }

"""The parts of a mail, and the files among them."""

from collections.abc import Iterator
from email.message import EmailMessage, MIMEPart

from django.core.files.uploadedfile import SimpleUploadedFile

from messaging.reading.senders import has_long_headers

UNWANTED = frozenset({
    "application/ms-tnef", "application/pgp-encrypted", "application/pgp-keys", "application/pgp-signature",
    "application/pkcs7-signature", "application/x-pkcs7-signature",
})  # fmt: skip
"""What programs add by themselves."""


def leaves(message: EmailMessage) -> Iterator[MIMEPart]:
    """The parts that contain no others; a mail inside the mail counts as one."""
    waiting: list[MIMEPart] = [message]
    while waiting:
        part = waiting.pop()
        if has_long_headers(part):
            continue
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting.extend(reversed(list(part.iter_parts())))
        else:
            yield part


def attached_files(message: EmailMessage) -> list[SimpleUploadedFile]:
    """Attachments, and pictures inside the text that have a name."""
    files = [part for part in leaves(message) if _is_file(part)]
    return [SimpleUploadedFile(_name(part), _content(part)) for part in files]


def _is_file(part: MIMEPart) -> bool:
    is_named = part.is_attachment() or bool(part.get_filename()) or part.get_content_maintype() == "message"
    return is_named and part.get_content_type() not in UNWANTED


def _name(part: MIMEPart) -> str:
    """What the sender calls it, without what only folders have at the end."""
    usual = "mail.eml" if part.get_content_maintype() == "message" else "file"
    return (part.get_filename() or "").rstrip("/.") or usual


def _content(part: MIMEPart) -> bytes:
    if part.get_content_maintype() == "message" and part.is_multipart():
        return b"\n".join(each.as_bytes() for each in part.iter_parts())
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""

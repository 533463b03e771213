"""What a file is, by how it begins: its name proves nothing."""

import filetype

HEAD_BYTES = 8192
UNKNOWN = "application/octet-stream"
_PROGRAMS = (
    b"\x7fELF",
    b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe",  # Mach-O
    b"\xca\xfe\xba\xbe",  # several of Mach-O in one, and classes of Java
    b"\x00asm", b"dex\n",
    b"L\x00\x00\x00\x01\x14\x02\x00",  # a shortcut of Windows
    b"!<arch>\ndebian", b"\xed\xab\xee\xdb",  # packages of Debian, of RPM
    b"#!",
)  # fmt: skip
_BATCH = (b"@echo off", b"<script", b"<job", b'<?xml version="1.0"?><job')
_MSI = ("I\x00n\x00s\x00t\x00a\x00l\x00l\x00E\x00x\x00e\x00c\x00u\x00t\x00e").encode("latin-1")


def media_type(head: bytes) -> str:
    """The type of a file (RFC 6838) that begins so; `UNKNOWN` where its beginning does not tell."""
    found = filetype.guess(head)
    if found:
        return found.mime
    return "text/plain" if head and _is_text(head) else UNKNOWN


def is_program(head: bytes) -> bool:
    """Whether a file that begins so would run when somebody opens it."""
    if head.startswith(_PROGRAMS) or head.lstrip().lower().startswith(_BATCH):
        return True
    # A band may be called MZ: what is text runs on no Windows.
    return (head.startswith(b"MZ") and not _is_text(head)) or (head.startswith(b"\xd0\xcf\x11\xe0") and _MSI in head)


def _is_text(head: bytes) -> bool:
    """UTF-8 without controls; the last character may be cut."""
    try:
        text = head.decode()
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":
            return False
        text = head[: error.start].decode()
    return not any(letter < " " and letter not in "\t\n\r\f" for letter in text)

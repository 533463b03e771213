"""The first look at sounds and documents: by their first bytes, whatever their name or the browser says."""

from typing import BinaryIO

from web.sandbox.errors import Refused

HEAD_BYTES = 1024


def look_at_sound(file: BinaryIO) -> str:
    """The container of a recording, as libav calls it. Raises `Refused`.

    It is also the only one that libav may then try: others (playlists above all) would let a file name other files.
    """
    head = file.read(HEAD_BYTES)
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] == b"fLaC":
        return "flac"
    if head[:4] == b"OggS":
        return "ogg"
    if head[4:8] == b"ftyp":
        return "mov"
    if head[:3] == b"ID3" or _is_mpeg_audio(head):
        return "mp3"
    raise Refused("no_sound")


def look_at_document(file: BinaryIO) -> None:
    """Raises `Refused` for what does not begin as a PDF does (ISO 32000-2, 7.5.2)."""
    if not file.read(HEAD_BYTES).startswith(b"%PDF-"):
        raise Refused("no_document")


def _is_mpeg_audio(head: bytes) -> bool:
    """A frame header of MPEG audio, layer III (ISO 11172-3, 2.4.2.3)."""
    return len(head) > 3 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] & 0xF0 != 0xF0

"""What somebody wrote in a mail."""

import json
import logging
from email.message import EmailMessage, MIMEPart

from messaging.reading.child import LIMITS
from messaging.reading.parts import leaves
from messaging.reading.quotes import without_quoted_lines
from web.sandbox.errors import Failed, Refused
from web.sandbox.parent import run_child

READ_MAX = 60_000
"""So many characters are looked at: a reply with all that it quotes has fewer."""
AGAIN = ("clock", "death")
"""Why reading fails on a busy machine: another time it may succeed. Other failures repeat themselves."""
logger = logging.getLogger(__name__)


class NotRead(Exception):
    """The text of a mail could not be read this time: the mail is to come again."""


def written_text(message: EmailMessage) -> str | None:
    """The text of a mail without quotes and signature; empty where there is none, None where it cannot be read. Raises
    NotRead."""
    texts = {"plain": text_part(message, "text/plain"), "html": text_part(message, "text/html")}
    if not any(text.strip() for text in texts.values()):
        return ""
    try:
        return run_child("messaging.reading.child", limits=LIMITS, content=json.dumps(texts).encode())
    except (OSError, RuntimeError) as error:  # no room for one more process or thread
        raise NotRead from error
    except (Failed, Refused) as failed:
        if not texts["plain"].strip() and isinstance(failed, Failed) and failed.cause in AGAIN:
            raise NotRead from failed
        logger.warning("quotes of a mail were not cut: %s", failed)
        return without_quoted_lines(texts["plain"]) if texts["plain"].strip() else None


def text_part(message: EmailMessage, content_type: str) -> str:
    """The first part of this type that is not an attachment, decoded whatever charset it names."""
    for part in leaves(message):
        if part.get_content_type() == content_type and not part.is_attachment() and not part.get_filename():
            return _decoded(part)[:READ_MAX]
    return ""


def _decoded(part: MIMEPart) -> str:
    content = part.get_payload(decode=True)
    content = content if isinstance(content, bytes) else b""
    try:
        text = content.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):  # a charset that nobody knows
        text = content.decode("utf-8", "replace")
    storable = "".join(letter for letter in text if letter != "\x00" and not "\ud800" <= letter <= "\udfff")
    return storable.replace("\r\n", "\n").replace("\r", "\n")

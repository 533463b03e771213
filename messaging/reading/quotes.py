"""What somebody wrote in a reply, without quotes. Does not use Django: runs in the child process."""

import re

from mailparser_reply import EmailMessage

SEPARATOR = re.compile(r"^-{3,} ?(?:Ursprüngliche Nachricht|Original-Nachricht|Original Message) ?-{3,}$", re.M | re.I)
DASHES = re.compile(r"[-_]{2,}\s*\n")
GREETING = re.compile(r"[^.!?:;\d]{1,50}[,!]?")
NAME_LINES_MAX = 4


def cut_quotes(text: str) -> str:
    """The newest part of a mail in English or German; if nothing is above the quotes, the text below or between them.
    Removes only what is certainly a signature: a sentence that begins with "Thanks," is not."""
    text = SEPARATOR.sub("-----Original Message-----", text.replace("\r\n", "\n"))
    replies = EmailMessage(text=text, languages=["en", "de"], keep_hyphen_lists=True).read().replies
    bodies = [without_quoted_lines(_unsigned(reply.full_body, reply.signatures or "")) for reply in replies]
    if bodies[0] or not re.search(r"^>", text, re.MULTILINE):
        return bodies[0]
    return "\n\n".join(filter(None, bodies))


def without_quoted_lines(text: str) -> str:
    """Without the lines that begin with ">"."""
    kept = [line for line in text.split("\n") if not line.lstrip().startswith(">")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip().rstrip("_").strip()


def _unsigned(body: str, signature: str) -> str:
    return body.removesuffix(signature) if signature and _is_signature(signature) else body


def _is_signature(text: str) -> bool:
    """Whether it follows two dashes, or is a greeting and a few short lines of names."""
    if DASHES.match(text):
        return True
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return len(lines) <= NAME_LINES_MAX and all(map(GREETING.fullmatch, lines)) and len(lines[0].split(",")[-1]) < 20

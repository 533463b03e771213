"""Who has sent a mail, as far as our own mail server vouches for it (DMARC, RFC 7489)."""

import re
from email.message import EmailMessage, MIMEPart
from email.utils import getaddresses

HEADER_MAX = 20_000
FROM_MAX = 1_000
ADDRESS_MAX = 254
ADDRESS = re.compile(r"""[^\s<>"'(),;:]+@[^\s<>"'(),;:]+""")
COMMENT = re.compile(r"\([^()]*\)")
QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')
PASSED = re.compile(r"dmarc(?:/1)? ?= ?pass\b", re.IGNORECASE)
FROM_DOMAIN = re.compile(r"header\.from ?= ?([^\s;]+)", re.IGNORECASE)


def sender_of(message: EmailMessage) -> str:
    """The one address in From, in lower case. Empty if there are several, even within names: programs differ in which
    of them counts. Empty, too, if it cannot be stored."""
    headers = raw_headers(message, "from")
    if len(headers) != 1 or len(headers[0]) > FROM_MAX:
        return ""
    addresses = {address.lower() for _name, address in getaddresses(headers)}
    seen = {address.lower() for text in (*headers, str(message["From"])) for address in ADDRESS.findall(text)}
    if len(addresses) != 1 or addresses != seen:
        return ""
    [sender] = addresses
    return sender if len(sender) <= ADDRESS_MAX and sender.isprintable() else ""


def is_proven(message: EmailMessage, sender: str, authserv_id: str) -> bool:
    """Whether the server with this name says that the mail comes from its sender's domain. The topmost
    Authentication-Results of that name counts (RFC 8601), since senders may have added others below it. That server
    must remove incoming headers in its own name."""
    domain = sender.rpartition("@")[2]
    for header in raw_headers(message, "authentication-results"):
        server, *results = _without_asides(header).split(";")
        if server.split()[:1] == [authserv_id]:
            return _proven_domain(results) == domain
    return False


def has_long_headers(part: MIMEPart) -> bool:
    """Whether its headers are so long that reading them might take long. No ordinary mail program writes such
    headers."""
    return any(len(str(value)) > HEADER_MAX for _name, value in part.raw_items())


def raw_headers(message: EmailMessage, name: str) -> list[str]:
    """The raw headers, topmost first: decoding would add text that a sender hid in encoded words, and repair malformed
    headers."""
    return [str(value) for each, value in message.raw_items() if each.lower() == name]


def _without_asides(header: str) -> str:
    """The header on one line, without comments and quoted strings, which senders can choose."""
    text = QUOTED.sub("", " ".join(header.split()).lower())
    while COMMENT.search(text):
        text = COMMENT.sub("", text)
    return text


def _proven_domain(results: list[str]) -> str | None:
    """The domain for which DMARC has passed; None unless there is exactly one result."""
    found = [result.strip() for result in results if result.strip().startswith("dmarc")]
    if len(found) != 1 or not PASSED.match(found[0]):
        return None
    domain = FROM_DOMAIN.search(found[0])
    return domain[1] if domain else None

"""Reading mails of any kind: what somebody wrote, and that nothing breaks."""

from contextlib import nullcontext
from dataclasses import replace

import pytest
from anymail.inbound import AnymailInboundMessage

from messaging.reading.child import LIMITS
from messaging.reading.html import text_of_html
from messaging.reading.mails import Envelope, read_mail
from messaging.reading.quotes import cut_quotes
from messaging.reading.texts import written_text
from messaging.views import inbound
from tests.messaging.mails import DOMAIN, SERVER, a_reply, read_in_this_process, results
from web.sandbox.errors import Failed, Refused

TO = f"reply+{'0' * 31}1@{DOMAIN}"
ANNA = "anna@example.org"


@pytest.fixture(autouse=True)
def _mail_comes_in(settings):
    settings.INBOUND_DOMAIN, settings.INBOUND_AUTHSERV_ID = DOMAIN, SERVER


def parsed(content):
    return AnymailInboundMessage.parse_raw_mime_bytes(content)


WRITTEN = {
    "At five.\n\nOn Mon, 1 Jan 2026 at 10:00, StageSlot <a@b> wrote:\n> Load-in?\n": "At five.",
    "Um fünf.\n\nAm Mo., 1. Jan. 2026 um 10:00 Uhr schrieb StageSlot <a@b>:\n> Wann?\n": "Um fünf.",
    "On Mon, 1 Jan 2026 at 10:00, StageSlot <a@b> wrote:\n> Load-in?\n\nAt five.\n": "At five.",
    "> Load-in?\nAt five.\n> Drums?\nYes\n": "At five.\nYes",
    "Ja\n\nVon: StageSlot <x@y>\nGesendet: Montag\nAn: Anna\nBetreff: Foo\n\nZitat": "Ja",
    "Yes\n\n________________________________\nFrom: StageSlot\nSent: Monday\nTo: Anna\nSubject: Foo\n\nquoted": "Yes",
    "Yes!\n-----Ursprüngliche Nachricht-----\nVon: x\nBetreff: y\nfoo": "Yes!",
    "Yes\n\n-----Original Message-----\nFrom: x\nfoo": "Yes",
    "At five\n-- \nAnna\nDrums": "At five",
    "At five\n\nBest regards\nAnna": "At five",
    "Ja gern\n\nViele Grüße\nAnna": "Ja gern",
    "Yes\n\nSent from my iPhone": "Yes",
    # What is no quote stays
    "Bring:\n- snare\n- cymbals": "Bring:\n- snare\n- cymbals",
    "Hi\nThanks, that works.\nSee you at five.": "Hi\nThanks, that works.\nSee you at five.",
    "Achtung: der Verstärker ist kaputt, bitte mail mir": "Achtung: der Verstärker ist kaputt, bitte mail mir",
    "Two paragraphs.\n\nAnd more.": "Two paragraphs.\n\nAnd more.",
    "": "",
}


@pytest.mark.parametrize("text", WRITTEN, ids=range(len(WRITTEN)))
def test_quotes_and_signatures_are_cut_and_nothing_else(text):
    assert cut_quotes(text) == WRITTEN[text]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>At <b>five</b>.</p><p>Drums?<br>Yes &amp; no</p>", "At five.\n\nDrums?\nYes & no"),
        ("<style>p{}</style>Ja<script>x</script><blockquote>Zitat</blockquote>", "Ja"),
        ('<div>Yes</div><div class="gmail_quote">On Mon wrote:<blockquote>q</blockquote></div>', "Yes"),
        ("<div>broken <b>never closed", "broken never closed"),
        ("</p></div>x", "x"),
        ("<blockquote><br><img></blockquote>below", "below"),
        ("", ""),
    ],
)
def test_html_becomes_lines_of_text(html, text):
    assert text_of_html(html) == text


def test_a_mail_of_html_alone_is_read_by_its_html():
    content = b"From: a@x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>F\xc3\xbcnf</p><blockquote>q</blockquote>"
    assert written_text(parsed(content)) == "Fünf"


def test_text_that_takes_the_library_minutes_is_kept_whole_without_quoted_lines(monkeypatch):
    monkeypatch.setattr("messaging.reading.texts.LIMITS", replace(LIMITS, cpu_seconds=1))
    text = "Five\n> quoted\n" + "On On " * 5_000
    assert written_text(parsed(a_reply(TO, ANNA, text))).startswith("Five\nOn On On")


@pytest.mark.parametrize(
    ("failure", "plain", "is_read"),
    [
        (OSError("no room for a child"), "Five", False),
        (Failed("clock"), " ", False),
        (Failed("death"), " ", False),
        (Failed("clock"), "Five", True),
        (Failed("time"), " ", True),
        (Refused("too_large"), " ", True),
    ],
)
def test_a_mail_comes_again_where_another_time_may_help(monkeypatch, failure, plain, is_read):
    def run(_program, *, limits, content):
        raise failure

    monkeypatch.setattr("messaging.reading.texts.run_child", run)
    taken = []
    monkeypatch.setattr(inbound, "receive_mail", lambda mail: taken.append(mail.text))
    with nullcontext() if is_read else pytest.raises(inbound.NotTaken):
        inbound.take_message(parsed(a_reply(TO, ANNA, plain, html="<p>Five</p>")), Envelope())
    assert taken == ([plain.strip() or None] if is_read else [])


@pytest.mark.parametrize("charset", ["latin-1", "utf-8", "x-nobody-knows", "utf-7", "unicode_escape", "rot13", '"', ""])
def test_charsets_of_any_kind_give_text_that_can_be_stored(charset):
    head = f"From: a@x\r\nContent-Type: text/plain; charset={charset}\r\n\r\n".encode()
    text = written_text(parsed(head + b"Gr\xfc\xdfe\x00 \\ud800 am Ende"))
    assert text.endswith("am Ende")
    text.encode()
    assert "\x00" not in text


TOP = f"Authentication-Results: {results()}\r\nFrom: {ANNA}\r\nTo: {TO}\r\n".encode()
HOSTILE = {
    "nothing": b"",
    "no body": TOP,
    "NUL": TOP + b"\r\nHe\x00llo",
    "no end of a part": TOP + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nHello",
    "no boundary": TOP + b"Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\nHello",
    "broken base64": TOP + b"Content-Transfer-Encoding: base64\r\n\r\n!!!!a",
    "broken attachment": TOP + b"Content-Disposition: attachment; filename*=utf-8''%ff%zz\r\n\r\nx",
    "odd charset of a name": TOP + b"Content-Disposition: attachment; filename*=x-odd''a%20b\r\n\r\nx",
    "broken dates and ids": TOP + b"Date: no\r\nMessage-ID: <<>>\r\nSubject: =?x?q?=ff?=\r\n\r\nHello",
    "broken addresses": f"Authentication-Results: {results()}\r\nFrom: <<@>,\r\nTo: @@;;\r\n\r\n".encode(),
    "deep parts": TOP + b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\r\n\r\n--%d\r\n" % (n, n) for n in range(60)
    ),
    "a mail within": TOP + b"Content-Type: message/rfc822\r\n\r\nFrom: x\r\n\r\nHello",
    "a long From": TOP.replace(b"From: ", b"From: " + b"a" * 15_000) + b"\r\nHello",
    "a long header of a part": TOP + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nX: " + b"a " * 20_000,
    "a long header": TOP + b"X: " + b"(" * 100_000 + b"\r\n\r\nHello",
    "bytes": bytes(range(256)) * 100,
}  # fmt: skip


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_broken_mails_are_read_as_far_as_they_go_or_dropped(content, monkeypatch):
    read_in_this_process(monkeypatch)
    taken = []
    monkeypatch.setattr(inbound, "receive_mail", lambda mail: taken.append(mail))
    inbound.take_message(parsed(content), Envelope())
    for mail in taken:
        assert mail.token.int == 1
        mail.text.encode()


def test_a_mail_without_an_id_is_known_by_its_whole():
    first, again = (read_mail(parsed(a_reply(TO, ANNA, message_id=None)), Envelope()) for _ in range(2))
    other = read_mail(parsed(a_reply(TO, ANNA, "Other", message_id=None)), Envelope())
    assert first.id == again.id != other.id

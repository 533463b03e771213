"""E-mails as people and machines write them."""

from email import policy
from email.message import EmailMessage
from io import BytesIO

from messaging.reading import child

DOMAIN = "in.example"
SERVER = "mx.in.example"
PASS = "{server}; spf=pass smtp.mailfrom=example.org; dmarc=pass (p=none) header.from={domain}"


def results(sender="anna@example.org", server=SERVER, text=PASS):
    """What a mail server writes about the sender of a mail."""
    return text.format(server=server, domain=sender.rpartition("@")[2].strip(">"))


def read_in_this_process(monkeypatch):
    """For what is not about the child process, which takes a while to start."""

    def run(_program, *, limits, content):
        return child.read(BytesIO(content), print)

    monkeypatch.setattr("messaging.reading.texts.run_child", run)


def a_reply(
    to, sender, text="Five it is.\n", *, proven=True, message_id="<1@example.org>", files=(), html="", **headers
):
    """A mail as it arrives. `files` are names and bytes; a header that is None is left out."""
    mail = EmailMessage(policy=policy.SMTP)
    if proven:
        mail["Authentication-Results"] = results(sender)
    values = {"From": sender, "To": to, "Subject": "Re: Load-in", "Message-ID": message_id} | headers
    for name, value in values.items():
        if value is not None:
            mail[name.replace("_", "-")] = value
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()

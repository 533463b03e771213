"""Every email that a test sends is read: docs/words.md rules the same forms out there as on pages."""

import pytest
from django.core import mail

from tests.wording import misworded


@pytest.fixture(autouse=True)
def mails_in_our_words():
    """Fails the test whose emails hold a form that is ruled out, in the language they are in."""
    yield
    assert [found for each in getattr(mail, "outbox", []) if (found := misworded_mail(each))] == []


def misworded_mail(message: mail.EmailMessage) -> list[str]:
    """Its lines that hold a form that is ruled out."""
    lines = [message.subject, *str(message.body).splitlines()]
    language = "de" if GERMAN & set(" ".join(lines).lower().split()) else "en"
    return misworded(lines, language)


GERMAN = {"du", "dir", "dein", "deine", "deinen", "euch", "eure", "und", "nicht", "ist", "für"}
"""Words of which every German email of ours holds one, and no English one."""
